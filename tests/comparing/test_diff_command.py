"""``kejichu diff``: formats, filters, redaction, exit codes; text of pages inert in all of them."""

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from comparing_samples import CONTENT, VERSIONS, evidence, record, run_folder

from pipeline.cli.main import main

EVIL = "<script>alert(1)</script>\x1b[31m\u202e=cmd|'/c calc'!A0"
Diff = Callable[..., tuple[int, str, str]]
Runs = tuple[str, str]


@pytest.fixture
def diff(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Diff:
    """The command on the workspace of two runs: exit code, stdout, stderr."""
    contacts = [{"name": "王伟", "phone": "010-68512345", "email": "wang@firm.example"}]
    proofs = [
        evidence("/contacts/0/phone", "010-68512345"),
        evidence("/summary", "联系人：王伟，电话 010-68512345"),
    ]
    old = [
        record("a", title="=1+1", host_country="DEU"),
        record(
            "b",
            contacts=contacts,
            contact_present=True,
            people=[{"name": "王伟", "aliases": ["Wang Wei"]}, {"name": "李明"}],
            field_evidence=proofs,
        ),
        record("c", technology_fields=["aerospace"]),
        record("d", content=CONTENT + EVIL),
    ]
    new = [
        record("a", title=EVIL, host_country="FRA"),
        record("b", summary="联系人：王伟，电话 010-68512345", field_evidence=proofs[1:]),
        record("c", technology_fields=["artificial_intelligence"], is_ai_ml=True),
        record(
            "d",
            content=CONTENT + EVIL,
            title="寻求合作 伙伴",
            field_evidence=[evidence("/title", "calc", CONTENT + EVIL)],
        ),
    ]
    for number, records in enumerate((old, new), 1):
        versions = VERSIONS | {"title": str(number)}
        given = [{**r, "extractor_versions": versions} for r in records]
        folder = tmp_path / "runs" / str(number)
        run_folder(folder, given, number, extractor_versions=versions)

    def call(*arguments: str, runs: Runs = ("latest~1", "latest")) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["diff", *runs, *arguments, "--workspace", str(tmp_path)])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def test_the_table_tells_fields_classes_patterns_and_what_it_left_out(diff: Diff) -> None:
    code, out, err = diff()
    assert code == 0
    assert "20260101T000000Z-abcdef → 20260102T000000Z-abcdef" in out
    assert "extractor title 1 → 2" in out and "records: 4 compared" in out
    assert re.search(r"^title +1$", out, re.M)
    assert "host_country changed  DEU → FRA" in out
    assert "1 normalised only" in err and "2 following others" in err
    assert "normalised only" in diff("--all")[1]


def test_page_text_is_inert_in_the_terminal(diff: Diff) -> None:
    for arguments in ((), ("--by", "change"), ("--all",)):
        out = diff(*arguments)[1]
        assert "\x1b[31m" not in out and "\u202e" not in out and "alert" in out


def changes(diff: Diff, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(diff(*arguments, "--json")[1])["changes"]
    return found


def test_json_holds_every_change_and_the_counts(diff: Diff) -> None:
    data = json.loads(diff("--format", "json")[1])
    assert data["total"] == len(data["changes"]) == sum(p["changes"] for p in data["patterns"])
    assert data["records"] == {"same": 4}
    assert data["fields"]["technology_fields"] == {"added": 1, "removed": 1}
    assert {c["pattern"] for c in data["changes"]} == {p["id"] for p in data["patterns"]}
    assert data["old"]["run_id"] == "20260101T000000Z-abcdef"


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        (("--field", "title"), {"title"}),
        (("--field", "title", "--field", "host_country"), {"title", "host_country"}),
        (("--kind", "removed"), {"technology_fields", "contacts", "people"}),
        (("--kind", "normalised_only"), {"title"}),
        (("--cause", "extractor_changed"), {"title"}),
        (("--record", "o-zzz"), set()),
    ],
)
def test_filters(diff: Diff, arguments: tuple[str, ...], fields: set[str]) -> None:
    assert {change["field"] for change in changes(diff, *arguments)} == fields


def test_patterns_are_found_by_the_beginning_of_their_ids(diff: Diff) -> None:
    (change,) = changes(diff, "--field", "host_country")
    assert changes(diff, "--pattern", change["pattern"][:8]) == [change]


def test_counts(diff: Diff) -> None:
    counts = json.loads(diff("--by", "field", "--json")[1])["counts"]
    assert counts["technology_fields"] == 2
    rows = list(csv.reader(io.StringIO(diff("--by", "cause", "--format", "csv")[1])))
    assert rows[0] == ["cause", "changes"] and ["extractor_changed", "2"] in rows
    assert "host_country" in diff("--by", "pattern")[1]
    assert "1 more" in diff("--by", "kind", "--limit", "2")[1]


def test_no_cell_is_a_formula(diff: Diff) -> None:
    text = diff("--format", "csv")[1]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(changes(diff))
    (title,) = [row for row in rows if row["field"] == "title" and row["kind"] == "changed"]
    assert title["old"] == "'=1+1" and title["new"] == EVIL
    cells = [cell for row in rows for cell in row.values()]
    assert not any(cell.lstrip()[:1] in tuple("=+-@") for cell in cells if cell)


def test_contacts_are_hidden_unless_asked_for(diff: Diff) -> None:
    for form in ("json", "csv", "html", "table"):
        out = diff("--format", form, "--all")[1]
        for private in ("68512345", "wang@", "王伟", "Wang Wei", "wangwei"):
            assert private not in out, (form, private)
        assert form == "table" or "李明" in out
        assert "XXXXXX" in out
    for form in ("json", "csv", "html"):
        assert "68512345" in diff("--format", form, "--contacts", "--all")[1], form


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_html_holds_no_script_and_asks_for_nothing(diff: Diff) -> None:
    out = diff("--format", "html")[1]
    parser = _Tags()
    parser.feed(out)
    assert {"del", "ins", "table", "section"} <= parser.seen
    assert parser.seen.isdisjoint({"script", "link", "img", "iframe", "a", "form"})
    assert parser.attributes.isdisjoint({"src", "href", "style", "onclick"})
    assert "default-src &#39;none&#39;" in out or "default-src 'none'" in out
    assert "&lt;script&gt;alert(1)" in out and "\u202e" not in out and "\x1b" not in out


def test_the_style_is_allowed_by_its_own_digest(diff: Diff) -> None:
    from base64 import b64encode
    from hashlib import sha256

    out = diff("--format", "html")[1]
    style = re.search(r"<style>(.*?)</style>", out, re.S)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in out


def test_exit_codes(diff: Diff) -> None:
    assert diff("--exit-code")[0] == 4
    assert diff("--exit-code", runs=("latest", "latest"))[0] == 0
    assert diff("--exit-code", "--field", "patents")[0] == 0
    assert diff("--field", "titel")[0] == 2
    assert diff("--by", "field", "--format", "html")[0] == 2
    code, _, err = diff(runs=("latest~9", "latest"))
    assert code == 1 and err.startswith("kejichu: there is no latest~9") and err.count("\n") == 1
