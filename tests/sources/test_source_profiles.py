"""Source profiles: all bundled ones hold, and a broken one is told with file and line."""

from pathlib import Path

import pytest

from pipeline.reading.profiles import profile_for
from pipeline.sources.entries import Cdx, JsonFeed, Kind
from pipeline.sources.errors import SourceError
from pipeline.sources.loading import all_sources, chosen, load_source

GOOD = """id: mine
name_zh: 测试
name_en: test
site: embassy
hosts: [de.china-embassy.gov.cn]
mission: deu-emb
reading: foreign_ministry
lists:
  - kind: trs_column
    url: http://de.china-embassy.gov.cn/kjcx/
schedule: {cron: "0 4 * * *"}
basis: observed
evidence: none
"""
FEED = """  - kind: json_feed
    url: http://de.china-embassy.gov.cn/list?page={page}
    pages: Maxpage
    items: Projectlist
    link: ProjectUrl
    pattern: 'id=(?P<id>\\d+)'
    item_url: http://de.china-embassy.gov.cn/item?id={id}
"""


def load(text: str, folder: Path) -> None:
    path = folder / "mine.yaml"
    path.write_text(text, "utf-8")
    load_source(path)


def test_bundled_sources_hold() -> None:
    sources = all_sources()
    kinds = {entry.kind for source in sources.values() for entry in source.lists}
    assert kinds == set(Kind) - {Kind.SITEMAP} and len(sources) >= 14
    assert all(source.schedule for source in sources.values())
    assert {source.site for source in sources.values()} >= {
        "cistc",
        "most",
        "embassy",
        "provincial",
    }


def test_reading_profiles_are_those_of_the_hosts() -> None:
    for source in all_sources().values():
        if source.reading not in ("feed", "any"):
            owner = profile_for(f"http://{source.hosts[0]}/x")
            assert owner and owner.id == source.reading, source.id


def test_column_229_gives_the_item_handler() -> None:
    entry = all_sources()["cistc-recommended-projects"].lists[0]
    assert isinstance(entry, JsonFeed)
    assert "contentLenth=" in entry.item_url and "columnid=229" in entry.url


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("id: mine", "id: other", 1, "must be the file's name"),
        ("mission: deu-emb", "mission: deu-xxx", 6, "no mission"),
        ("reading: foreign_ministry", "reading: other", 7, "none of the reading profiles"),
        ("hosts: [de.china-embassy.gov.cn]", "hosts: [http://x]", 5, "no host name"),
        ("hosts: [de.china-embassy.gov.cn]", "hosts: []", 5, "at least 1"),
        ("kind: trs_column", "kind: rss", 9, "does not match any of the expected tags"),
        ("    url: http://de.china-embassy.gov.cn/kjcx/", "    url: kjcx", 10, "no http URL"),
        ("http://de.china-embassy.gov.cn/kjcx/", "http://x.example/", 1, "on none of the hosts"),
        ('"0 4 * * *"', '"0 25 * * *"', 11, "no cron expression"),
        ('"0 4 * * *"', '"0 4 * *"', 11, "no cron expression"),
        ('{cron: "0 4 * * *"}', "{cron: 0 4 * * *, timezone: Asia/Peking}", 11, "no time zone"),
        ("evidence: none", "evidence: none\nencoding: gb9999", 14, "no encoding"),
        ("evidence: none", "evidence: none\nspeed: 3", 14, "Extra inputs"),
        ("evidence: none", "evidence: none\nitems: {pattern: '('}", 14, "no regular expression"),
        ("    url: http://de.", "    links: ['a[']\n    url: http://de.", 10, "no CSS selector"),
        ("evidence: none", "evidence: none\npoliteness: {delay: -1}", 14, "greater than"),
        ("evidence: none", "evidence: none\nbasis: observed", 14, "stands twice"),
        ("evidence: none", "evidence: [none", 14, "no YAML"),
        ("basis: observed\n", "", 1, "Field required"),
    ],
)
def test_a_fault_is_told_with_file_and_line(
    old: str, new: str, line: int, message: str, tmp_path: Path
) -> None:
    load(GOOD, tmp_path)
    with pytest.raises(SourceError) as caught:
        load(GOOD.replace(old, new), tmp_path)
    first = str(caught.value).splitlines()[0]
    assert f"mine.yaml:{line}: " in first and message in first, first


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{page}", "1", "must hold {page}"),
        ("?id={id}", "?id={number}", "filled with ['number']"),
        ("?P<id>", "", "but pattern finds []"),
    ],
)
def test_a_feed_must_fill_its_url(old: str, new: str, message: str, tmp_path: Path) -> None:
    text = GOOD.replace("  - kind: trs_column\n", FEED)
    text = text.replace("    url: http://de.china-embassy.gov.cn/kjcx/\n", "")
    load(text, tmp_path)
    with pytest.raises(SourceError, match=r"mine.yaml:(9|10): ") as caught:
        load(text.replace(old, new), tmp_path)
    assert message in str(caught.value)


def test_archived_records_fit_their_access() -> None:
    entry = {"kind": "cdx", "url": "http://x.example/", "query": "abc"}
    Cdx.model_validate({**entry, "access": "warc", "records": "http://x.example/"})
    with pytest.raises(ValueError, match="neither for warc"):
        Cdx.model_validate({**entry, "access": "replay", "records": "http://x.example/"})


def test_own_profiles_replace_bundled_ones(tmp_path: Path) -> None:
    (tmp_path / "most-news.yaml").write_text(GOOD.replace("id: mine", "id: most-news"), "utf-8")
    assert all_sources(tmp_path)["most-news"].reading == "foreign_ministry"
    assert all_sources(tmp_path / "missing")["most-news"].reading == "most"


def test_unknown_names_are_told() -> None:
    sources = all_sources()
    assert [s.id for s in chosen(sources, ["most-news", "most-news"])] == ["most-news"]
    with pytest.raises(SourceError, match="there is no source nowhere"):
        chosen(sources, ["nowhere"])
