"""An old and a new run, page by page."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Self

from models.field_change import Match
from pipeline.closing import Closing
from pipeline.comparing.matching import Group, match_page
from pipeline.comparing.run_records import Ended, Line, RunRecords, parsed, says_the_same
from pipeline.comparing.side import Side, hide_together


class RunPair(Closing):
    """Two run folders; a context manager, since their files stay open.

    With ``hide``, what is shown of a record has contact data replaced by X. Raises RunFolderError
    where a folder holds no run.
    """

    def __init__(self, old: Path, new: Path, hide: bool = True) -> None:
        self.old, self.new = RunRecords(old), RunRecords(new)
        self._hide = hide

    def __enter__(self) -> Self:
        self.old.__enter__()
        try:
            self.new.__enter__()
        except BaseException:
            self.old.close()
            raise
        return self

    def close(self) -> None:
        """Close both runs."""
        self.old.close()
        self.new.close()

    def reports(self) -> Iterator[str]:
        """The pages that either run has records of: the new run's in their order, then others."""
        yield from self.new.pages
        yield from (report for report in self.old.pages if report not in self.new.pages)

    def same_lines(self, report: str) -> list[tuple[Line, Line]] | None:
        """The records of a page in pairs where both runs have the same ids of it, else None."""
        olds = {line.id: line for line in self.old.page(report)}
        news = self.new.page(report)
        if len(olds) != len(news) or any(line.id not in olds for line in news):
            return None
        return [(olds[line.id], line) for line in news]

    def differing(self, old: Line, new: Line) -> tuple[Side, Side] | None:
        """Two records, parsed; None where they say the same."""
        one, other = self.old.raw(old), self.new.raw(new)
        if says_the_same(one, other):
            return None
        return Side(parsed(one), self._hide), Side(parsed(other), self._hide)

    def groups(self, report: str) -> list[Group]:
        """All records of a page, as they belong together."""
        olds = [Side(self.old.read(line), self._hide) for line in self.old.page(report)]
        news = [Side(self.new.read(line), self._hide) for line in self.new.page(report)]
        hide_together((*olds, *news))
        return match_page(olds, news)

    def unlike(self) -> Iterator[Group]:
        """The records that are not one and the same by their ids, as they belong together."""
        for report in self.reports():
            if self.same_lines(report) is None:
                yield from (group for group in self.groups(report) if group.match != Match.SAME)

    def ended(self, report: str) -> tuple[Ended | None, Ended | None]:
        """How a page without records ended in the old and in the new run."""
        return self._old_ended.get(report), self._new_ended.get(report)

    @cached_property
    def _old_ended(self) -> dict[str, Ended]:
        return self.old.ended()

    @cached_property
    def _new_ended(self) -> dict[str, Ended]:
        return self.new.ended()
