"""A campaign from its condition to its run: offline, over the archive, parsing only what must be.

The run holds the very captures of the accepted run, so that whatever differs between the two comes
from the program and not from the sites; new captures are taken in by ``kejichu extract``.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import orjson
from sqlalchemy import select

from models.run import Reparse, Run
from pipeline.archive import Archive
from pipeline.archive.reading import given_capture
from pipeline.inputs.base import Given, Served
from pipeline.options import PLAIN, ParseOptions
from pipeline.reparsing.accepted import accepted_run, pages_of
from pipeline.reparsing.carrying import Carried, results
from pipeline.reparsing.errors import ReparseError
from pipeline.reparsing.one_field import OneField
from pipeline.reparsing.where import where
from pipeline.runs import folder as files
from pipeline.runs import journal
from pipeline.runs.amending import Amendment
from pipeline.runs.configuration import configuration_digest, page_key
from pipeline.runs.execute import execute
from pipeline.runs.finished import Places
from pipeline.runs.naming import run_id
from pipeline.runs.worker import PageLines
from pipeline.store.captures import CaptureRow
from pipeline.store.results import StoredResults
from pipeline.store.run_ledger import record_missing, record_run
from pipeline.store.runs import RunPayloadRow
from pipeline.workspace import Workspace

_READ_AT_A_TIME = 100


@dataclass(frozen=True)
class Outlook:
    """What a campaign would do: pages of the accepted run, those selected, by source and status,
    and how many of them are known already and need no parsing.
    """

    base: str
    pages: int
    selected: int
    known: int
    by: dict[str, int]


@dataclass
class Campaign:
    """The pages of ``base`` (by default the accepted run) that meet ``condition``, parsed again.

    Raises ReparseError for a condition, field or run that is none, RunFolderError where there is
    no run.
    """

    workspace: Workspace
    condition: str
    only: str | None = None
    base: str | None = None
    options: ParseOptions | None = None
    _derived: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._field = OneField(self.only) if self.only else None
        holds = where(self.condition)
        self.store = self.workspace.open_store()
        record_missing(self.store, self.workspace.runs)
        self.folder = accepted_run(self.workspace, self.base)
        self.accepted = record_run(self.store, self.folder)
        self.pages = {page.facts.name: page for page in pages_of(self.store, self.folder)}
        self.selected = {name for name, page in self.pages.items() if holds(page.facts)}
        if self.options is None:
            self.options = ParseOptions(**self.accepted.options) if self.accepted.options else PLAIN
        self._archive = Archive(self.workspace.archive, self.store)

    @cached_property
    def configuration(self) -> str:
        """Digest of what decides what a page gives."""
        return configuration_digest(self.options or PLAIN)

    def outlook(self) -> Outlook:
        """What ``run`` would do."""
        chosen = [self.pages[name].facts for name in self.selected]
        by = Counter(f"{facts.source or '-'} {facts.status}" for facts in chosen)
        return Outlook(
            base=self.accepted.run_id,
            pages=len(self.pages),
            selected=len(self.selected),
            known=self._known(),
            by=dict(sorted(by.items())),
        )

    def captures(self) -> list[int]:
        """Ids of the selected captures."""
        return [self.pages[name].capture for name in self.pages if name in self.selected]

    def run(
        self, workers: int = 1, progress: Callable[[int], None] | None = None, ahead: int = 0
    ) -> tuple[Run, Path]:
        """Parse the selected pages into a new run of the workspace, all others as they were.

        Raises ReparseError where no page is selected.
        """
        if not self.selected:
            raise ReparseError(f"no page of run {self.accepted.run_id} meets the condition")
        identifier = run_id(datetime.now(UTC))
        out = self.workspace.runs / identifier
        files.adopt_unfinished(out, journal.NAME)
        carried, stored = Carried(self.store), StoredResults(self.store)
        run = execute(
            (self.workspace.archive,),
            out,
            workers,
            progress=progress,
            options=self.options or PLAIN,
            given=self._given(carried),
            finished=Places((carried, stored)),
            identifier=identifier,
            amendment=Amendment(
                lambda lines: self._page(lines, stored), self._write_carried, self._manifest
            ),
            ahead=ahead,
        )
        stored.flush()
        record_run(self.store, out)
        return run, out

    def _rows(self) -> Iterator[CaptureRow]:
        own = select(RunPayloadRow.capture).where(RunPayloadRow.run_id == self.accepted.run_id)
        return self._archive.captures(CaptureRow.id.in_(own))

    def _given(self, carried: Carried) -> Iterator[Given]:
        for row in self._rows():
            item = given_capture(self._archive.folder, row)
            if isinstance(item, Served):
                page = self.pages[row.name]
                if row.name not in self.selected and page.result:
                    carried.expect(page_key(item.capture, self.configuration), page.result)
                elif self._field:
                    self._derived[row.name] = page_key(item.capture, self._only_configuration)
            yield item

    def _page(self, lines: PageLines, stored: StoredResults) -> PageLines:
        """What stands in the run for a page, as the campaign's field says."""
        key = self._derived.pop(lines.name, None)
        if self._field is None or key is None:
            return lines
        own = self.pages[lines.name].result
        old = results(self.store, [own]) if own else {}
        if own not in old:
            return lines
        merged = self._field.taken_over(old[own], lines)
        stored.keep(key, merged)
        return merged

    @cached_property
    def _only_configuration(self) -> str:
        """The configuration of pages of which one field was taken over."""
        parts = (self.configuration, self.accepted.run_id, self.only)
        return sha256("\n".join(map(str, parts)).encode()).hexdigest()

    def _write_carried(self, partial: Path) -> None:
        with files.open_private(partial / files.CARRIED) as handle:
            for name, page in self.pages.items():
                if name not in self.selected and page.result:
                    line = {"capture": name, "run": page.facts.run}
                    handle.write(orjson.dumps(line).decode() + "\n")

    def _manifest(self, run: Run) -> Run:
        about = Reparse(
            base=self.accepted.run_id,
            where=self.condition,
            only=self.only,
            selected=len(self.selected),
        )
        changes: dict[str, object] = {"reparse": about}
        if self._field:
            own = self._field.extractor
            versions = {own: run.extractor_versions[own]} if own else {}
            changes["configuration"] = self._only_configuration
            changes["extractor_versions"] = self.accepted.extractor_versions | versions
        return run.model_copy(update=changes)

    def _known(self) -> int:
        """How many of the selected captures were parsed under this very configuration."""
        stored, ids, known = StoredResults(self.store), self.captures(), 0
        for start in range(0, len(ids), _READ_AT_A_TIME):
            some = ids[start : start + _READ_AT_A_TIME]
            read = map(self._served, self._archive.captures(CaptureRow.id.in_(some)))
            keys = [page_key(item.capture, self.configuration) for item in read if item]
            known += len(stored.find(keys))
        return known

    def _served(self, row: CaptureRow) -> Served | None:
        item = given_capture(self._archive.folder, row)
        return item if isinstance(item, Served) else None
