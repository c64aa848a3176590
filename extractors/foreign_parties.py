"""Foreign parties: who abroad offers, owns, developed or seeks, with other names, type and place.

Labelled names come first. Of the names in prose those stay that are names by form, foreign, and not
mentioned in passing; the more the text has them offer, the surer. An inventor who offers in his own
name is a party of type ``individual``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.folding import compact
from extractors.names import NAME, SHORT, Form, main_script
from extractors.organisations import Occurrence, Party, occurrences, parties, without_country, without_legal_form
from extractors.party_context import CHINESE, in_title, is_demand, nationality, offering, passing
from extractors.party_labels import FOREIGN, INVENTOR, labelled, role_of
from extractors.party_places import location_of
from extractors.party_types import stated_kind
from extractors.people import Person, persons
from extractors.people_names import transliterated
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import Region
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "1"
_INVENTOR = re.compile(r"发明人|发明家|发明者|个人持有|本人持有|个人发明|独立研究|inventor|his invention|her invention")
_OWN_NAME = re.compile(r"发明|本人|个人|自家|退休|名下|自费|inventor|retired|own pocket|his own|her own")
_MOST = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A party taken, the rule that took it and how sure it is."""

    party: Party
    rule: str
    grade: Grade
    kind: str


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """``foreign_parties`` and its sub-mentions ``.aliases``, ``.party_type``, ``.location``."""
    mentions: list[Mention] = []
    for choice in choices(page, scope):
        mentions += _mentions(page, scope, choice)
    return mentions


def choices(page: TaggedDocument, scope: Scope) -> list[Choice]:
    """The foreign parties of a scope in the order of the text."""
    named = _labelled(page, scope)
    own = occurrences(page, scope.own)
    demand = is_demand(page, scope)
    chosen = [] if demand and not named else list(_chosen(page, scope, own, named))
    if not chosen and not demand:
        shared = [b.span for b in page.blocks(scope.shared) if b.region == Region.BODY]
        chosen = list(_chosen(page, scope, occurrences(page, shared), []))
    chosen = merged(page, scope, chosen)
    individuals = [] if demand else list(_individuals(page, scope, chosen))
    return [*individuals, *chosen][:_MOST]


def _labelled(page: TaggedDocument, scope: Scope) -> list[Occurrence]:
    """Names that labels give, a label of another language's name joined to the one before it."""
    found: list[Occurrence] = []
    for pair, names in labelled(page, scope.own, FOREIGN):
        first = names[0]
        other = pair.label_id in ("foreign_party_en", "foreign_party_zh")
        scripts = {main_script(page.quote(s)) for s in (found[-1].span, *(f.span for f in found[-1].forms))} if found else set()
        if found and len(names) == 1 and other and main_script(page.quote(first.span)) not in scripts:
            found[-1] = replace(found[-1], forms=(*found[-1].forms, Form(first.span, NAME), *first.forms))
        else:
            found += names
    return found


def _chosen(
    page: TaggedDocument, scope: Scope, own: Sequence[Occurrence], named: Sequence[Occurrence]
) -> Iterator[Choice]:
    spans = [one.span for one in named]
    rest = [one for one in own if not any(span.overlaps(one.span) for span in spans)]
    rest = [one for one in rest if not any(f.span.overlaps(one.span) for n in named for f in n.forms)]
    everything = sorted([*named, *rest], key=lambda one: one.span.start)
    groups = parties(page, everything)
    first = next((p for p in groups if p.sure and p.main.kind != "government_agency"), None)
    stated = stated_kind(page, scope)
    for party in groups:
        announced = [one for one in party.occurrences if one in named]
        kind = stated if stated and (announced or len(groups) == 1) else party.main.kind
        if nationality(page, party) == CHINESE:
            continue
        if announced:
            main = max(announced, key=lambda one: (bool(one.forms), len(one.span)))
            yield Choice(replace(party, main=main), "label", Grade.CERTAIN, kind if main.kind == "other_unknown" or stated else main.kind)
            continue
        score = _score(page, party, everything, party is first)
        if score >= (4 if named else 1):
            yield Choice(party, "prose", Grade.LIKELY if score >= 3 else Grade.DOUBTFUL, kind)


