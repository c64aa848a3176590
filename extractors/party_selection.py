"""Which organisations and persons of a scope are its foreign parties, and by which evidence.

Labelled names come first. Of the names in prose those stay that are names by form, foreign, and
not mentioned in passing; the more the text has them offer, the surer. Where labels name the party,
prose must be outspoken to add another one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.names import NAME, Form, main_script
from extractors.organisations import Occurrence, Party, occurrences, parties
from extractors.party_context import (
    CHINESE,
    UNKNOWN,
    by_name,
    in_list,
    in_title,
    is_demand,
    looks_chinese,
    makes,
    nationality,
    offering,
    passing,
    seated,
)
from extractors.party_context import FOREIGN as IS_FOREIGN
from extractors.party_labels import FOREIGN, INVENTOR, ORGANISER, labelled, role_of
from extractors.party_types import kind_of_name, stated_kind
from extractors.people import Person, persons
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import Region
from models.evidence import Grade

_INVENTOR = re.compile(
    r"发明人|发明家|发明者|个人持有|本人持有|个人发明|独立研究|inventor|his invention|her invention"
)
_OWN_NAME = re.compile(
    r"发明|本人|个人|自家|退休|名下|自费|独自|一个人|自己掏|业余|inventor|retired|own pocket"
    r"|his own|her own"
)
_MOST = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A party taken, the rule that took it and how sure it is."""

    party: Party
    rule: str
    grade: Grade
    kind: str


def choices(page: TaggedDocument, scope: Scope) -> list[Choice]:
    """The foreign parties of a scope in the order of the text."""
    named, hosts = _labelled(page, scope), _hosts(page, scope)
    if is_demand(page, scope) and not named:
        return []
    own = occurrences(page, scope.own)
    chosen = list(_chosen(page, scope, own, [*hosts, *named], 4 if named else 1))
    individuals = list(_individuals(page, scope, chosen))
    if not chosen and not individuals:
        shared = [b.span for b in page.blocks(scope.shared) if b.region == Region.BODY]
        chosen = list(_chosen(page, scope, occurrences(page, shared), [], 1))
    return [*individuals, *merged(page, scope, chosen)][:_MOST]


def _labelled(page: TaggedDocument, scope: Scope) -> list[Occurrence]:
    """Names that labels give, a label of another language's name joined to the one before it."""
    found: list[Occurrence] = []
    for pair, names in labelled(page, scope.own, FOREIGN):
        first = names[0]
        other = pair.label_id in ("foreign_party_en", "foreign_party_zh")
        scripts = (
            {
                main_script(page.quote(s))
                for s in (found[-1].span, *(f.span for f in found[-1].forms))
            }
            if found
            else set()
        )
        if (
            found
            and len(names) == 1
            and other
            and main_script(page.quote(first.span)) not in scripts
        ):
            found[-1] = replace(
                found[-1], forms=(*found[-1].forms, Form(first.span, NAME), *first.forms)
            )
        else:
            found += names
    return found


def _hosts(page: TaggedDocument, scope: Scope) -> list[Occurrence]:
    """Foreign organisers that a label such as 主办 or 协办 names."""
    return [
        one
        for _, names in labelled(page, scope.own, ORGANISER)
        for one in names
        if nationality(page, Party(one, (one,))) == IS_FOREIGN
    ]


def _chosen(
    page: TaggedDocument,
    scope: Scope,
    own: Sequence[Occurrence],
    named: Sequence[Occurrence],
    enough: int,
) -> Iterator[Choice]:
    spans = [one.span for one in named]
    rest = [one for one in own if not any(span.overlaps(one.span) for span in spans)]
    rest = [
        one for one in rest if not any(f.span.overlaps(one.span) for n in named for f in n.forms)
    ]
    everything = sorted([*named, *rest], key=lambda one: one.span.start)
    groups = parties(page, everything)
    first = next((p for p in groups if p.sure and p.main.kind != "government_agency"), None)
    stated = stated_kind(page, scope)
    for party in groups:
        announced = [one for one in party.occurrences if one in named]
        kind = stated if stated and (announced or len(groups) == 1) else party.main.kind
        judged = nationality(page, party)
        if judged == CHINESE and not (announced and _by_context_only(page, party)):
            continue
        if announced:
            main = max(announced, key=lambda one: (bool(one.forms), len(one.span)))
            yield Choice(
                replace(party, main=main),
                "label",
                Grade.CERTAIN,
                kind if stated else _kind(page, main),
            )
            continue
        if judged == UNKNOWN and party is not first and looks_chinese(page, party):
            continue
        score = _score(page, party, everything, party is first)
        if score >= enough:
            yield Choice(party, "prose", Grade.LIKELY if score >= 3 else Grade.DOUBTFUL, kind)


