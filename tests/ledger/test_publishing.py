"""Publishing: resolved records in an immutable folder, refused while in doubt."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import MemoryLedger, decide, record, report_of, target, write_run

from models.decision import Action, Reach
from pipeline.ledger.ledger import Ledger
from pipeline.publishing.gates import GateFileError, Gates, gates
from pipeline.publishing.publication import DECISIONS, PUBLICATION, REVIEWED
from pipeline.publishing.publish import PublishRefused, publish
from pipeline.reviewing.drafting import Verdict
from pipeline.reviewing.service import open_review
from pipeline.runs.folder import REFUSED, digests, read_manifest
from pipeline.runs.records import read_records

TEXT = "项目来自德国。联系人：李明。"
OPEN = Gates(quarantined_most=1, records_least=0, filled_least=0, filled_from=1)


def sample(number: int, **values: Any) -> dict[str, Any]:
    proofs = {"/host_country": "德国"} if values.get("host_country", "DEU") else {}
    known = {"host_country": "DEU", "title": f"题{number}"} | values
    url = f"http://a.example/{number}"
    return record(TEXT, proofs, f"o-{number}", report_of(url), **known) | {"source_url": url}


def run_of(folder: Path, *records: dict[str, Any], number: int = 1, captures: int = 0) -> Path:
    name = f"2024010{number}T000000Z-aaaaaa"
    return write_run(folder / "runs" / name, name, records, captures)


def decided(run: Path, ledger: Ledger, pointer: str, verdict: Verdict, number: int = 0) -> None:
    with open_review(run, ledger) as review:
        review.decide_at(review.record(f"o-{number}"), pointer, verdict, "ann")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_publication_holds_what_stands_and_how_it_came_about(tmp_path: Path) -> None:
    run, ledger = run_of(tmp_path, sample(0), sample(1), sample(2)), MemoryLedger()
    decided(run, ledger, "/host_country", Verdict(Action.CORRECT, "AUT", "德国"))
    decided(run, ledger, "/title", Verdict(Action.ACCEPT), 1)
    decided(run, ledger, "", Verdict(Action.REJECT), 2)
    out, described = publish(run, tmp_path / "published", ledger, OPEN)
    records = list(read_records(out))
    assert [(each.opportunity_id, each.host_country) for each in records] == [
        ("o-0", "AUT"),
        ("o-1", "DEU"),
    ]
    proofs = [each for each in records[0].field_evidence if each.pointer == "/host_country"]
    assert [(each.quote, each.rule[:11]) for each in proofs] == [("德国", "decision.d-")]
    assert (described.records, described.taken_out, described.decisions) == (2, ("o-2",), 3)
    assert described.states == {"applied": 1, "confirmed": 1, "still_rejected": 1}
    assert described.values.reviewed == 2 and described.values.bulk == 0
    assert described.values.unreviewed == 2
    reviewed = {each["pointer"]: each for each in lines(out / REVIEWED)}
    assert set(reviewed) == {"/host_country", "/title"}
    assert reviewed["/title"]["reach"] == Reach.ONE
    assert {each["decision_id"] for each in lines(out / DECISIONS)} == {
        each.decision_id for each in ledger.rows
    }
    manifest = read_manifest(out)
    assert manifest.run_id == described.publication_id == out.name
    assert manifest.counts.add_up() and manifest.counts.records == 2
    [refused] = lines(out / REFUSED)
    assert (refused["code"], refused["capture"]) == ("rejected_by_review", "题2.html")
    assert {name: digest for name, digest in digests(out).items() if name != "manifest.json"} == (
        manifest.files
    )


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_a_publication_is_read_only(tmp_path: Path) -> None:
    out, _ = publish(run_of(tmp_path, sample(0)), tmp_path / "published", MemoryLedger(), OPEN)
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o400}


def test_the_same_is_not_published_twice_and_a_new_decision_is(tmp_path: Path) -> None:
    run, ledger = run_of(tmp_path, sample(0)), MemoryLedger()
    first, _ = publish(run, tmp_path / "published", ledger, OPEN)
    again, described = publish(run, tmp_path / "published", ledger, OPEN)
    assert again == first and described.publication_id == first.name
    before = digests(first)
    decided(run, ledger, "/host_country", Verdict(Action.CORRECT, "AUT"))
    second, described = publish(run, tmp_path / "published", ledger, OPEN)
    assert second != first and described.previous == first.name
    assert digests(first) == before
    decided(run, ledger, "/title", Verdict(Action.ACCEPT))
    third, described = publish(run, tmp_path / "published", ledger, OPEN)
    assert third not in (first, second) and described.values.reviewed == 2


def test_open_conflicts_refuse_and_deciding_them_publishes(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    decided(run_of(tmp_path, sample(0)), ledger, "/host_country", Verdict(Action.ACCEPT))
    later = run_of(tmp_path, sample(0, host_country="AUT"), number=2)
    with pytest.raises(PublishRefused, match="1 decisions ask for a reviewer: 1 regression"):
        publish(later, tmp_path / "published", ledger, OPEN)
    assert not (tmp_path / "published").exists()
    with open_review(later, ledger) as review:
        review.decide(review.queue()[0], Verdict(Action.REJECT), "ann")
    out, _ = publish(later, tmp_path / "published", ledger, OPEN)
    [found] = read_records(out)
    assert found.host_country == "DEU" and found.host_country_name == "Germany"
    [proof] = [each for each in found.field_evidence if each.pointer == "/host_country"]
    assert proof.quote == "德国", "what stands is proved by the decision that it comes from"


def test_a_page_that_is_not_in_the_run_asks_nothing(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    decided(run_of(tmp_path, sample(0), sample(1)), ledger, "/host_country", Verdict(Action.ACCEPT))
    later = run_of(tmp_path, sample(1), number=2)
    out, described = publish(later, tmp_path / "published", ledger, OPEN)
    assert described.decisions == 0 and len(list(read_records(out))) == 1


def refusal(run: Path, folder: Path, limits: Gates) -> set[str]:
    with pytest.raises(PublishRefused) as raised:
        publish(run, folder / "published", MemoryLedger(), limits)
    return {fault.code for fault in raised.value.faults}


def test_gates_refuse(tmp_path: Path) -> None:
    limits = Gates(quarantined_most=0.1, records_least=0.9, filled_least=0.8, filled_from=2)
    full = run_of(tmp_path, *(sample(number) for number in range(4)))
    publish(full, tmp_path / "published", MemoryLedger(), limits)
    unread = run_of(tmp_path, *(sample(number) for number in range(4)), number=2, captures=8)
    assert refusal(unread, tmp_path, limits) == {"quarantined"}
    fewer = run_of(tmp_path, sample(0), sample(1), number=3)
    assert refusal(fewer, tmp_path, limits) == {"records"}
    emptier = run_of(
        tmp_path, sample(0), *(sample(n, host_country=None) for n in (1, 2, 3)), number=4
    )
    assert refusal(emptier, tmp_path, limits) == {"filled"}
    nothing = run_of(tmp_path, number=5)
    assert refusal(nothing, tmp_path, OPEN) >= {"records"}


def test_a_run_that_was_changed_since_is_refused(tmp_path: Path) -> None:
    run = run_of(tmp_path, sample(0))
    (run / "records.jsonl").write_text(
        (run / "records.jsonl").read_text("utf-8").replace("DEU", "AUT"), "utf-8"
    )
    assert refusal(run, tmp_path, OPEN) == {"files"}


def test_a_ledger_from_elsewhere_may_not_make_a_record_invalid(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    where = target("publication_date", opportunity="o-0")
    where = where.model_copy(update={"report_id": sample(0)["report_id"]})
    ledger.append([decide("correct", where, None, "31.5.2019")])
    with pytest.raises(PublishRefused, match="o-0: publication_date"):
        publish(run_of(tmp_path, sample(0)), tmp_path / "published", ledger, OPEN)


@pytest.mark.parametrize("text", ["quarantined_most: 2", "[", "limits: {}"])
def test_a_bad_file_of_gates_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gates.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(GateFileError, match=r"gates\.yaml"):
        gates(path)
    assert (tmp_path / PUBLICATION).exists() is False
