"""Publishing: a run with all decisions applied, as an immutable folder; refused while in doubt."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import orjson
from pydantic import ValidationError

from models.decision import Decision, Reach
from models.issue import Refused
from models.opportunity import Opportunity
from models.run import Counts, Run
from pipeline.ledger.exchange import to_lines
from pipeline.ledger.heads import in_force
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.resolution import Resolution, ResolvedPage
from pipeline.ledger.resolving import resolve_page
from pipeline.ledger.units import Record
from pipeline.publishing.gates import Fault, Filled, Gates, faults
from pipeline.publishing.publication import (
    DECISIONS,
    PUBLICATION,
    REVIEWED,
    Publication,
    ReviewedValue,
    Values,
)
from pipeline.reviewing.run_view import RunView
from pipeline.runs import folder as files
from pipeline.runs.naming import known_runs, run_id
from pipeline.runs.parquet import write_parquet

_UNCHANGED = (files.DOCUMENTS, files.QUARANTINE, files.ISSUES)
_NOT_AN_OPPORTUNITY = "rejected_by_review"
_READ_ONLY = 0o400


class PublishRefused(ValueError):
    """A run that may not be published; every reason is a fault."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in found))
        self.faults = tuple(found)


@dataclass
class _Resolved:
    """A run with its decisions applied, as it will be written."""

    lines: list[str] = field(default_factory=list)
    reviewed: list[ReviewedValue] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    open: list[Resolution] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    filled: Filled = field(default_factory=Filled)
    taken_out: list[Record] = field(default_factory=list)
    emptied: list[Record] = field(default_factory=list)
    invalid: list[Fault] = field(default_factory=list)

    def take_page(self, records: list[Record], page: ResolvedPage, known: list[Decision]) -> None:
        """Take in a page that decisions were taken on."""
        heads = in_force(known)
        self.decisions += [each for found in heads.values() for each in found]
        self.open += [each for each in page.resolutions if each.asks]
        self.states.update(each.state.value for each in page.resolutions)
        for record in page.records:
            try:
                self.take_line(Opportunity.model_validate(record).model_dump_json())
            except ValidationError as error:
                self.invalid.append(_invalid(record, error))
        kept = {record["opportunity_id"] for record in page.records}
        gone = [record for record in records if record["opportunity_id"] not in kept]
        self.taken_out += gone
        self.emptied += gone[:1] if gone and not kept else []
        for own, values in page.reviewed.items():
            self.reviewed += [
                ReviewedValue(
                    opportunity_id=own,
                    field=each.target.field,
                    item=each.target.item,
                    pointer=each.pointer,
                    decision_id=each.decision_id,
                    state=each.state,
                    reach=each.reach,
                )
                for each in values
            ]

    def take_line(self, line: str) -> None:
        """Take in a record as it stands."""
        self.lines.append(line)
        self.filled.add(orjson.loads(line))

    def values(self) -> Values:
        """The published values by how they were reviewed."""
        reaches = Counter(each.reach for each in self.reviewed if each.pointer)
        one, bulk = reaches[Reach.ONE], reaches[Reach.BULK]
        return Values(reviewed=one, bulk=bulk, unreviewed=max(0, self.filled.values - one - bulk))


def _invalid(record: Record, error: ValidationError) -> Fault:
    """A record that decisions made invalid, as those of another version of the schema may."""
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    return Fault("invalid", f"{record['opportunity_id']}: {where}: {first['msg']}")


