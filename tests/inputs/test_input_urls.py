import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.inputs.urls import canonical_url

SAME = [
    ("HTTPS://WWW.Most.GOV.cn:443/kjbgz/", "http://most.gov.cn/kjbgz/"),
    ("http://a.example:80", "http://a.example/"),
    ("http://a.example:8080/x", "http://a.example:8080/x"),
    ("http://a.example/p?b=2&a=1#top", "http://a.example/p?a=1&b=2"),
    ("http://a.example/p?id=7&utm_source=x&UTM_medium=y&from=timeline", "http://a.example/p?id=7"),
    ("http://a.example/p?isappinstalled=0&spm=1.2", "http://a.example/p"),
    ("http://a.example/p?fromdate=1", "http://a.example/p?fromdate=1"),
    ("http://a.example/index.html", "http://a.example/index.html"),
    ("//a.example/p", "http://a.example/p"),
    ("http://www.cn/", "http://www.cn/"),
    ("http://www.www.a.example/", "http://a.example/"),
    ("http://a.example/科技", "http://a.example/%E7%A7%91%E6%8A%80"),
    ("http://a.example/%BF%C6?q=%BF%BC&from=x", "http://a.example/%BF%C6?q=%BF%BC"),
    ("http://ｗｗｗ．a.example/p", "http://a.example/p"),
    ("http://[::1]:80/x", "http://[::1]/x"),
    ("  http://a.example/p \n", "http://a.example/p"),
    ("", ""),
    ("urn:X-wpull:log", "urn:X-wpull:log"),
    (" http://[broken/ ", "http://[broken/"),
    ("http://a.example:99999/x", "http://a.example:99999/x"),
    ("page.html", "page.html"),
]


@pytest.mark.parametrize(("url", "form"), SAME)
def test_canonical_form(url: str, form: str) -> None:
    assert canonical_url(url) == form


def test_feed_items_stay_apart() -> None:
    feed = "http://cistc.gov.cn/handlers/cistcProjectInfo.ashx?infoid={}&contentLenth=&column=229"
    assert canonical_url(feed.format(1)) != canonical_url(feed.format(2))
    assert "contentLenth=" in canonical_url(feed.format(1))


MARKS = [
    *("http://", "HTTPS://", "//", "www.", "a.example", "例子.cn", ":80", ":443", "u:p@", "[", "]"),
    *("/", "..", "\\", ";", "?", "&", "=", "+", "#", "utm_a=1", "from=", "ß", " ", "\t", "\u3000"),
    *("%", "%25", "%2525", "%3f", "%ff", "%20", "%2F", "\x00", "\ud800"),
]
PIECES = st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=4)), max_size=12).map("".join)


@given(st.one_of(PIECES, PIECES.map("http://a.example/".__add__), st.text()))
@example("http://a.example/%2525%2541")
def test_canonical_form_is_idempotent(url: str) -> None:
    form = canonical_url(url)
    assert canonical_url(form) == form
