"""A page of a run as the ledger sees it: its records, and its text where it has none."""

from dataclasses import dataclass, field
from typing import Any

from models.decision import Anchor, Decision, Target
from pipeline.ledger.anchors import locate


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a run has read. Records are in their JSON form.

    ``text``, ``url`` and ``sha256`` (of the bytes, hex) are those of the page, which every record
    repeats; they are given apart for a page that the run found no opportunity on.
    """

    report_id: str
    text: str
    url: str
    sha256: str
    records: tuple[dict[str, Any], ...] = ()
    # Several decisions rest on the same quote; a page's text is folded once for each of them.
    _found: dict[Anchor, tuple[int, int] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, records: list[dict[str, Any]]) -> "Page":
        """The page of the records, of which there is one at least."""
        first = records[0]
        return cls(
            first["report_id"],
            first["content"],
            first["source_url"],
            first["content_sha256"],
            tuple(records),
        )

    def place(self, anchor: Anchor) -> tuple[int, int] | None:
        """Where the quote of an anchor stands, in code points; None where it is gone."""
        if anchor not in self._found:
            text = self.url if anchor.source == "url" else self.text
            self._found[anchor] = locate(text, anchor)
        return self._found[anchor]

    def stands(self, decision: Decision, says_the_same: bool) -> bool:
        """Whether the page still says what a decision rests on.

        A decision without a quote rests on the page as it was; while the run says the same, what
        else changed on the page does not matter.
        """
        if decision.page_sha256 == self.sha256:
            return True
        if decision.ground is not None:
            return self.place(decision.ground) is not None
        return says_the_same


def record_target(report_id: str, opportunity_id: str) -> Target:
    """The target of a record as a whole."""
    return Target(report_id=report_id, opportunity_id=opportunity_id, field="")
