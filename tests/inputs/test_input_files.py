import json
import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.inputs import Given, InputError, Served, Skipped, Unreached, read_inputs
from pipeline.inputs.base import MAX_FILE_BYTES, parse_time


def write(path: Path, content: str | bytes = "<p>页面</p>") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def listing(folder: Path, *entries: dict[str, object]) -> None:
    write(folder / "pages.jsonl", "\n".join(json.dumps(entry) for entry in entries))


def name_of(given: Given) -> str:
    return given.capture.name if isinstance(given, Served) else given.name


def names(*paths: Path) -> list[str]:
    return [name_of(given) for given in read_inputs(paths)]


def only(*paths: Path) -> Given:
    (given,) = read_inputs(paths)
    return given


def test_page_file_tells_name_type_digest_and_no_time(tmp_path: Path) -> None:
    page = write(tmp_path / "页 1.HTML", b"<p>x</p>")
    given = only(page)
    assert isinstance(given, Served)
    capture = given.capture
    assert (capture.name, capture.url, capture.retrieved_at) == ("页 1.HTML", "", None)
    assert (capture.media_type, capture.status, capture.charset) == ("text/html", None, None)
    assert (capture.size, capture.sha256) == (8, sha256(b"<p>x</p>").hexdigest())
    assert given.body == b"<p>x</p>"


def test_folder_is_read_by_name_without_hidden_and_gold_files(tmp_path: Path) -> None:
    for place in ("b.html", "a/2.pdf", "a/1.json", "c", ".hidden", ".git/x.html"):
        write(tmp_path / place)
    for place in ("meta.json", "a/gold.json", "a/output.json"):
        write(tmp_path / place, "{}")
    assert names(tmp_path) == ["a/1.json", "a/2.pdf", "b.html", "c"]


def test_files_that_are_no_pages_are_counted_as_skipped(tmp_path: Path) -> None:
    write(tmp_path / "page.html")
    write(tmp_path / "page_files/style.css")
    skipped = list(read_inputs([tmp_path]))[1]
    assert skipped == Skipped("page_files/style.css", "", "media_type", "text/css")


def test_a_file_named_by_the_user_is_served_whatever_its_suffix(tmp_path: Path) -> None:
    assert isinstance(only(write(tmp_path / "page.css")), Served)


def test_list_gives_order_and_facts_and_the_rest_follows(tmp_path: Path) -> None:
    for place in ("a.html", "b.html", "sub/c.html"):
        write(tmp_path / place)
    listing(
        tmp_path,
        {
            "file": "sub/c.html",
            "url": "http://a.example/c",
            "retrieved_at": "2024-05-31T08:00:00+08:00",
            "media_type": "text/html; charset=GBK",
        },
        {"file": "b.html", "url": None, "encoding": "utf-8"},
    )
    assert names(tmp_path) == ["sub/c.html", "b.html", "a.html"]
    first = next(read_inputs([tmp_path]))
    assert isinstance(first, Served)
    assert first.capture.url == "http://a.example/c"
    assert first.capture.retrieved_at == datetime(2024, 5, 31, tzinfo=UTC)
    assert (first.capture.media_type, first.capture.charset) == ("text/html", "GBK")


def test_list_of_a_subfolder_counts_from_there(tmp_path: Path) -> None:
    for place in ("sub/a.html", "sub/b.html"):
        write(tmp_path / place)
    listing(tmp_path / "sub", {"file": "b.html"})
    assert names(tmp_path) == ["sub/b.html", "sub/a.html"]


def test_one_file_listed_twice_is_two_captures(tmp_path: Path) -> None:
    write(tmp_path / "a.html")
    listing(tmp_path, {"file": "a.html", "url": "u:1"}, {"file": "a.html", "url": "u:2"})
    assert names(tmp_path) == ["a.html", "a.html~2"]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"url": "http://a.example/"}',
        '{"file": ""}',
        '{"file": "../x.html"}',
        '{"file": "/x.html"}',
        '{"file": "a\\u0000.html"}',
        '{"file": "a.html", "url": 5}',
        '{"file": "a.html", "retrieved_at": "2024-05-31"}',
        "[" * 100_000,
        "\udcff",
    ],
)
def test_broken_line_of_a_list_names_file_and_line(tmp_path: Path, line: str) -> None:
    write(tmp_path / "a.html")
    content = '\ufeff{"file": "a.html"}\r\n\n'.encode() + line.encode("utf-8", "surrogateescape")
    write(tmp_path / "pages.jsonl", content)
    with pytest.raises(InputError, match=r"pages\.jsonl:3: "):
        read_inputs([tmp_path])


