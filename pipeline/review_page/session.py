"""What the page remembers of its reviewer between two requests."""

from dataclasses import dataclass, field

from pydantic import JsonValue

from pipeline.ledger.units import Record
from pipeline.publishing.redaction import Hider, Private, private_of


@dataclass(frozen=True, slots=True)
class Taken:
    """A batch of decisions, and the address where it was taken."""

    batch: str
    path: str


@dataclass(slots=True)
class Session:
    """One reviewer's sitting. ``contacts`` shows contact data as it is.

    ``taken`` are the batches that undo takes back, the last first; ``notice`` is told once.
    """

    reviewer: str
    contacts: bool = False
    taken: list[Taken] = field(default_factory=list)
    notice: str = ""

    def told(self) -> str:
        """The notice, which is then told."""
        notice, self.notice = self.notice, ""
        return notice


class Sight:
    """A record as the reviewer may see it: without contact data unless asked for.

    ``page`` are the records of its page, whose contacts are hidden in it too.
    """

    def __init__(self, record: Record | None, page: list[Record], contacts: bool) -> None:
        self._hider: Hider | None = None
        self._record = record
        self.hides = not contacts
        if record is not None and not contacts:
            known = Private()
            for each in page:
                known |= private_of(each)
            self._hider = Hider(record, known)

    @property
    def content(self) -> str:
        """The page's text."""
        if self._record is None:
            return ""
        return self._hider.content if self._hider else str(self._record["content"])

    def value(self, name: str, value: JsonValue) -> JsonValue:
        """A value of a field; of contacts nothing where no record says what to hide."""
        if not self.hides or value is None:
            return value
        if self._hider is not None:
            shown: JsonValue = self._hider.value(name, value)
            return shown
        return "XXXXXX" if name.partition(".")[0] == "contacts" else value

    def is_private(self, name: str) -> bool:
        """Whether values of a field are kept back."""
        return self.hides and name.partition(".")[0] == "contacts"
