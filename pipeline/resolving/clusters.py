"""Clusters: mentions joined into parties, best pair first, where nothing forbids it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.resolving.blocking import candidate_pairs
from pipeline.resolving.mentions import PartyMention
from pipeline.resolving.names import LATIN
from pipeline.resolving.overrides import Override, Verdict
from pipeline.resolving.scoring import (
    DECIDED,
    DECLARED,
    INITIALS,
    SAME_NAME,
    Score,
    score_mentions,
)

# A pair of members that scores less keeps two clusters apart: A like B and B like C do not make
# A and C one.
_CONTRADICTION = 0.5
# So many members of a cluster are asked whether they contradict.
_ASKED = 12


@dataclass(frozen=True, slots=True)
class Join:
    """Why two mentions, by their indices, are one party."""

    left: int
    right: int
    score: Score


class Clusters:
    """Disjoint sets of mentions with pairs that must not meet."""

    def __init__(self, mentions: Sequence[PartyMention]) -> None:
        self.mentions = mentions
        self.joins: list[Join] = []
        self._of = list(range(len(mentions)))
        self._members: dict[int, list[int]] = {at: [at] for at in range(len(mentions))}
        self._apart: defaultdict[int, set[int]] = defaultdict(set)

    def of(self, at: int) -> int:
        """The cluster of a mention."""
        return self._of[at]

    def members(self, cluster: int) -> list[int]:
        """The mentions of a cluster."""
        return self._members[cluster]

    def all(self) -> list[list[int]]:
        """Every cluster, in order of its first mention."""
        return [sorted(members) for _, members in sorted(self._members.items())]

    def keep_apart(self, left: int, right: int) -> None:
        """Forbid that two mentions become one party."""
        self._apart[left].add(right)
        self._apart[right].add(left)

    def join(self, join: Join, check: bool = True) -> bool:
        """Make one cluster of two, unless that is forbidden or members contradict."""
        one, other = self.of(join.left), self.of(join.right)
        if one == other:
            return True
        left, right = self._members[one], self._members[other]
        if any(self._apart[at] & {*right} for at in left if at in self._apart):
            return False
        if check and self._contradict(left, right):
            return False
        kept, gone = min(one, other), max(one, other)
        for at in self._members[gone]:
            self._of[at] = kept
        self._members[kept] += self._members.pop(gone)
        self.joins.append(join)
        return True

    def _contradict(self, left: list[int], right: list[int]) -> bool:
        """Whether members with names in one alphabet have different ones."""
        for a in left[:_ASKED]:
            for b in right[:_ASKED]:
                one, other = self.mentions[a], self.mentions[b]
                if _has_original(one) and _has_original(other):
                    score = score_mentions(one, other)
                    if score.value < _CONTRADICTION:
                        return True
        return False


def _has_original(mention: PartyMention) -> bool:
    return any(form.script == LATIN for form in mention.full)


def cluster(mentions: Sequence[PartyMention], overrides: Iterable[Override] = ()) -> Clusters:
    """Join mentions into parties. The order of ``mentions`` decides nothing but the numbering."""
    clusters = Clusters(mentions)
    _decide(clusters, overrides)
    alike = _repeated(clusters)
    scored = []
    for a, b in candidate_pairs([mentions[at] for at in alike]):
        left, right = alike[a], alike[b]
        score = score_mentions(mentions[left], mentions[right])
        if score.enough:
            scored.append(Join(left, right, score))
    scored.sort(key=lambda j: (-j.score.value, _key(mentions[j.left]), _key(mentions[j.right])))
    for join in scored:
        clusters.join(join)
    _join_short_forms(clusters, DECLARED, _declared)
    _join_short_forms(clusters, INITIALS, _initials)
    return clusters


def _repeated(clusters: Clusters) -> list[int]:
    """Join mentions that are the same in all but their record; gives one of each, in order."""
    first: dict[PartyMention, int] = {}
    left: list[int] = []
    for at, mention in enumerate(clusters.mentions):
        bare = replace(mention, opportunity_id="", index=0, published=None)
        same = first.setdefault(bare, at)
        name = mention.names[0] if mention.names else ""
        if same == at or not clusters.join(
            Join(same, at, Score(1.0, SAME_NAME, name, name, True)), check=False
        ):
            left.append(at)
    return left


def _key(mention: PartyMention) -> tuple[str, int]:
    return mention.opportunity_id, mention.index


def _decide(clusters: Clusters, overrides: Iterable[Override]) -> None:
    """What reviewers said: first what is to be kept apart, then what is to be joined."""
    ordered = sorted(overrides, key=lambda override: override.verdict is Verdict.SAME)
    for override in ordered:
        left = [at for at, m in enumerate(clusters.mentions) if override.left.means(m)]
        right = [at for at, m in enumerate(clusters.mentions) if override.right.means(m)]
        for a in left:
            for b in right:
                if a == b:
                    continue
                if override.verdict is Verdict.DIFFERENT:
                    clusters.keep_apart(a, b)
                else:
                    score = Score(1.0, DECIDED, override.left.name, override.right.name, True)
                    clusters.join(Join(a, b, score), check=False)


_Match = Callable[[PartyMention, PartyMention], tuple[str, str] | None]


def _join_short_forms(clusters: Clusters, basis: str, match: _Match) -> None:
    """Join parties known by a short form only to the one party that it can be short for."""
    mentions = clusters.mentions
    by_country: defaultdict[str | None, list[int]] = defaultdict(list)
    for at, mention in enumerate(mentions):
        by_country[mention.country].append(at)
    index = _Index(mentions, match)
    for members in clusters.all():
        if not all(mentions[at].brand_only for at in members):
            continue
        at = members[0]
        found: dict[int, tuple[int, tuple[str, str]]] = {}
        for other in index.near(mentions[at]):
            cluster_of = clusters.of(other)
            if cluster_of == clusters.of(at) or mentions[other].country != mentions[at].country:
                continue
            if (names := match(mentions[at], mentions[other])) and cluster_of not in found:
                found[cluster_of] = (other, names)
        chosen = _the_one(clusters, mentions[at], found)
        if chosen is not None:
            other, names = found[chosen]
            score = Score(1.0 if basis == SAME_NAME else 0.9, basis, *names, True)
            clusters.join(Join(at, other, score), check=False)


class _Index:
    """Mentions by the short forms that could mean them."""

    def __init__(self, mentions: Sequence[PartyMention], match: _Match) -> None:
        self._by: defaultdict[str, list[int]] = defaultdict(list)
        for at, mention in enumerate(mentions):
            keys = set(mention.cores)
            if match is _initials:
                keys = {short for form in mention.full for short in form.initials}
            for key in sorted(keys):
                self._by[key].append(at)

    def near(self, mention: PartyMention) -> list[int]:
        return sorted({at for core in mention.cores for at in self._by.get(core, ())})


def _the_one(
    clusters: Clusters, mention: PartyMention, found: dict[int, tuple[int, tuple[str, str]]]
) -> int | None:
    """The only cluster, or the only one of the mention's city; None where it is not clear."""
    if len(found) > 1 and mention.places:
        found = {
            cluster_of: match
            for cluster_of, match in found.items()
            if any(
                mention.places & clusters.mentions[at].places for at in clusters.members(cluster_of)
            )
        }
    return next(iter(found)) if len(found) == 1 else None


def _declared(short: PartyMention, full: PartyMention) -> tuple[str, str] | None:
    """A form that a page gives beside the full name."""
    shared = sorted(short.cores & full.cores)
    if not shared or full.brand_only:
        return None
    name = next(form.text for form in short.forms if form.core == shared[0])
    return name, full.names[0]


def _initials(short: PartyMention, full: PartyMention) -> tuple[str, str] | None:
    """An acronym made of the first letters of the full name."""
    acronyms = {form.core: form.text for form in short.forms if form.acronym}
    for form in full.full:
        for core in sorted(acronyms.keys() & form.initials):
            return acronyms[core], form.text
    return None
