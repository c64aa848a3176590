"""Changes of whole records: added, removed, split, merged, renamed; and of the fields in them."""

from collections.abc import Iterator, Sequence
from typing import Any

from models.change_codes import ChangeClass
from models.field_change import FieldChange, Match
from pipeline.comparing.causes import Causes
from pipeline.comparing.fields import WHOLE_RECORD
from pipeline.comparing.matching import Group
from pipeline.comparing.records import RecordPair
from pipeline.comparing.run_records import Ended
from pipeline.comparing.side import Side

_KINDS = {
    Match.SPLIT: ChangeClass.SPLIT,
    Match.MERGED: ChangeClass.MERGED,
    Match.RENAMED: ChangeClass.RENAMED,
}
Ends = tuple[Ended | None, Ended | None]


def changes_of_group(
    group: Group, causes: Causes, page: tuple[Sequence[Side], Sequence[Side]], ends: Ends
) -> Iterator[FieldChange]:
    """The change of the records themselves, where there is one, then those of their fields.

    ``page`` are all records of the page in both runs, ``ends`` how it ended where it has none.
    """
    if group.match != Match.SAME:
        yield _whole(group, causes, page, ends)
    for number, (old, new) in enumerate(group.pairs()):
        yield from RecordPair(
            old,
            new,
            causes,
            group.match,
            [side for side in group.old if side is not old] if len(group.old) > 1 else (),
            [side for side in group.new if side is not new] if len(group.new) > 1 else (),
            leading=number == 0,
        ).changes()


def _whole(
    group: Group, causes: Causes, page: tuple[Sequence[Side], Sequence[Side]], ends: Ends
) -> FieldChange:
    old, new = (side[0] if side else None for side in (group.old, group.new))
    kind = _KINDS.get(group.match, ChangeClass.ADDED if new else ChangeClass.REMOVED)
    olds, news = (_proof(side, end) for side, end in ((old, ends[0]), (new, ends[1])))
    return FieldChange(
        report_id=(new or group.old[0]).report,
        old_record=old.id if old else None,
        new_record=new.id if new else None,
        match=group.match,
        field=WHOLE_RECORD,
        old_pointer="" if old else None,
        new_pointer="" if new else None,
        kind=kind,
        cause=causes.of_record(_bytes(page[0], ends[0]), _bytes(page[1], ends[1])),
        old=[side.shown_record() for side in group.old] or None,
        new=[side.shown_record() for side in group.new] or None,
        old_rule=olds[1],
        new_rule=news[1],
        old_version=causes.old.pipeline_version,
        new_version=causes.new.pipeline_version,
        template=f"{len(group.old)} → {len(group.new)}",
        old_proof=old.proof(olds[0]) if old else None,
        new_proof=new.proof(news[0]) if new else None,
    )


def _proof(side: Side | None, end: Ended | None) -> tuple[dict[str, Any] | None, str | None]:
    """The evidence of the title with its rule; of a page without records the reason for that."""
    if side is None:
        return None, f"{end.end}: {end.code}" if end else None
    evidence = side.first("/title")
    return evidence, evidence["rule"] if evidence else None


def _bytes(sides: Sequence[Side], end: Ended | None) -> set[str]:
    """The digests of the page's bytes in a run; none where the run does not have the page."""
    found = {str(side["content_sha256"]) for side in sides}
    return found | {end.sha256 or ""} if end else found
