"""Persons of the opportunity: contacts, inventors, leaders of teams, each once.

A name counts when a label announces it, when a title or role stands next to it, or by its form
(诺娅·佩雷兹). Diplomats, officials, editors and reporters are not of the opportunity.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.folding import compact
from extractors.language import script_of
from extractors.names import Form, forms_in_bracket, main_script, pieces, same_name, trimmed
from extractors.organisations_en import find_latin
from extractors.organisations_zh import find_chinese
from extractors.people_names import (
    _CYRILLIC,
    _DOTTED,
    _LATIN,
    _NOT_NAME,
    PersonName,
    _is_organisation,
    _person_form,
    chinese_names,
    latin_names,
    plausible_native,
    strip_titles,
    surnames,
    titles,
    transliterated,
    without_titles,
)
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import BlockKind, Pair
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "1"
_LABELS = ("contact_person", "person")
_CONTACT = re.compile(
    r"联系|联络|接洽|咨询|洽谈|对接|负责人|经办|发明人|报名|contact|reply|write|enquir|inquir|attn|liaison|register|inventor",
    re.I,
)
_NOT_CONTACT = re.compile(r"监督|举报|投诉|电话|邮箱|地址|网址|传真|phone|mail|address|fax", re.I)
_SKIP = (
    BlockKind.SITE_NAME,
    BlockKind.BREADCRUMB,
    BlockKind.DATE_LINE,
    BlockKind.ATTACHMENT,
    BlockKind.PAGE_TITLE,
)
_HONORIFIC_ONLY = re.compile(
    r"[\u4e00-\u9fff](?:先生|女士|小姐|老师|教授|博士|工程师|经理|主任|部长)"
)
_TRUSTED = re.compile(
    r"联系人|联络人|负责人|发明人|发明者|接洽人|洽谈人|对接人|contact person|inventor", re.I
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
        grade = Grade.CERTAIN if person.main.by == "label" else Grade.LIKELY
        role = next((page.quote(n.role) for n in person.names if n.role), None)
        attributes = {"role": role} if role else {}
        mentions.append(
            page.mention(
                "people", name, person.main.span, f"people.{person.main.by}", grade, **attributes
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
                        grade,
                        of=name,
                    )
                )
    return mentions


def persons(page: TaggedDocument, scope: Scope) -> list[Person]:
    """The persons of the scope in the order of their first mention."""
    found = [*labelled(page, scope), *in_prose(page, scope)]
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
    return _translations(page, scope, [p for p in people if _full(page, p)])


def _full(page: TaggedDocument, person: Person) -> bool:
    """Whether the name is more than a surname, or was given by a label."""
    return person.main.by == "label" or len(compact(page.quote(person.main.span))) > 1


def _fullest(page: TaggedDocument, group: Sequence[PersonName]) -> PersonName:
    return max(
        group, key=lambda n: (len(compact(page.quote(n.span))), n.by == "label", -n.span.start)
    )


def in_prose(page: TaggedDocument, scope: Scope) -> Iterator[PersonName]:
    """Names by form, title or role in the running text of the scope."""
    for index, segment in page.segments(scope.all):
        if page.document.blocks[segment.block].kind in _SKIP:
            continue
        text = page.quote(Span(start=segment.start, end=segment.end))
        if _PUBLISHED.search(text[:20]):
            continue
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
        yield from kept


def _inside_form(name: PersonName, others: Sequence[PersonName]) -> bool:
    return any(
        form.span.overlaps(name.span)
        for other in others
        if other is not name
        for form in other.forms
    )


def labelled(page: TaggedDocument, scope: Scope) -> Iterator[PersonName]:
    """Names that a label announces: 联系人, 发明人, "Contact person", 俄方联系人, "Write to"."""
    for pair in page.pairs(scope.all):
        label = page.quote(pair.label)
        wanted = pair.label_id in _LABELS
        loose = pair.label_id in ("unmapped", "other", "phone", "email") and _CONTACT.search(label)
        if (wanted or loose) and not re.search(r"监督|举报|投诉", label):
            yield from _in_value(page, pair, wanted or _TRUSTED.search(label) is not None)


def _in_value(page: TaggedDocument, pair: Pair, trusted: bool) -> Iterator[PersonName]:
    """The names at the start of a label's value; later parts of it are posts, phones and so on."""
    found: list[PersonName] = []
    value = pair.value
    stop = re.search(r"[。]|(?<=[a-z)）]{2})\. ", page.quote(value))
    end = value.start + stop.start() if stop else value.end
    for piece in pieces(page.text, Span(start=value.start, end=end), "，,；;、\n／/"):
        for part in _parts(page, piece):
            name = _value_name(page, part, trusted)
            if name is None:
                continue
            joined = found and re.fullmatch(
                r"\s*[/／]\s*", page.text[found[-1].span.end : part.start]
            )
            if joined or (found and _is_translation(page, found[-1], name)):
                last = found.pop()
                found.append(
                    PersonName(
                        last.span,
                        (*last.forms, Form(name.span, "name"), *name.forms),
                        last.role,
                        "label",
                    )
                )
            else:
                found.append(name)
    yield from found[:4]