def _kind(page: TaggedDocument, one: Occurrence) -> str:
    """The kind that the name's form tells, else that of another form of it."""
    if one.kind != "other_unknown":
        return one.kind
    kinds = [kind_of_name(page.quote(form.span)) for form in one.forms]
    return next((kind for kind in kinds if kind), one.kind)


def _by_context_only(page: TaggedDocument, party: Party) -> bool:
    """Whether only the words around the name, not the name itself, call it Chinese."""
    return all(by_name(page, one) != CHINESE for one in party.occurrences)


def _score(
    page: TaggedDocument, party: Party, everything: Sequence[Occurrence], first: bool
) -> int:
    """How much speaks for a party named in prose; 1 is enough where no label names one."""
    sure = party.sure or any(in_list(page, one, everything) for one in party.occurrences)
    score = 1 if sure else -2 if party.main.plain else -1
    body = [one for one in party.occurrences if not in_title(page, one)]
    score += not sure and any(seated(page, one) for one in body)
    if not body and not sure:
        return -3
    offers = any(offering(page, one, everything) for one in body)
    score += 2 * any(f.kind == NAME for one in party.occurrences for f in one.forms)
    score += any(makes(page, one, everything) for one in body)
    score += (
        2 * offers + first + (len(body) > 1) + any(in_title(page, one) for one in party.occurrences)
    )
    denied = [passing(page, one, everything) for one in body]
    example = set(denied) == {"example"}
    if denied and denied[0] and (not offers or (all(denied) and not example)):
        score -= 6
    if party.main.kind == "government_agency":
        score -= 5
    return score


# ---------------------------------------------------------------- two languages, individuals


def merged(page: TaggedDocument, scope: Scope, chosen: list[Choice]) -> list[Choice]:
    """On a page in two languages, parties that each language names alone are the same ones."""
    size = {"zh": 0, "en": 0}
    for _, segment in page.segments(scope.all):
        if segment.language in size:
            size[segment.language] += segment.end - segment.start
    if size["zh"] < 60 or size["en"] < 150:
        return chosen
    han = [c for c in chosen if not _has(page, c, ("latin",)) and _has(page, c, ("han", "kana"))]
    latin = [c for c in chosen if not _has(page, c, ("han", "kana")) and _has(page, c, ("latin",))]
    if not han or len(han) != len(latin):
        return chosen
    joined = {
        id(a): replace(a, party=Party(a.party.main, (*a.party.occurrences, *b.party.occurrences)))
        for a, b in zip(han, latin, strict=True)
    }
    return [joined.get(id(c), c) for c in chosen if not any(c is other for other in latin)]


def _has(page: TaggedDocument, choice: Choice, names: tuple[str, ...]) -> bool:
    return any(main_script(page.quote(span)) in names for span in choice.party.spans())


def _individuals(page: TaggedDocument, scope: Scope, chosen: Sequence[Choice]) -> Iterator[Choice]:
    """Inventors who offer in their own name: labelled, or alone on a page that names no firm."""
    inventors = [pair.value for pair in page.pairs(scope.own) if role_of(page, pair) == INVENTOR]
    organisations = [c for c in chosen if c.kind != "individual"]
    title = " ".join(
        page.folded[b.start : b.end] for b in page.document.blocks if b.kind == "page_title"
    )
    heading = page.folded[scope.heading.start : scope.heading.end] if scope.heading else title
    for person in persons(page, scope):
        span = person.main.span
        own = any(s.holds(span) for s in scope.own)
        label = any(value.holds(span) for value in inventors) and not organisations
        alone = (
            own and not organisations and person.main.by != "label" and _in_own_name(page, person)
        )
        headline = (
            own
            and bool(_INVENTOR.search(heading))
            and person.main.by != "label"
            and len(person.names) > 1
        )
        if label or alone or headline:
            one = Occurrence(span, "individual", True, span, 0, span.end, _person_forms(person))
            yield Choice(
                Party(one, (one,)),
                "inventor",
                Grade.CERTAIN if label else Grade.LIKELY,
                "individual",
            )
            return


def _in_own_name(page: TaggedDocument, person: Person) -> bool:
    return any(
        _OWN_NAME.search(page.folded[max(0, name.span.start - 60) : name.span.end + 160])
        for name in person.names
    )


def _person_forms(person: Person) -> tuple[Form, ...]:
    return tuple(Form(span, NAME) for span in person.spans()[1:])
