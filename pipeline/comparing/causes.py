"""Why a value differs between two runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.change_codes import Cause
from models.run import Run
from pipeline.comparing.side import Side

# Record id, field and item of a value that a reviewer decided on.
Decided = Callable[[str, str, str | None], bool]
# Evidence of a value that a reviewer set names a rule that begins so, and then the decision.
DECISION_RULE = "decision"


def undecided(_record: str, _field: str, _item: str | None) -> bool:
    """The answer where no decisions are known."""
    return False


def rule_of(evidence: dict[str, Any] | None) -> str | None:
    """The rule behind a value, the same for all decisions, so that they share their patterns."""
    if evidence is None:
        return None
    rule = str(evidence["rule"])
    return DECISION_RULE if rule.startswith(DECISION_RULE) else rule


@dataclass(frozen=True, slots=True)
class Causes:
    """What differs between two runs, and so what can be the cause of a change."""

    old: Run
    new: Run
    decided: Decided = undecided

    def of_value(
        self,
        old: Side,
        new: Side,
        place: tuple[str, str | None],
        extractor: str | None,
        behind: tuple[dict[str, Any] | None, dict[str, Any] | None],
    ) -> Cause:
        """The cause of a change of a field and item (``place``), given the evidence behind it."""
        if self._by_decision(new, place, behind):
            return Cause.DECISION
        rewritten = old.text != new.text
        if rewritten and not _stand_in_both(old, new, behind):
            return _reread(old, new)
        if extractor and old.version(extractor) != new.version(extractor):
            return Cause.EXTRACTOR_CHANGED
        rest = self._of_run(old["pipeline_version"] != new["pipeline_version"])
        if rest == Cause.UNEXPLAINED and (rewritten or _served_otherwise(old, new)):
            return _reread(old, new)
        return rest

    def of_record(self, old_bytes: set[str], new_bytes: set[str]) -> Cause:
        """The cause of a change of whole records, given the digests of the page in each run."""
        if not old_bytes or not new_bytes:
            return Cause.PAGE_ABSENT
        if old_bytes.isdisjoint(new_bytes):
            return Cause.PAGE_CHANGED
        # Which records a page holds is decided by the gate of relevance and by the splitting.
        if self.old.extractor_versions.get("relevance") != self.new.extractor_versions.get(
            "relevance"
        ):
            return Cause.EXTRACTOR_CHANGED
        return self._of_run(self.old.pipeline_version != self.new.pipeline_version)

    def _of_run(self, program_changed: bool) -> Cause:
        if self.old.vocabulary_digest != self.new.vocabulary_digest:
            return Cause.VOCABULARY_CHANGED
        if program_changed:
            return Cause.PROGRAM_CHANGED
        if self.old.options != self.new.options:
            return Cause.OPTIONS_CHANGED
        return Cause.UNEXPLAINED

    def _by_decision(
        self,
        new: Side,
        place: tuple[str, str | None],
        behind: tuple[dict[str, Any] | None, dict[str, Any] | None],
    ) -> bool:
        rules = [rule_of(evidence) for evidence in behind]
        return DECISION_RULE in rules or self.decided(new.id, *place)


def _stand_in_both(
    old: Side, new: Side, behind: tuple[dict[str, Any] | None, dict[str, Any] | None]
) -> bool:
    """Whether both texts hold the quotes of both values, so that the text does not explain them."""
    quotes = [e["quote"] for e in behind if e and e.get("source", "text") == "text"]
    return bool(quotes) and all(quote in old.text and quote in new.text for quote in quotes)


def _served_otherwise(old: Side, new: Side) -> bool:
    return bool(old["content_sha256"] != new["content_sha256"])


def _reread(old: Side, new: Side) -> Cause:
    """Another text of other bytes is the page's doing, of the same bytes the reader's."""
    return Cause.PAGE_CHANGED if _served_otherwise(old, new) else Cause.PROGRAM_CHANGED
