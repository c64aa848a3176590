"""The main job: inputs in, a run folder out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from models import vocabulary
from models.issue import Issue, Quarantined, Severity
from models.opportunity import SCHEMA_VERSION
from models.run import Counts, Run
from pipeline.identity import report_id
from pipeline.inputs import read_inputs
from pipeline.inputs.base import Given, Served, Skipped, Unreached
from pipeline.inputs.folder import printable
from pipeline.options import PLAIN, ParseOptions
from pipeline.reading.ocr import check_installed
from pipeline.runs import folder as files
from pipeline.runs import journal, spool
from pipeline.runs.amending import NONE, Amendment
from pipeline.runs.configuration import configuration_digest
from pipeline.runs.finished import Finished, Places, parse_unfinished
from pipeline.runs.naming import run_id
from pipeline.runs.parquet import write_parquet
from pipeline.runs.spool import Spool
from pipeline.versions import PIPELINE_VERSION, extractor_versions

Progress = Callable[[int], None]


@dataclass
class _Tally:
    """Counts on the way."""

    skipped: Counter[str] = field(default_factory=Counter)
    captures: int = 0
    unreached: int = 0
    taken_over: int = 0

    def take_over(self) -> None:
        """Count a page that was not parsed again."""
        self.taken_over += 1


def execute(
    inputs: Sequence[Path],
    out: Path,
    workers: int = 1,
    replace: bool = False,
    progress: Progress | None = None,
    options: ParseOptions = PLAIN,
    *,
    given: Iterable[Given] | None = None,
    finished: Finished | None = None,
    identifier: str | None = None,
    amendment: Amendment = NONE,
    ahead: int = 0,
) -> Run:
    """Extract all pages of the inputs into a run folder and give its manifest.

    ``given`` is what the inputs hold where that is not to be read from their paths. ``finished``
    keeps what pages gave, and knows it of earlier runs. A journal in the unfinished run's folder
    keeps it too, so that the same call goes on where an interrupted one was. Of the pages that
    ``finished`` knows, ``ahead`` were parsed for this very run and do not count as taken over.

    Raises InputError for an input that cannot be read at all, RunFolderError for a bad ``out``,
    OcrMissing where scans are to be read and cannot.
    """
    if options.ocr:
        check_installed()
    started_at = datetime.now(UTC)
    tally = _Tally()
    with files.new_run_folder(out, replace, keep=journal.NAME) as partial:
        with Spool(partial) as kept, _place(finished, partial) as place:
            served = _pages(read_inputs(inputs) if given is None else given, tally, kept)
            for lines in parse_unfinished(served, workers, options, place, tally.take_over):
                done = kept.add(amendment.page(lines))
                if progress is not None:
                    progress(done)
            tally.taken_over = max(0, tally.taken_over - ahead)
            counts = _write(partial, kept, tally)
        amendment.folder(partial)
        run = Run(
            run_id=identifier or run_id(started_at),
            started_at=started_at,
            finished_at=datetime.now(UTC),
            inputs=tuple(printable(str(path)) for path in inputs),
            options=asdict(options),
            schema_version=SCHEMA_VERSION,
            pipeline_version=PIPELINE_VERSION,
            extractor_versions=extractor_versions(),
            vocabulary_digest=vocabulary.digest(),
            configuration=configuration_digest(options),
            counts=counts,
            files=files.digests(partial, leave_out=journal.NAME),
        )
        run = amendment.manifest(run)
        with files.open_private(partial / files.MANIFEST) as handle:
            handle.write(run.model_dump_json(indent=1) + "\n")
    return run


@contextmanager
def _place(finished: Finished | None, partial: Path) -> Iterator[Finished]:
    """Where finished pages are kept: in the journal, and in the given place."""
    with journal.Journal(partial / journal.NAME) as own:
        yield own if finished is None else Places((finished, own))


def _pages(given: Iterable[Given], tally: _Tally, kept: Spool) -> Iterator[Served]:
    """The pages that were given, each content of a report once; the rest is noted."""
    for item in given:
        if isinstance(item, Skipped):
            tally.skipped[item.reason] += 1
            continue
        tally.captures += 1
        if isinstance(item, Unreached):
            tally.unreached += 1
            entry = Quarantined(
                capture=item.name,
                url=item.url,
                sha256=None,
                size=None,
                code=item.code,
                message=item.message,
            )
            kept.note(spool.UNREACHED, entry.model_dump_json())
            continue
        name = item.capture.name
        first, is_new = kept.first(report_id(item.capture), item.capture.sha256, name)
        if is_new:
            yield item
        else:
            kept.note(spool.REPEATED, _repeat(name, "same_capture", first))


def _repeat(name: str, code: str, other: str) -> str:
    issue = Issue(
        capture=name, code=code, severity=Severity.NOTE, message=f"stands for the page as {other}"
    )
    return issue.model_dump_json()


def _write(partial: Path, kept: Spool, tally: _Tally) -> Counts:
    """Write the files of the run, a page at a time, and count what is in them."""
    superseded = (_repeat(old, "superseded_capture", new) for old, new in kept.superseded())
    lines = {
        files.RECORDS: kept.lines(spool.RECORDS),
        files.DOCUMENTS: kept.lines(spool.DOCUMENT),
        files.REFUSED: kept.lines(spool.REFUSED),
        files.QUARANTINE: chain(kept.lines(spool.UNREACHED), kept.lines(spool.QUARANTINED)),
        files.ISSUES: chain(kept.lines(spool.ISSUES), kept.lines(spool.REPEATED), superseded),
    }
    for name, content in lines.items():
        with files.open_private(partial / name) as handle:
            handle.writelines(line + "\n" for line in content)
    write_parquet(kept.lines(spool.RECORDS), partial / files.PARQUET)
    ends = kept.ends()
    duplicates = kept.count(spool.REPEATED) + kept.count_superseded()
    return Counts(
        captures=tally.captures,
        with_records=ends["records"],
        no_opportunity=ends["refused"],
        quarantined=ends["quarantined"] + tally.unreached,
        duplicates=duplicates,
        skipped=sum(tally.skipped.values()),
        taken_over=tally.taken_over,
        records=kept.count(spool.RECORDS),
        issues=kept.count(spool.ISSUES) + duplicates,
    )