def test_meta_beside_a_page_gives_its_facts(tmp_path: Path) -> None:
    meta = {"url": "http://a.example/1", "retrieved_at": "2019-02-02T02:02:02Z", "kind": "x"}
    page = write(tmp_path / "case" / "page.html")
    write(tmp_path / "case" / "other.html")
    write(tmp_path / "case" / "meta.json", json.dumps(meta))
    other, first = read_inputs([tmp_path])
    assert isinstance(first, Served)
    assert isinstance(other, Served)
    assert (first.capture.name, first.capture.url) == ("case/page.html", "http://a.example/1")
    assert first.capture.retrieved_at == datetime(2019, 2, 2, 2, 2, 2, tzinfo=UTC)
    assert other.capture.url == ""
    alone = only(page)
    assert isinstance(alone, Served)
    assert alone.capture.url == "http://a.example/1"


def test_list_goes_before_meta_and_meta_fills_its_gaps(tmp_path: Path) -> None:
    write(tmp_path / "page.html")
    write(tmp_path / "meta.json", '{"url": "u:meta", "media_type": "application/xhtml+xml"}')
    listing(tmp_path, {"file": "page.html", "url": "u:list"})
    given = only(tmp_path)
    assert isinstance(given, Served)
    assert (given.capture.url, given.capture.media_type) == ("u:list", "application/xhtml+xml")


def test_broken_meta_puts_the_page_aside(tmp_path: Path) -> None:
    page = write(tmp_path / "page.html")
    write(tmp_path / "meta.json", "{")
    given = only(page)
    assert isinstance(given, Unreached)
    assert (given.name, given.code) == ("page.html", "bad_meta")


def test_missing_file_of_a_list_is_unreached(tmp_path: Path) -> None:
    listing(tmp_path, {"file": "gone.html", "url": "http://a.example/"})
    given = only(tmp_path)
    assert isinstance(given, Unreached)
    assert (given.name, given.url, given.code) == (
        "gone.html",
        "http://a.example/",
        "missing_file",
    )


def test_too_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "a.html"
    with page.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    given = only(page)
    assert isinstance(given, Unreached)
    assert given.code == "too_large"


def test_unreadable_file_is_unreached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = write(tmp_path / "a.html")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert only(page) == Unreached("a.html", "", "unreadable_file", "Permission denied")


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path / "a.html")
    os.mkfifo(tmp_path / "b.html")
    given = list(read_inputs([tmp_path]))[1]
    assert isinstance(given, Unreached)
    assert given.code == "unreadable_file"


def test_link_back_up_ends(tmp_path: Path) -> None:
    write(tmp_path / "sub/a.html")
    (tmp_path / "sub/up").symlink_to(tmp_path)
    assert names(tmp_path) == ["sub/a.html"]


def test_name_in_another_encoding_is_escaped(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path / "x") + "科.html".encode("gbk")))
    try:
        write(path)
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    assert names(tmp_path) == [r"x\xbf\xc6.html"]


def test_lone_surrogate_in_a_url_is_escaped(tmp_path: Path) -> None:
    write(tmp_path / "a.html")
    write(tmp_path / "pages.jsonl", r'{"file": "a.html", "url": "http://a.example/\ud800"}')
    given = only(tmp_path)
    assert isinstance(given, Served)
    assert given.capture.url == r"http://a.example/\ud800"


def test_equal_names_get_their_input_in_front(tmp_path: Path) -> None:
    for place in ("x/in/a.html", "y/in/a.html", "y/in/b.html", "z/a.html"):
        write(tmp_path / place)
    assert names(tmp_path / "x/in", tmp_path / "y/in", tmp_path / "z/a.html") == [
        "x/in/a.html",
        "y/in/a.html",
        "b.html",
        "z/a.html",
    ]


def test_the_same_input_twice_is_numbered(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html")
    assert names(page, page, page) == ["a.html", "a.html~2", "a.html~3"]


@pytest.mark.parametrize("place", ["gone.html", "gone/deeper"])
def test_path_that_does_not_exist(tmp_path: Path, place: str) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_inputs([tmp_path / place])


def test_folder_without_pages(tmp_path: Path) -> None:
    write(tmp_path / "style.css")
    write(tmp_path / "meta.json")
    with pytest.raises(InputError, match="holds no pages"):
        read_inputs([tmp_path])


def test_reading_is_lazy(tmp_path: Path) -> None:
    for place in ("a.html", "b.html"):
        write(tmp_path / place)
    inputs = read_inputs([tmp_path])
    next(inputs)
    write(tmp_path / "b.html", b"later")
    second = next(inputs)
    assert isinstance(second, Served)
    assert second.body == b"later"


@pytest.mark.parametrize(
    "text", ["", "2024", "2024-05-31", "31.5.2024 8:00", "0001-01-01T00:00+14:00"]
)
def test_doubtful_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_time(text)
