"""Which changes are wanted."""

from dataclasses import dataclass

from models.field_change import FieldChange


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters, of which each holds if it is empty or any of its values does.

    A field stands for its parts too, a pattern or record for every id that begins so.
    """

    fields: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    records: tuple[str, ...] = ()

    def __call__(self, change: FieldChange) -> bool:
        """Whether the change passes all filters."""
        return (
            (not self.fields or any(_within(change.field, name) for name in self.fields))
            and (not self.kinds or change.kind in self.kinds)
            and (not self.causes or change.cause in self.causes)
            and (not self.patterns or change.pattern.startswith(self.patterns))
            and (not self.records or _of_record(change, self.records))
        )


def _within(field: str, name: str) -> bool:
    return field == name or field.startswith(f"{name}.")


def _of_record(change: FieldChange, records: tuple[str, ...]) -> bool:
    ids = (change.old_record or "", change.new_record or "")
    return any(name.startswith(records) for name in ids)
