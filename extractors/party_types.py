"""What kind of party a name tells of: company, university, institute and so on."""

import re
from functools import cache

from extractors.lexicon import Entry, Lexicon
from extractors.names import main_script
from extractors.organisations_en import heads, legal_forms
from extractors.organisations_zh import suffixes
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.vocabulary import ROOT, read_rows

_COLUMNS = ("phrase", "language", "id", "position")
_SPECIFIC = (
    "government_lab",
    "hospital",
    "university",
    "research_institute",
    "intermediary",
    "government_agency",
)


@cache
def _vocabulary(position: str) -> Lexicon:
    rows = read_rows(ROOT / "phrases" / "party_type.tsv", _COLUMNS)
    return Lexicon(
        Entry(r["phrase"], r["id"], language=r["language"])
        for r in rows
        if r["position"] == position
    )


@cache
def kind_of_name(name: str) -> str | None:
    """Party type by the form of a name, None where it does not tell."""
    from extractors.folding import fold

    folded = fold(name)
    if main_script(name) in ("han", "kana"):
        _, table = suffixes()
        ends = [suffix for suffix in table if folded.endswith(suffix)]
        if ends:
            return table[max(ends, key=len)].id
    else:
        kind = _latin_kind(name)
        if kind:
            return kind
    hits = [h for h in _vocabulary("suffix").find(folded) if h.span.end == len(folded)]
    return hits[-1].entries[0].id if hits else None


def _latin_kind(name: str) -> str | None:
    words = [word.strip(".,\"”«»'") for word in name.split()]
    found = {
        heads()[phrase][0]
        for start in range(len(words))
        for width in (3, 2, 1)
        if (phrase := " ".join(words[start : start + width])) in heads()
    }
    for kind in _SPECIFIC:
        if kind in found:
            return kind
    tail = re.sub(r"[\s.,]", "", words[-1] if words else "")
    return "company" if found or tail in legal_forms() else None


def stated_kind(page: TaggedDocument, scope: Scope) -> str | None:
    """Party type that a label such as 单位性质 or "Type of organisation" states."""
    for pair in page.pairs(scope.own, "foreign_party_type"):
        for position in ("suffix", "context"):
            hits = _vocabulary(position).find(page.folded, pair.value.start, pair.value.end)
            if hits:
                return hits[0].entries[0].id
    return None
