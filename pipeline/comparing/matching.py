"""Which records of a page in one run are which of the other, where their ids do not tell.

An id is made of the page's own words at the place of the opportunity. A page split otherwise gives
other ids for the same characters, so what is left over is matched by the stretch of text that each
record was read from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.field_change import Match
from pipeline.comparing.forms import canonical
from pipeline.comparing.shifting import Range, Shift
from pipeline.comparing.side import Side
from pipeline.identity import opportunity_id

# Two records share their place if the smaller one lies in the other by this share of its length.
_SHARE = 0.5
# The anchor of the only opportunity of a page (extractors/opportunities.py).
WHOLE_PAGE = "page"


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one page that belong together.

    One old and one new record are the same, or renamed; one old and several new ones are a split,
    the first of them carrying on; several old and one new a merger of the first with the others.
    Both sides of several are opportunities cut otherwise. An empty side says that there is none.
    """

    old: tuple[Side, ...]
    new: tuple[Side, ...]

    @property
    def match(self) -> Match:
        """How the two sides belong together."""
        if not self.old or not self.new:
            return Match.ALONE
        if len(self.new) > 1:
            return Match.SPLIT
        if len(self.old) > 1:
            return Match.MERGED
        return Match.SAME if self.old[0].id == self.new[0].id else Match.RENAMED

    def pairs(self) -> list[tuple[Side, Side]]:
        """Which records are compared: the first with the first, each other one with the first."""
        if not self.old or not self.new:
            return []
        first, then = self.old[0], self.new[0]
        return [
            (first, then),
            *((first, new) for new in self.new[1:]),
            *((old, then) for old in self.old[1:]),
        ]


def match_page(olds: Sequence[Side], news: Sequence[Side]) -> list[Group]:
    """The records of a page in groups, in the order of the new run, then of the old one."""
    by_id = {side.id: index for index, side in enumerate(news)}
    partner = {i: by_id[side.id] for i, side in enumerate(olds) if side.id in by_id}
    scores = _scores(olds, news, partner)
    best = sorted(scores, key=lambda edge: (-scores[edge], edge))
    leading = {j: i for i, j in partner.items()}
    for i, j in best:
        if i not in partner and j not in leading:
            partner[i], leading[j] = j, i
    sources: dict[int, int] = {}
    parts: dict[int, int] = {}
    for i, j in best:
        if i not in partner and j in leading:
            sources.setdefault(i, j)
        if j not in leading and i in partner:
            parts.setdefault(j, i)
    return _groups(olds, news, leading, sources, parts)


def _groups(
    olds: Sequence[Side],
    news: Sequence[Side],
    leading: dict[int, int],
    sources: dict[int, int],
    parts: dict[int, int],
) -> list[Group]:
    groups: list[Group] = []
    for j, new in enumerate(news):
        if j in leading:
            i = leading[j]
            merged = [olds[k] for k in sorted(sources) if sources[k] == j]
            split = [news[k] for k in sorted(parts) if parts[k] == i]
            groups.append(Group((olds[i], *merged), (new, *split)))
        elif j not in parts:
            groups.append(Group((), (new,)))
    taken = {*leading.values(), *sources}
    return [*groups, *(Group((old,), ()) for i, old in enumerate(olds) if i not in taken)]


def _scores(
    olds: Sequence[Side], news: Sequence[Side], partner: dict[int, int]
) -> dict[tuple[int, int], float]:
    """How many characters an old and a new record share, one of them still without a partner."""
    taken = set(partner.values())
    if not olds or not news or (len(partner) == len(olds) and len(taken) == len(news)):
        return {}
    ones, others = places(olds, Shift(olds[0].text, news[0].text)), places(news)
    scores: dict[tuple[int, int], float] = {}
    for i, one in enumerate(ones):
        for j, other in enumerate(others):
            if i in partner and j in taken:
                continue
            shared = _shared(one, other)
            if shared and shared >= _SHARE * min(_length(one), _length(other)):
                scores[i, j] = float(shared)
            elif olds[i]["title"] and canonical(olds[i]["title"]) == canonical(news[j]["title"]):
                scores[i, j] = 0.5
    return scores


def places(sides: Sequence[Side], shift: Shift | None = None) -> list[list[Range]]:
    """The stretches of the page that each record alone was read from.

    The record of a page that was not split has the whole page. Of several, what more than one
    quotes (the page's title, a shared contact) is nobody's; between, whoever was quoted last goes
    on.
    """
    if len(sides) == 1 and sides[0].id == opportunity_id(sides[0].report, WHOLE_PAGE):
        return [[(0, len(shift.new if shift else sides[0].text))]]
    quoted = sorted(
        (*span, owner)
        for owner, side in enumerate(sides)
        for start, stop in set(side.all_spans())
        if (span := shift(start, stop) if shift else (start, stop)) is not None
    )
    found: list[list[Range]] = [[] for _ in sides]
    last: int | None = None
    for start, stop, owner in _of_one(quoted):
        stretches = found[owner]
        if last == owner:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], stop))
        else:
            stretches.append((start, stop))
        last = owner
    return found


def _of_one(quoted: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The quotes, in order, that no other record's quote overlaps."""
    clean: list[tuple[int, int, int]] = []
    reach, group = 0, list[tuple[int, int, int]]()
    for quote in quoted:
        if group and quote[0] >= reach:
            clean += group if len({owner for *_, owner in group}) == 1 else []
            group = []
        group.append(quote)
        reach = max(reach, quote[1]) if len(group) > 1 else quote[1]
    return clean + (group if len({owner for *_, owner in group}) == 1 else [])


def _shared(ones: list[Range], others: list[Range]) -> int:
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in ones for b in others)


def _length(ranges: list[Range]) -> int:
    return sum(stop - start for start, stop in ranges)