def _is_translation(page: TaggedDocument, last: PersonName, name: PersonName) -> bool:
    between = page.text[last.span.end : name.span.start]
    other = main_script(page.quote(last.span)) != main_script(page.quote(name.span))
    return other and "/" in between and len(between) < 40


def _parts(page: TaggedDocument, piece: Span) -> Iterator[Span]:
    """Parts of a piece between wide blanks and contacts, each with its brackets."""
    text = page.quote(piece)
    for match in re.finditer(r"[^\u3000\t]+", text):
        part = re.split(
            r"(?:\s|^)(?:tel|fax|电话|手机|邮箱|e-?mail|传真|微信|qq)\b|[\w.+-]+@|\+?\d{3}",
            match[0],
            maxsplit=1,
            flags=re.I,
        )[0]
        if part.strip():
            yield trimmed(
                page.text,
                piece.start + match.start(),
                piece.start + match.start() + len(part),
                " \u3000：:.,",
            )


def _value_name(page: TaggedDocument, part: Span, trusted: bool) -> PersonName | None:
    """The name in one part of a value, or None."""
    inner = re.search(r"[（(\[]", page.quote(part))
    end = part.start + inner.start() if inner and inner.start() else part.end
    if inner and inner.start() == 0:
        # fang.min@…（方敏博士）: the bracket alone holds the name.
        part = trimmed(page.text, part.start, part.end, "（()） ")
        end = part.end
    stripped = without_titles(page.text, part.start, end)
    role = _role(page, part, stripped, end)
    for span in _candidates(page, stripped):
        text = page.quote(span)
        if _could_be_person(text, trusted):
            forms, _ = forms_in_bracket(page, end)
            kept = tuple(f for f in forms if _person_form(page.quote(f.span)))
            return PersonName(span, kept, role, "label")
    for match in re.finditer(r"[^\s（(]+", page.quote(part)):
        alone = _HONORIFIC_ONLY.fullmatch(match[0])
        if alone and match[0][0] in surnames()[0] and (trusted or match[0][1:] in ("女士", "先生")):
            start = part.start + match.start()
            return PersonName(Span(start=start, end=start + len(match[0])), (), role, "label")
    return None


def _role(page: TaggedDocument, part: Span, stripped: Span, end: int) -> Span | None:
    for start, stop in ((part.start, stripped.start), (stripped.end, end)):
        span = trimmed(page.text, start, stop, " \u3000：:.,")
        if len(span) > 1 and any(
            hit
            for language in ("zh", "en")
            for hit in titles(language).find(page.folded, span.start, span.end)
        ):
            return span
    return None


def _candidates(page: TaggedDocument, span: Span) -> Iterator[Span]:
    """The span, then its ends: a department or post may stand before the name."""
    yield span
    text = page.quote(span)
    for match in re.finditer(r"[\s\u3000]+", text):
        if re.search(r"[\u3400-\u9fff]", text[: match.start()]):
            yield without_titles(page.text, span.start + match.end(), span.end)
        if re.search(r"[\u3400-\u9fff]", text[match.end() :]):
            yield without_titles(page.text, span.start, span.start + match.start())
    dotted = [m for m in _DOTTED.finditer(text)]
    for hit in titles("zh").find(page.folded, span.start, span.end):
        yield without_titles(page.text, hit.span.end, span.end)
        yield without_titles(page.text, span.start, hit.span.start)
    for m in dotted:
        yield Span(start=span.start + m.start(), end=span.start + m.end())


def _could_be_person(text: str, trusted: bool) -> bool:
    bare = text.strip()
    if not bare or re.search(r"\d|@|www\.", bare):
        return False
    if _DOTTED.fullmatch(bare) or _CYRILLIC.fullmatch(bare):
        return True
    if main_script(bare) == "latin" and _LATIN.fullmatch(bare):
        return not _NOT_NAME.search(bare) and not _is_organisation(bare) and " " in bare
    if plausible_native(bare):
        return True
    if all(script_of(c) == "han" for c in bare):
        return trusted and transliterated(bare) and len(bare) > 2
    return trusted and main_script(bare) in ("kana", "hangul") and len(bare) <= 14


def _same(page: TaggedDocument, one: PersonName, other: PersonName) -> bool:
    """Whether two names are one person: a form in common, or one is the other's last name."""
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
