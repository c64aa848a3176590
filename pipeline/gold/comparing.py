"""Two codings of a page held against each other: what both say, and where they part.

Opportunities and the items of lists are paired as a run's are with gold (``evaluation.matching``).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from pydantic import JsonValue

from models.base import Frozen
from pipeline.evaluation.annotation import Annotation
from pipeline.evaluation.counting import CODES, PAGE_CODES, SETS, code_of, known
from pipeline.evaluation.judging import LISTS
from pipeline.evaluation.matching import align
from pipeline.gold.coding import Coding

# A whole opportunity, which only one of the two coders has.
OPPORTUNITY = "opportunity"
_ID_LENGTH = 12


class Disagreement(Frozen):
    """A value on which two coders disagree; ``values`` are theirs in the order of ``coders``.

    ``place`` are the numbers of the opportunity in their codings, from 0, null where a coder does
    not have it; both null for a value of the page. For an opportunity that only one of them has,
    ``field`` is ``opportunity`` and the values are true and false.
    """

    disagreement_id: str
    page_id: str
    field: str
    of: str
    place: tuple[int | None, int | None]
    coders: tuple[str, str]
    values: tuple[JsonValue, JsonValue]


@dataclass(frozen=True, slots=True)
class Compared:
    """One field at one place of two codings.

    ``same`` of ``n`` decisions are the same: one for a code or a set, for a list as many as there
    are items that either has. ``categories`` are the two values of a code or set. ``disagreement``
    is null where nothing has to be settled, as for a figure that only sums up another one.
    """

    field: str
    same: int
    n: int
    categories: tuple[str, str] | None = None
    disagreement: Disagreement | None = None


def compare(one: Coding, other: Coding) -> Iterator[Compared]:
    """Every field of a page that two people coded."""
    pairs = align(one.opportunities, other.opportunities)
    found = str(bool(one.opportunities)), str(bool(other.opportunities))
    yield Compared("page_detection", int(found[0] == found[1]), 1, found)
    everything = len(one.opportunities) + len(other.opportunities) - len(pairs)
    yield Compared("opportunities", len(pairs), everything)
    asking = _Asking(one, other)
    if one.opportunities and other.opportunities:
        for field in PAGE_CODES:
            values = known(getattr(one, field)), known(getattr(other, field))
            yield asking.category(field, (None, None), values, values)
    for i, j in pairs:
        yield from _pair(asking, one.opportunities[i], other.opportunities[j], (i, j))
    first, second = {i for i, _ in pairs}, {j for _, j in pairs}
    for i in range(len(one.opportunities)):
        if i not in first:
            yield asking.alone((i, None))
    for j in range(len(other.opportunities)):
        if j not in second:
            yield asking.alone((None, j))


def _pair(
    asking: "_Asking", one: Annotation, other: Annotation, place: tuple[int, int]
) -> Iterator[Compared]:
    for field in CODES:
        codes = code_of(one, field), code_of(other, field)
        yield asking.category(field, place, codes, codes)
    first = one.technology_fields[0], other.technology_fields[0]
    yield Compared("technology_first", int(first[0] == first[1]), 1, first)
    for field in SETS:
        values = getattr(one, field), getattr(other, field)
        sets = " ".join(sorted({*values[0]})), " ".join(sorted({*values[1]}))
        # The order of technology fields says which is the main one.
        settled = field == "technology_fields" and first[0] != first[1]
        yield asking.category(field, place, sets, (list(values[0]), list(values[1])), settled)
    for field, listed in LISTS.items():
        same = listed.pairs(one, other)
        everything = len(listed.gold(one)) + len(listed.predicted(other)) - len(same)
        types = [
            (one.foreign_parties[i].type, other.foreign_parties[j].type)
            for i, j in (same if field == "foreign_parties" else ())
        ]
        for own in types:
            yield Compared("party_type", int(own[0] == own[1]), 1, own)
        differ = len(same) != everything or any(own[0] != own[1] for own in types)
        yield Compared(
            field, len(same), everything, None, asking.listed(field, place) if differ else None
        )


@dataclass(frozen=True, slots=True)
class _Asking:
    """Makes the disagreements of a page."""

    one: Coding
    other: Coding

    def category(
        self,
        field: str,
        place: tuple[int | None, int | None],
        categories: tuple[str | None, str | None],
        values: tuple[JsonValue, JsonValue],
        differ: bool = False,
    ) -> Compared:
        same = categories[0] == categories[1]
        asked = None if same and not differ else self._made(field, place, values)
        shown = str(categories[0]), str(categories[1])
        return Compared(field, int(same), 1, shown, asked)

    def listed(self, field: str, place: tuple[int, int]) -> Disagreement:
        i, j = place
        one, other = self.one.opportunities[i], self.other.opportunities[j]
        values = (
            one.model_dump(mode="json", include={field})[field],
            other.model_dump(mode="json", include={field})[field],
        )
        return self._made(field, place, values)

    def alone(self, place: tuple[int | None, int | None]) -> Compared:
        has = place[0] is not None
        return Compared(OPPORTUNITY, 0, 0, None, self._made(OPPORTUNITY, place, (has, not has)))

    def _made(
        self,
        field: str,
        place: tuple[int | None, int | None],
        values: tuple[JsonValue, JsonValue],
    ) -> Disagreement:
        titles = [
            coding.opportunities[at].title
            for coding, at in zip((self.one, self.other), place, strict=True)
            if at is not None
        ]
        made = Disagreement(
            disagreement_id="",
            page_id=self.one.page_id,
            field=field,
            of=titles[0] if titles else "",
            place=place,
            coders=(self.one.coder, self.other.coder),
            values=values,
        )
        # A coding that is changed later asks again.
        text = json.dumps(made.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
        own = "a-" + sha256(text.encode()).hexdigest()[:_ID_LENGTH]
        return made.model_copy(update={"disagreement_id": own})
