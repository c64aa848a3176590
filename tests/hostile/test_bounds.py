"""The bounds: one policy with known reasons, which refuses what is beyond and nothing else."""

import gzip
import os
import pickle
import re
import socket
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hostile_case import PARAGRAPHS, page
from hostile_pdfs import pdf, simple, stream
from hostile_set import all_cases

from models.capture import Capture
from models.document import Document
from pipeline import bounds as policy
from pipeline.bounds import Bounds, bounds, is_blown
from pipeline.inputs.archive_stream import PlainStream
from pipeline.options import PLAIN, ParseOptions
from pipeline.reading.feed import json_depth
from pipeline.reading.reader import read_document
from pipeline.reading.unreadable import Unreadable
from pipeline.schema.code_lists import code_lists

_CELLS = "too_many_cells"
ROOT = Path(__file__).resolve().parents[2]


def read(body: bytes | str) -> Document:
    data = body.encode() if isinstance(body, str) else body
    digest = sha256(data).hexdigest()
    return read_document(Capture(name="page", url="", sha256=digest, size=len(data)), data)


def code_of(body: bytes | str) -> str:
    try:
        read(body)
    except Unreadable as error:
        return error.code
    return ""


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> "Tight":
    return Tight(monkeypatch)


class Tight:
    """Makes a bound tight wherever it is asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, name: str, most: int) -> None:
        own = getattr(bounds(), name).model_copy(update={"most": most})
        narrow = bounds().model_copy(update={name: own})
        for module in list(__import__("sys").modules.values()):
            if getattr(module, "bounds", None) is policy.bounds and module is not policy:
                self._monkeypatch.setattr(module, "bounds", lambda: narrow)


def test_every_reason_is_a_known_code() -> None:
    lists = code_lists()
    known = {code.id for name in ("quarantine_reason", "quality_flag") for code in lists[name]}
    assert {bound.code for _, bound in bounds() if bound.code} <= known


def test_the_papers_state_the_bounds_in_force() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    for name, bound in bounds():
        reason = f"`{bound.code}`" if bound.code else "cut"
        line = f"| {name.replace('_', ' ')} | {bound.most:,} {bound.unit} | {reason} |"
        assert line in text, f"SECURITY.md lacks the line {line}"


def test_the_papers_name_tests_that_are_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", (ROOT / "SECURITY.md").read_text("utf-8"))
    assert len(named) > 15
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_a_broken_policy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = policy.FILE.read_text("utf-8").replace("pdf_pages:", "pdf_page:")
    (tmp_path / "bounds.yaml").write_text(text, "utf-8")
    monkeypatch.setattr(policy, "FILE", tmp_path / "bounds.yaml")
    with pytest.raises(ValueError, match=r"(?s)bounds\.yaml.*pdf_pages"):
        policy.bounds.__wrapped__()
    assert isinstance(bounds(), Bounds)


@pytest.mark.parametrize(
    ("name", "most", "body", "code"),
    [
        ("page_bytes", 2_000, page(PARAGRAPHS), "too_large"),
        ("page_characters", 300, page(PARAGRAPHS * 4), "too_much_text"),
        ("page_elements", 50, page(PARAGRAPHS + "<i>字</i>" * 40), "too_many_elements"),
        ("page_blocks", 10, page("<p>段落</p>" * 20), "too_many_blocks"),
        (
            "table_cells",
            10,
            page(PARAGRAPHS + "<table>" + "<tr><td>甲<td>乙" * 6),
            "too_many_cells",
        ),
        ("reopened", 100, page("<p><b><i>字" * 20), "too_many_elements"),
        ("json_depth", 3, '{"content": "<p>x</p>", "a": [[[1]]]}', "too_nested"),
    ],
)
def test_beyond_the_bound_and_within(
    tight: Tight, name: str, most: int, body: str, code: str
) -> None:
    assert code_of(body) == ""
    tight(name, most)
    expected = code if name != "page_bytes" or len(body.encode()) > most else ""
    assert code_of(body) == expected


@pytest.mark.parametrize(
    ("name", "most", "code"),
    [("pdf_objects", 5, "too_many_objects"), ("page_characters", 20, "too_much_text")],
)
def test_what_a_pdf_draws_is_bounded(tight: Tight, name: str, most: int, code: str) -> None:
    text = b"BT /F1 12 Tf 72 720 Td (Northlight Hydrogen Oy seeks a partner) Tj ET\n"
    body = pdf(simple(o4=stream(text + b"0 0 m 9 9 l S " * 10)))
    assert code_of(body) == ""
    tight(name, most)
    assert code_of(body) == code


def test_formatting_left_open_does_not_fill_memory() -> None:
    """A hundred kilobytes gave four gigabytes of elements."""
    body = next(one.body for one in all_cases() if one.name == "adoption-agency.html")
    assert len(body) < 150_000
    assert code_of(body) == "too_many_elements"


def test_brackets_in_strings_are_no_depth() -> None:
    assert json_depth('{"a": "[[[[{{", "b": [1, {"c": "\\"[["}]}') == 3


def test_ratio_counts_from_a_size_on() -> None:
    own, most = bounds().ratio_free_bytes, bounds().ratio.most
    free = own.most
    assert not is_blown(1, free, own)
    assert is_blown(1, free + 1, own)
    assert not is_blown(free, free * most, own) and is_blown(free, free * most + 1, own)


def test_an_archive_of_nothing_but_zeros_ends_early(tight: "Tight") -> None:
    size = 10_000_000
    tight("record_free_bytes", 3_000_000)
    packed = gzip.compress(bytes(size), mtime=0)
    stream_ = PlainStream(BytesIO(packed))
    given = 0
    while piece := stream_.read(1_000_000):
        given += len(piece)
    assert given < size
    assert stream_.fault is not None and stream_.fault.code == "too_large"


class Planted:
    """Leaves a mark where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = str(mark)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self._mark,)


def test_a_character_map_names_no_file(tmp_path: Path) -> None:
    """CVE-2025-64512: the name of a font's encoding led to a pickle anywhere on the disk."""
    from pdfminer.cmapdb import CMapDB

    mark = tmp_path / "mark"
    with gzip.open(tmp_path / "evil.pickle.gz", "wb") as file:
        file.write(pickle.dumps(Planted(mark)))
    place = str(tmp_path / "evil")
    with pytest.raises(Exception, match=r".*"):
        CMapDB.get_cmap(place)
    name = "".join(f"#{byte:02x}" for byte in place.encode())
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /%s /DescendantFonts [<< /Type "
        "/Font /Subtype /CIDFontType0 /BaseFont /X /CIDSystemInfo << /Registry (A) /Ordering (B) "
        "/Supplement 0 >> >>] >>"
    )
    body = pdf(simple(font=(font % name).encode()))
    code_of(body)
    assert not mark.exists()


def test_entities_and_actions_open_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    names = ("outside-entity", "billion-laughs", "action-", "payload-script", "base-loop")
    cases = [one for one in all_cases(20) if one.name.startswith(names)]
    assert len(cases) >= 6
    for one in cases:
        text = read(one.body).text
        assert "root:" not in text and len(text) < 10_000


def test_options_take_their_time_from_the_policy() -> None:
    assert bounds().page_seconds.most == PLAIN.seconds
    assert ParseOptions(ocr=True).seconds == bounds().scan_seconds.most
