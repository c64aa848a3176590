"""Two runs compared: every change of every record, page by page.

Records that are the same to the byte are never parsed; of what differs, one page at a time is held.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models.field_change import FieldChange, Match
from pipeline.comparing.causes import Causes, Decided, undecided
from pipeline.comparing.groups import changes_of_group
from pipeline.comparing.records import RecordPair
from pipeline.comparing.run_pair import RunPair
from pipeline.runs.folder import read_manifest

UNCHANGED = "unchanged"


@dataclass
class Comparison:
    """The comparison of two run folders.

    Without ``contacts`` what the changes show of contact data is X. ``decided`` tells which values
    a reviewer decided on between the runs. ``records`` counts, once all changes are taken, the
    groups of records by how they belong together, and those of the same that are ``unchanged``.
    Raises RunFolderError where a folder holds no run.
    """

    old_folder: Path
    new_folder: Path
    contacts: bool = False
    decided: Decided = undecided
    records: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.old, self.new = read_manifest(self.old_folder), read_manifest(self.new_folder)

    def changes(self) -> Iterator[FieldChange]:
        """All changes, in the order of the new run's pages. Raises RunFolderError."""
        self.records.clear()
        causes = Causes(self.old, self.new, self.decided)
        with RunPair(self.old_folder, self.new_folder, hide=not self.contacts) as runs:
            for report in runs.reports():
                yield from self._page(runs, report, causes)

    def _page(self, runs: RunPair, report: str, causes: Causes) -> Iterator[FieldChange]:
        lines = runs.same_lines(report)
        for old, new in lines or ():
            self.records[Match.SAME] += 1
            sides = runs.differing(old, new)
            if sides is None:
                self.records[UNCHANGED] += 1
            else:
                yield from RecordPair(*sides, causes).changes()
        if lines is None:
            groups = runs.groups(report)
            olds = [side for group in groups for side in group.old]
            news = [side for group in groups for side in group.new]
            for group in groups:
                self.records[group.match] += 1
                yield from changes_of_group(group, causes, (olds, news), runs.ended(report))