def publish(
    run: Path,
    published: Path,
    ledger: Ledger,
    limits: Gates,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> tuple[Path, Publication]:
    """Publish a run into a new folder below ``published``; gives it and its description.

    What is published already is not published again: the folder of then is given. Raises
    PublishRefused for open conflicts and broken gates, RunFolderError for a folder that holds no
    run or cannot be written.
    """
    before = list(known_runs(published).values())[-1:]
    previous = before[0] if before else None
    with RunView(run) as view:
        resolved = _resolve(view, ledger)
        found = list(_faults(view, resolved, limits, previous))
        if found:
            raise PublishRefused(found)
        description = _describe(view.run, resolved, previous, clock())
        if previous is not None and (same := _same(previous, description, resolved)):
            return previous, same
        out = published / description.publication_id
        _write(view, out, resolved, description)
    return out, description


def _resolve(view: RunView, ledger: Ledger) -> _Resolved:
    resolved = _Resolved()
    decisions = ledger.by_report()
    for report in view.reports:
        known = decisions.pop(report, [])
        if not in_force(known):
            for line in view.lines_of(report):
                resolved.take_line(line)
            continue
        page = view.page(report)
        assert page is not None
        resolved.take_page(list(page.records), resolve_page(page, known), known)
    for report, known in decisions.items():
        page = view.page(report)
        if page is not None and in_force(known):
            resolved.take_page([], resolve_page(page, known), known)
    return resolved


def _faults(
    view: RunView, resolved: _Resolved, limits: Gates, previous: Path | None
) -> Iterator[Fault]:
    if resolved.open:
        states = Counter(each.state.value for each in resolved.open)
        listed = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        yield Fault(
            "open",
            f"{len(resolved.open)} decisions ask for a reviewer: {listed} (kejichu review next)",
        )
    yield from resolved.invalid
    for name, digest in view.run.files.items():
        path = view.folder / name
        if not path.is_file() or sha256(path.read_bytes()).hexdigest() != digest:
            yield Fault("files", f"{path} is not as the run wrote it: extract the run anew")
    yield from faults(
        limits, view.run.counts, resolved.filled, _filled(previous) if previous else None
    )


def _filled(folder: Path) -> Filled:
    filled = Filled()
    with (folder / files.RECORDS).open("rb") as lines:
        for line in lines:
            filled.add(orjson.loads(line))
    return filled


def _decision_lines(resolved: _Resolved) -> list[str]:
    return [line + "\n" for line in to_lines(resolved.decisions)]


def _describe(run: Run, resolved: _Resolved, previous: Path | None, now: datetime) -> Publication:
    return Publication(
        publication_id=run_id(now),
        run_id=run.run_id,
        previous=files.read_manifest(previous).run_id if previous else None,
        published_at=now,
        records=len(resolved.lines),
        taken_out=tuple(record["opportunity_id"] for record in resolved.taken_out),
        values=resolved.values(),
        decisions=len(resolved.decisions),
        decisions_sha256=sha256("".join(_decision_lines(resolved)).encode()).hexdigest(),
        states=dict(sorted(resolved.states.items())),
    )


def _same(previous: Path, description: Publication, resolved: _Resolved) -> Publication | None:
    """The previous publication, if it says the same of the same run."""
    path = previous / PUBLICATION
    if not path.is_file():
        return None
    then = Publication.model_validate_json(path.read_text("utf-8"))
    digest = sha256("".join(line + "\n" for line in resolved.lines).encode()).hexdigest()
    alike = (then.run_id, then.decisions_sha256) == (
        description.run_id,
        description.decisions_sha256,
    )
    return then if alike and files.read_manifest(previous).files[files.RECORDS] == digest else None


def _write(view: RunView, out: Path, resolved: _Resolved, description: Publication) -> None:
    with files.new_run_folder(out) as partial:
        texts = {
            files.RECORDS: [line + "\n" for line in resolved.lines],
            REVIEWED: [each.model_dump_json() + "\n" for each in resolved.reviewed],
            DECISIONS: _decision_lines(resolved),
            PUBLICATION: [description.model_dump_json(indent=1) + "\n"],
            files.REFUSED: [*_refused(view), *_emptied(view, resolved)],
        }
        for name, lines in texts.items():
            with files.open_private(partial / name) as handle:
                handle.writelines(lines)
        for name in _UNCHANGED:
            shutil.copyfile(view.folder / name, partial / name)
        write_parquet(resolved.lines, partial / files.PARQUET)
        manifest = _manifest(view.run, resolved, description, files.digests(partial))
        with files.open_private(partial / files.MANIFEST) as handle:
            handle.write(manifest.model_dump_json(indent=1) + "\n")
        for path in partial.iterdir():
            path.chmod(_READ_ONLY)


def _refused(view: RunView) -> list[str]:
    return (view.folder / files.REFUSED).read_text("utf-8").splitlines(keepends=True)


def _emptied(view: RunView, resolved: _Resolved) -> list[str]:
    """Pages all of whose records were judged to be none are refused by that."""
    return [
        Refused(
            capture=view.capture_of(record["report_id"]),
            url=record["source_url"],
            sha256=record["content_sha256"],
            code=_NOT_AN_OPPORTUNITY,
            message="a reviewer judged that the page holds no opportunity",
            score=record["relevance_score"],
        ).model_dump_json()
        + "\n"
        for record in resolved.emptied
    ]


def _manifest(
    run: Run, resolved: _Resolved, description: Publication, digests: dict[str, str]
) -> Run:
    emptied = len(resolved.emptied)
    counts = run.counts.model_dump() | {
        "records": len(resolved.lines),
        "with_records": run.counts.with_records - emptied,
        "no_opportunity": run.counts.no_opportunity + emptied,
    }
    return run.model_copy(
        update={
            "run_id": description.publication_id,
            "started_at": description.published_at,
            "finished_at": description.published_at,
            "inputs": (f"run {run.run_id}",),
            "counts": Counts.model_validate(counts),
            "files": digests,
        }
    )
