"""Persons of the opportunity: contacts, inventors, leaders of teams, each once.

A name counts when a label announces it, when a title or role stands next to it, or by its form
(诺娅·佩雷兹). Diplomats, officials, editors and reporters are not of the opportunity.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.folding import compact
from extractors.memo import remembered
from extractors.names import main_script, same_name
from extractors.organisations_en import find_latin
from extractors.organisations_zh import find_chinese
from extractors.people_en import latin_names
from extractors.people_labels import beside_contacts, labelled
from extractors.people_names import PersonName, plausible_native, strip_titles, without_titles
from extractors.people_zh import chinese_names
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import BlockKind, Segment
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "2"
# A label says who can be reached, not for which of a page's opportunities.
_GRADE = Grade.LIKELY
_SKIP = (
    BlockKind.SITE_NAME,
    BlockKind.BREADCRUMB,
    BlockKind.DATE_LINE,
    BlockKind.ATTACHMENT,
    BlockKind.PAGE_TITLE,
)
_PUBLISHED = re.compile(
    r"责任编辑|编辑[:：]|作者[:：]|记者|撰稿|来源[:：]|摄影|editor|reporter", re.I
)


@dataclass(frozen=True)
class Person:
    """One person: the name chosen, all forms on the page, the best evidence's grade."""

    main: PersonName
    names: tuple[PersonName, ...]

    def spans(self) -> list[Span]:
        """All forms, the main one first."""
        found: list[Span] = []
        for name in (self.main, *self.names):
            found += [name.span, *(form.span for form in name.forms)]
        return list(dict.fromkeys(found))


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """``people`` with attribute role, and ``people.aliases`` for their other forms."""
    mentions: list[Mention] = []
    for person in persons(page, scope):
        name = page.quote(person.main.span)
        role = next((page.quote(n.role) for n in person.names if n.role), None)
        attributes = {"role": role} if role else {}
        mentions.append(
            page.mention(
                "people",
                name,
                person.main.span,
                f"people.{person.main.by}",
                _GRADE,
                **attributes,
            )
        )
        seen = {compact(name)}
        for span in person.spans():
            alias = without_titles(page.text, span.start, span.end)
            key = compact(page.quote(alias))
            if len(key) > 1 and key not in seen:
                seen.add(key)
                mentions.append(
                    page.mention(
                        "people.aliases",
                        page.quote(alias),
                        alias,
                        "people.other-form",
                        _GRADE,
                        of=name,
                    )
                )
    return mentions


@remembered
def persons(page: TaggedDocument, scope: Scope) -> tuple[Person, ...]:
    """The persons of the scope in the order of their first mention."""
    found = [*labelled(page, scope), *in_prose(page, scope), *beside_contacts(page, scope)]
    officials = [n for n in found if n.official]
    named = [n for n in found if not any(_same(page, n, o) for o in officials)]
    named.sort(key=lambda n: n.span.start)
    groups: list[list[PersonName]] = []
    for one in named:
        group = next((g for g in groups if any(_same(page, one, other) for other in g)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    people = [Person(_fullest(page, group), tuple(group)) for group in groups]
    return tuple(_translations(page, scope, [p for p in people if _full(page, p)]))


def _full(page: TaggedDocument, person: Person) -> bool:
    """Whether the name is more than a surname, or was given by a label."""
    return person.main.by == "label" or len(compact(page.quote(person.main.span))) > 1


def _fullest(page: TaggedDocument, group: Sequence[PersonName]) -> PersonName:
    """The first name that is no mere part of another one in the same script."""
    names = {id(n): compact(page.quote(n.span)) for n in group}

    def whole(one: PersonName) -> bool:
        return not any(
            names[id(one)] != names[id(other)] and names[id(one)] in names[id(other)]
            for other in group
        )

    return min(group, key=lambda n: (not whole(n), n.span.start))


def in_prose(page: TaggedDocument, scope: Scope) -> Iterator[PersonName]:
    """Names by form, title or role in the running text of the scope."""
    for index, segment in page.segments(scope.all):
        if page.document.blocks[segment.block].kind not in _SKIP:
            yield from _in_segment(page, index, segment)


@remembered
def _in_segment(page: TaggedDocument, index: int, segment: Segment) -> tuple[PersonName, ...]:
    text = page.quote(Span(start=segment.start, end=segment.end))
    if _PUBLISHED.search(text[:20]):
        return ()
    names: list[PersonName] = []
    firms: list[Span] = []
    if re.search(r"[\u4e00-\u9fff]", text):
        names += chinese_names(page, index, segment)
        firms += [found.span for found in find_chinese(page, index, segment)]
    if re.search(r"[A-Z]", text):
        firms += [found.span for found in find_latin(page, index, segment)]
        names += latin_names(page, segment)
    names = [n for n in names if not any(firm.overlaps(n.span) for firm in firms)]
    kept: list[PersonName] = []
    for name in names:
        if _inside_form(name, names) or any(k.span.overlaps(name.span) for k in kept):
            continue
        kept.append(name)
    return tuple(kept)


def _inside_form(name: PersonName, others: Sequence[PersonName]) -> bool:
    return any(
        form.span.overlaps(name.span)
        for other in others
        if other is not name
        for form in other.forms
    )


def _same(page: TaggedDocument, one: PersonName, other: PersonName) -> bool:
    """Whether two names are one person: a form in common, or one is the other's last name."""
    if one.span.overlaps(other.span):
        return True
    mine = [strip_titles(page.quote(s)) for s in (one.span, *(f.span for f in one.forms))]
    theirs = [strip_titles(page.quote(s)) for s in (other.span, *(f.span for f in other.forms))]
    return any(same_name(a, b) or _part_of(a, b) or _part_of(b, a) for a in mine for b in theirs)


def _part_of(part: str, whole: str) -> bool:
    words = re.split(r"[\s·•・‧．.]+", whole)
    if (
        len(words) > 1
        and compact(part) in {compact(w) for w in words[1:]} | {compact(words[0])}
        and len(compact(part)) > 1
    ):
        return True
    return (
        bool(plausible_native(whole))
        and len(compact(part)) == 1
        and compact(whole).startswith(compact(part))
    )


def _translations(page: TaggedDocument, scope: Scope, people: list[Person]) -> list[Person]:
    """On a page in two languages, persons that each language names alone are the same ones."""
    languages = {"zh": 0, "en": 0}
    for _, segment in page.segments(scope.all):
        if segment.language in languages:
            languages[segment.language] += segment.end - segment.start
    if languages["zh"] < 60 or languages["en"] < 150:
        return people
    han = [p for p in people if _scripts(page, p) == {"han"}]
    latin = [
        p
        for p in people
        if _scripts(page, p) == {"latin"} and page.language_at(p.main.span.start) == "en"
    ]
    if not han or len(han) != len(latin):
        return people
    merged = {id(a): Person(a.main, (*a.names, *b.names)) for a, b in zip(han, latin, strict=True)}
    gone = {id(b) for b in latin}
    return [merged.get(id(p), p) for p in people if id(p) not in gone]


def _scripts(page: TaggedDocument, person: Person) -> set[str]:
    return {main_script(page.quote(span)) for span in person.spans()}
