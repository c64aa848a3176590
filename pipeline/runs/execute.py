"""The main job: inputs in, a run folder out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

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
from pipeline.runs import journal
from pipeline.runs.amending import NONE, Amendment
from pipeline.runs.configuration import configuration_digest
from pipeline.runs.finished import Finished, Places, parse_unfinished
from pipeline.runs.naming import run_id
from pipeline.runs.parquet import write_parquet
from pipeline.runs.worker import PageLines
from pipeline.versions import PIPELINE_VERSION, extractor_versions

Progress = Callable[[int], None]


@dataclass
class _Tally:
    """Counts on the way, and what the inputs gave beside pages."""

    skipped: Counter[str] = field(default_factory=Counter)
    unreached: list[Quarantined] = field(default_factory=list)
    repeated: list[Issue] = field(default_factory=list)
    captures: int = 0
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
        pages = list[PageLines]()
        served = _pages(read_inputs(inputs) if given is None else given, tally)
        with _place(finished, partial) as place:
            for lines in parse_unfinished(served, workers, options, place, tally.take_over):
                pages.append(amendment.page(lines))
                if progress is not None:
                    progress(len(pages))
        kept, superseded = _latest(pages)
        tally.taken_over = max(0, tally.taken_over - ahead)
        counts = _write(partial, kept, superseded, tally)
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


def _pages(given: Iterable[Given], tally: _Tally) -> Iterator[Served]:
    """The pages that were given, each content of a report once; the rest is noted."""
    seen: dict[tuple[str, str], str] = {}
    for item in given:
        if isinstance(item, Skipped):
            tally.skipped[item.reason] += 1
            continue
        tally.captures += 1
        if isinstance(item, Unreached):
            tally.unreached.append(
                Quarantined(
                    capture=item.name,
                    url=item.url,
                    sha256=None,
                    size=None,
                    code=item.code,
                    message=item.message,
                )
            )
            continue
        key = (report_id(item.capture), item.capture.sha256)
        if key in seen:
            tally.repeated.append(_repeat(item.capture.name, "same_capture", seen[key]))
            continue
        seen[key] = item.capture.name
        yield item


def _repeat(name: str, code: str, other: str) -> Issue:
    return Issue(
        capture=name, code=code, severity=Severity.NOTE, message=f"stands for the page as {other}"
    )


def _latest(pages: list[PageLines]) -> tuple[list[PageLines], list[Issue]]:
    """Of several captures of one page the latest that could be read; the others are noted."""
    best: dict[str, int] = {}
    for index, page in enumerate(pages):
        other = best.get(page.report)
        if other is None or _rank(page) >= _rank(pages[other]):
            best[page.report] = index
    kept = [page for index, page in enumerate(pages) if best[page.report] == index]
    notes = [
        _repeat(page.name, "superseded_capture", pages[best[page.report]].name)
        for index, page in enumerate(pages)
        if best[page.report] != index
    ]
    return kept, notes


def _rank(page: PageLines) -> tuple[bool, str]:
    return page.end != "quarantined", page.retrieved_at


def _write(partial: Path, pages: list[PageLines], superseded: list[Issue], tally: _Tally) -> Counts:
    notes = [issue.model_dump_json() for issue in (*tally.repeated, *superseded)]
    lines = {
        files.RECORDS: [line for page in pages for line in page.records],
        files.DOCUMENTS: [page.document for page in pages if page.document],
        files.REFUSED: [page.refused for page in pages if page.refused],
        files.QUARANTINE: [
            *(entry.model_dump_json() for entry in tally.unreached),
            *(page.quarantined for page in pages if page.quarantined),
        ],
        files.ISSUES: [*(line for page in pages for line in page.issues), *notes],
    }
    for name, content in lines.items():
        with files.open_private(partial / name) as handle:
            _write_lines(handle, content)
    write_parquet(lines[files.RECORDS], partial / files.PARQUET)
    ends = Counter(page.end for page in pages)
    return Counts(
        captures=tally.captures,
        with_records=ends["records"],
        no_opportunity=ends["refused"],
        quarantined=ends["quarantined"] + len(tally.unreached),
        duplicates=len(notes),
        skipped=sum(tally.skipped.values()),
        taken_over=tally.taken_over,
        records=len(lines[files.RECORDS]),
        issues=len(lines[files.ISSUES]),
    )


def _write_lines(handle: IO[str], lines: Sequence[str]) -> None:
    for line in lines:
        handle.write(line + "\n")
