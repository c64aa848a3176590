"""dictionary.tsv and codes.tsv: complete, and errors that name file and line."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from models import codes
from models.vocabulary import ROOT, VocabularyError
from pipeline.schema.code_lists import ENUMERATIONS, code_lists
from pipeline.schema.fields import all_fields
from pipeline.schema.texts import PATH, field_texts

REPOSITORY = Path(__file__).resolve().parents[2]
CODES = ROOT / "codes.tsv"
# Where a call takes the reason code that ends in a run's files, and of which list it is.
REASONS = {
    "Unreadable": (0, "quarantine_reason"),
    "ArchiveFault": (0, "quarantine_reason"),
    "BodyError": (0, "quarantine_reason"),
    "quarantine": (1, "quarantine_reason"),
    "Unreached": (2, "quarantine_reason"),
    "Verdict": (2, "refusal_reason"),
    "Skipped": (2, "skip_reason"),
    "_repeat": (1, "issue_code"),
}


def broken(path: Path, tmp_path: Path, old: str, new: str) -> Path:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    copy = tmp_path / path.name
    copy.write_text(text.replace(old, new), "utf-8")
    return copy


def line_of(path: Path, start: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


def test_every_field_has_its_texts() -> None:
    assert list(field_texts()) == [node.path for node in all_fields()]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\nvalid_until\t", "\nvalid_untill\t", "has no field valid_untill"),
        ("\nip_status\t知识产权状态\t", "\nip_status\t\t", "label_zh of ip_status is empty"),
        ("\tlist:grade\t", "\tlist:grades\t", "no list grades"),
        ("\tlist:ip_status\t", "\tlist:grade\t", "those of IpStatus"),
        ("\tfile:alliances.tsv\t", "\tfile:alliance.tsv\t", "no vocabulary alliance.tsv"),
        ("\tRFC 6901\tI", "\tRFC 6901\tX", "basis 'X'"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    copy = broken(PATH, tmp_path, old, new)
    place = PATH.read_text("utf-8").index(old) + old.startswith("\n")
    line = PATH.read_text("utf-8")[:place].count("\n") + 1
    with pytest.raises(VocabularyError, match=message) as raised:
        field_texts(copy)
    assert str(raised.value).startswith(f"dictionary.tsv:{line}: ")


def test_a_field_without_a_line_is_named(tmp_path: Path) -> None:
    copy = tmp_path / "dictionary.tsv"
    lines = PATH.read_text("utf-8").splitlines(keepends=True)
    copy.write_text("".join(line for line in lines if not line.startswith("people.role")), "utf-8")
    with pytest.raises(VocabularyError, match=r"dictionary\.tsv:1: no line for people\.role"):
        field_texts(copy)


def test_every_enumeration_has_a_list() -> None:
    enumerations = {
        value
        for value in vars(codes).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
    }
    assert enumerations <= set(ENUMERATIONS.values())


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_every_code_has_labels_in_both_languages(name: str) -> None:
    labels = {code.id: code for code in code_lists()[name]}
    assert set(labels) == {member.value for member in ENUMERATIONS[name]}
    for code in labels.values():
        assert any("\u4e00" <= char <= "\u9fff" for char in code.label_zh), code.id
        assert code.label_en.isascii(), code.id


def test_a_code_without_a_label_is_refused(tmp_path: Path) -> None:
    copy = broken(CODES, tmp_path, "ip_status\tapplied\t已申请未授权\t", "ip_status\tapplied\t\t")
    line = line_of(CODES, "ip_status\tapplied")
    with pytest.raises(VocabularyError, match=rf"codes\.tsv:{line}: .*label_zh"):
        code_lists(copy)


def test_a_code_that_stands_twice_is_refused(tmp_path: Path) -> None:
    copy = broken(CODES, tmp_path, "\ngrade\tlikely\t", "\ngrade\tcertain\t")
    line = line_of(CODES, "grade\tlikely")
    with pytest.raises(VocabularyError, match=rf"codes\.tsv:{line}: 'certain' stands twice"):
        code_lists(copy)


def test_a_list_that_lacks_a_value_is_refused(tmp_path: Path) -> None:
    copy = broken(CODES, tmp_path, "mission_type\tembassy\t", "mission_type\tembassies\t")
    with pytest.raises(VocabularyError, match="lacks embassy, has besides embassies"):
        code_lists(copy)


def test_technology_fields_are_those_of_the_term_bank() -> None:
    ids = {code.id for code in code_lists()["technology_field"]}
    assert ids == {path.stem for path in (ROOT / "technology").glob("*.tsv")} | {"other"}


def test_every_reason_of_the_code_has_a_label() -> None:
    found = set(_reasons())
    assert ("quarantine_reason", "broken_pdf") in found, "the search itself works"
    lists = {name: {code.id for code in own} for name, own in code_lists().items()}
    assert sorted(code for name, code in found if code not in lists[name]) == []


def _reasons() -> Iterator[tuple[str, str]]:
    for package in ("extractors", "pipeline"):
        for path in sorted((REPOSITORY / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield from _reason(node)


def _reason(call: ast.Call) -> Iterator[tuple[str, str]]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    position, code_list = REASONS.get(name, (0, ""))
    if code_list and len(call.args) > position:
        for node in ast.walk(call.args[position]):
            if isinstance(node, ast.Constant) and node.value:
                yield code_list, str(node.value)
