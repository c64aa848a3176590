"""Foreign parties: who abroad offers, owns, developed or seeks, with other names, type and place.

The value is the name as the body writes it; ``.aliases`` are its other forms on the page,
``.party_type`` the id of its kind, ``.location`` where it sits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.folding import compact
from extractors.names import main_script
from extractors.organisations import Occurrence, Party, without_country, without_legal_form
from extractors.party_places import location_of
from extractors.party_selection import Choice, choices
from extractors.people_names import transliterated
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from extractors.words import is_kind
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "1"


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """``foreign_parties`` and its sub-mentions ``.aliases``, ``.party_type``, ``.location``."""
    mentions: list[Mention] = []
    for choice in choices(page, scope):
        mentions += _mentions(page, scope, choice)
    return mentions


def _mentions(page: TaggedDocument, scope: Scope, choice: Choice) -> Iterator[Mention]:
    party, main = choice.party, _without_home(page, choice)
    name = page.quote(main.span)
    forms = _forms(page, scope, replace(party, main=main))
    rule = f"foreign_parties.{choice.rule}"
    zh, en = (_written_in(page, (main.span, *forms), script) for script in ("han", "latin"))
    names = {key: value for key, value in (("name_zh", zh), ("name_en", en)) if value}
    yield page.mention(
        "foreign_parties", name, main.span, rule, choice.grade,
        normal=None, vocabulary_id=None, party_role=_role(choice), **names,
    )  # fmt: skip
    for span in forms:
        yield page.mention(
            "foreign_parties.aliases", page.quote(span), span, f"{rule}-form", choice.grade, of=name
        )
    yield page.mention(
        "foreign_parties.party_type", choice.kind, main.span, f"{rule}-type", Grade.LIKELY,
        vocabulary_id=choice.kind, of=name,
    )  # fmt: skip
    place = location_of(page, scope, party)
    if place:
        yield page.mention(
            "foreign_parties.location",
            page.quote(place.span),
            place.span,
            f"foreign_parties.{place.rule}",
            Grade.LIKELY,
            of=name,
            city=place.city,
            country=place.country,
        )


def _written_in(page: TaggedDocument, spans: Sequence[Span], script: str) -> str | None:
    """The first form that is written in a script."""
    return next((page.quote(s) for s in spans if main_script(page.quote(s)) == script), None)


def _without_home(page: TaggedDocument, choice: Choice) -> Occurrence:
    """A company's name without the country before it (以色列泰勒姆公司), unless a place follows."""
    main = choice.party.main
    text = page.quote(main.span)
    bare = without_country(text)
    start = main.span.end - len(bare)
    if main_script(page.quote(main.core)) == "latin" and text[:1] > "\u2e80":
        latin = next(at for at, char in enumerate(text) if char < "\u2e80" and char.isalpha())
        return replace(main, span=Span(start=main.span.start + latin, end=main.span.end))
    if bare == text or main.core.start < start or _describes(choice, main, bare, start):
        return main
    return replace(main, span=Span(start=start, end=main.span.end))


def _describes(choice: Choice, main: Occurrence, bare: str, start: int) -> bool:
    """Whether the name is a mere description without its country: 国家科学院, 石墨公司."""
    if any(is_kind(bare[:n], kind) for n in (2, 3) for kind in ("generic", "prefix")):
        return True
    if main.core.start > start or transliterated(bare[:3]):
        return False
    return choice.kind != "company" or len(main.core) < 4


def _role(choice: Choice) -> str:
    if choice.kind == "intermediary":
        return "intermediary"
    researching = choice.kind in ("university", "research_institute", "government_lab")
    return "developer" if researching else "owner"


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