def _score(page: TaggedDocument, party: Party, everything: Sequence[Occurrence], first: bool) -> int:
    """How much speaks for a party named in prose; 1 is enough where no label names one."""
    score = 1 if party.sure else -2 if party.main.plain else -1
    body = [one for one in party.occurrences if not in_title(page, one)]
    if not body and not party.sure:
        return -3
    offers = any(offering(page, one, everything) for one in body)
    score += 2 * any(f.kind == NAME for one in party.occurrences for f in one.forms)
    score += 2 * offers + first + (len(body) > 1) + any(in_title(page, one) for one in party.occurrences)
    denied = [passing(page, one, everything) for one in body]
    if denied and denied[0] and (not offers or all(denied)):
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
    title = " ".join(page.folded[b.start : b.end] for b in page.document.blocks if b.kind == "page_title")
    heading = page.folded[scope.heading.start : scope.heading.end] if scope.heading else title
    for person in persons(page, scope):
        span = person.main.span
        own = any(s.holds(span) for s in scope.own)
        label = any(value.holds(span) for value in inventors) and not organisations
        alone = own and not organisations and person.main.by != "label" and _in_own_name(page, person)
        headline = own and bool(_INVENTOR.search(heading)) and person.main.by != "label" and len(person.names) > 1
        if label or alone or headline:
            one = Occurrence(span, "individual", True, span, 0, span.end, _person_forms(person))
            yield Choice(Party(one, (one,)), "inventor", Grade.CERTAIN if label else Grade.LIKELY, "individual")
            return


def _in_own_name(page: TaggedDocument, person: Person) -> bool:
    return any(
        _OWN_NAME.search(page.folded[max(0, name.span.start - 60) : name.span.end + 160]) for name in person.names
    )


def _person_forms(person: Person) -> tuple[Form, ...]:
    return tuple(Form(span, NAME) for span in person.spans()[1:])


# ---------------------------------------------------------------- mentions


def _mentions(page: TaggedDocument, scope: Scope, choice: Choice) -> Iterator[Mention]:
    party, main = choice.party, _without_home(page, choice)
    name = page.quote(main.span)
    forms = _forms(page, scope, replace(party, main=main))
    rule = f"foreign_parties.{choice.rule}"
    attributes: dict[str, object] = {"party_role": _role(choice)}
    for key, scripts in (("name_zh", ("han",)), ("name_en", ("latin",))):
        value = next((page.quote(s) for s in (main.span, *forms) if main_script(page.quote(s)) in scripts), None)
        if value:
            attributes[key] = value
    yield page.mention("foreign_parties", name, main.span, rule, choice.grade, **attributes)
    for span in forms:
        yield page.mention("foreign_parties.aliases", page.quote(span), span, f"{rule}-form", choice.grade, of=name)
    yield page.mention(
        "foreign_parties.party_type", choice.kind, main.span, f"{rule}-type", Grade.LIKELY,
        vocabulary_id=choice.kind, of=name,
    )  # fmt: skip
    place = location_of(page, scope, party)
    if place:
        yield page.mention(
            "foreign_parties.location", page.quote(place.span), place.span, f"foreign_parties.{place.rule}",
            Grade.LIKELY, of=name, city=place.city, country=place.country,
        )  # fmt: skip


def _without_home(page: TaggedDocument, choice: Choice) -> Occurrence:
    """A company's name without the country before it (以色列泰勒姆公司), unless a place follows."""
    main = choice.party.main
    text = page.quote(main.span)
    bare = without_country(text)
    start = main.span.end - len(bare)
    if choice.kind != "company" or bare == text or main.core.start != start or len(main.core) < 2 or not transliterated(bare[:2]):
        return main
    return replace(main, span=Span(start=start, end=main.span.end))


def _role(choice: Choice) -> str:
    return "intermediary" if choice.kind == "intermediary" else "developer" if choice.kind in ("university", "research_institute", "government_lab") else "owner"


def _forms(page: TaggedDocument, scope: Scope, party: Party) -> list[Span]:
    """Other forms of the name on the page, each once: brackets, short forms, without country."""
    main = party.main.span
    seen = {compact(page.quote(main))}
    found: list[Span] = []
    for span in [*party.spans(), *_shorter(page, scope, party)]:
        key = compact(page.quote(span))
        if len(key) > 1 and key not in seen:
            seen.add(key)
            found.append(span)
    return found


def _shorter(page: TaggedDocument, scope: Scope, party: Party) -> Iterator[Span]:
    """Forms without country or legal form, where the page writes them so."""
    for span in party.spans():
        text = page.quote(span)
        bare = without_country(text)
        if bare != text:
            yield Span(start=span.end - len(bare), end=span.end)
        short = without_legal_form(text)
        if main_script(text) == "latin" and short != text and len(short) > 3:
            for other in scope.all:
                at = page.text.find(short, other.start, other.end)
                if at >= 0:
                    yield Span(start=at, end=at + len(short))
                    break


__all__ = ["SHORT", "VERSION", "Choice", "choices", "extract"]
