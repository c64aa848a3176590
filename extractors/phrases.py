"""Phrase vocabularies, and whether a phrase is denied, past or somebody else's."""

import re
from functools import cache

from extractors.lexicon import Entry, Hit, Lexicon
from extractors.tagged import TaggedDocument
from models.document import Segment
from models.vocabulary import ROOT, read_rows

COLUMNS = ("phrase", "language", "id", "weight")
# A denial reaches this far, within its sentence, unless a turn such as 但 or "but" ends it.
_REACH = {"zh": 18, "en": 60}
_TURN = re.compile(r"[，,；;。]\s*(?:但|而是|可|然而|不过|只|仅|but|however|only|instead)|\bbut\b")

# Where a clause ends; an English comma may just as well stand in a list.
_CLAUSE = {
    "zh": re.compile(r"[，,；;。]"),
    "en": re.compile(r"[;:.]|,\s(?:but|and|while|whereas|which|we|it|they|the|he|she|our|its)\b"),
}


@cache
def lexicon(name: str) -> Lexicon:
    """The phrase vocabulary of a file name without ending. Raises VocabularyError."""
    return Lexicon(
        Entry(row["phrase"], row["id"], row.weight(), row["language"])
        for row in read_rows(ROOT / "phrases" / f"{name}.tsv", COLUMNS)
    )


@cache
def _negation() -> Lexicon:
    return lexicon("negation")


def find(page: TaggedDocument, segment: Segment, name: str) -> list[Hit]:
    """Hits of a phrase vocabulary in one segment."""
    return lexicon(name).find(page.folded, segment.start, segment.end)


def scope_of(page: TaggedDocument, segment: Segment, hit: Hit) -> str:
    """``stated``, or the id of what limits the hit: ``denied``, ``past`` or ``third_party``.

    A cue before the hit limits what follows it within reach; ``denied_after`` limits what stands
    before it in the same clause.
    """
    script = "zh" if segment.language in ("zh", "ja") else "en"
    reach, clause = _REACH[script], _CLAUSE[script]
    for cue in _negation().find(page.folded, segment.start, segment.end):
        kind = cue.entries[0].id
        after = kind == "denied_after"
        first, second = (hit.span, cue.span) if after else (cue.span, hit.span)
        # A cue may reach into the hit: "not interested in" before "interested in a joint venture".
        if first.start >= second.start:
            continue
        between = page.folded[first.end : second.start]
        if len(between) > reach or _TURN.search(between):
            continue
        # Only a strong denial reaches beyond its own clause.
        strong = kind == "denied" and cue.entries[0].weight == 3
        if not clause.search(between) or (strong and script == "zh" and not after):
            return "denied" if after else kind
    return "stated"
