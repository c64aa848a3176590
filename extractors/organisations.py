"""Organisations named in a stretch of a page: every occurrence, and the parties they make up.

An occurrence is a name with the other forms that a bracket or a slash gives it. Occurrences of the
same name, of another form of it, or of its short form (海哨公司 for 海哨巡检有限公司,
"Quietwater" for "Quietwater Data Pty Ltd") are one party.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractors.folding import compact
from extractors.memo import remembered
from extractors.name_walk import Found
from extractors.names import NAME, SHORT, Form, forms_in_bracket, main_script, same_name
from extractors.organisations_en import find_latin, legal_forms
from extractors.organisations_other import find_apposed, find_cyrillic, find_hangul
from extractors.organisations_zh import find_chinese
from extractors.places import COUNTRY, places_in
from extractors.tagged import TaggedDocument
from models.document import Block, BlockKind, Segment
from models.span import Span

_FURNITURE = (BlockKind.SITE_NAME, BlockKind.BREADCRUMB, BlockKind.DATE_LINE, BlockKind.ATTACHMENT)
_JOINT = re.compile(
    r"\s*[/／|]\s*|[ \u3000]+|\s*\n\s*[（(]?|\s*[（(]?(?:英文名?称?|中文名?称?|俄文名?)[:：]?\s*"
)
# Diplomatic posts and ministries are who publishes or refers, never a party.
_PUBLIC = re.compile(
    r"使馆|大使館|领馆|領事館|领事馆|代表团|科技处|科技组|外交部"
    r"|embassy|consulate|permanent mission",
    re.I,
)
_UNIT = re.compile(
    r"(?:Laborator|Department|Faculty|School|Group|Chair|Office|Division|Section|Research Group)"
)
_AT = re.compile(r",? (?:(?:at|of|in) )?(?:the )?|, ")
_UNNAMED = re.compile(r"某|^(?:该|本|此|一家|一所|两家)|×|XX|＊")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name in the text: its party type by form, its other forms, and where its brackets end."""

    span: Span
    kind: str
    sure: bool
    core: Span
    segment: int
    end: int
    forms: tuple[Form, ...] = ()
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """One organisation: the occurrence that names it most fully, and all occurrences in order."""

    main: Occurrence
    occurrences: tuple[Occurrence, ...]

    @property
    def sure(self) -> bool:
        """Whether at least one occurrence is a name by its own form."""
        return any(one.sure for one in self.occurrences)

    def spans(self) -> list[Span]:
        """All forms of the name that the page writes, the main one first."""
        found = [self.main.span]
        for one in (self.main, *self.occurrences):
            found.append(one.span)
            found += [form.span for form in one.forms]
        return found


def occurrences(page: TaggedDocument, spans: Iterable[Span]) -> tuple[Occurrence, ...]:
    """All organisation names in the spans, in order, without those inside another's brackets."""
    return _occurrences(page, tuple(spans))


@remembered
def _occurrences(page: TaggedDocument, spans: tuple[Span, ...]) -> tuple[Occurrence, ...]:
    found: list[Occurrence] = []
    for index, segment in page.segments(spans):
        if page.document.blocks[segment.block].kind in _FURNITURE:
            continue
        found += _in_segment(page, index, segment)
    return tuple(_joined(page, _outside_brackets(page, found)))


@remembered
def _in_segment(page: TaggedDocument, index: int, segment: Segment) -> tuple[Occurrence, ...]:
    names = sorted(_whole(page, _named(page, index, segment)), key=lambda f: f.span.start)
    return tuple(_occurrence(page, index, one) for one in names)


def _named(page: TaggedDocument, index: int, segment: Segment) -> list[Found]:
    text = page.quote(Span(start=segment.start, end=segment.end))
    found: list[Found] = []
    if re.search(r"[\u4e00-\u9fff]", text):
        found += find_chinese(page, index, segment)
    if re.search(r"[A-ZÀ-Þ]", text):
        found += find_latin(page, index, segment)
    if re.search(r"[\u0400-\u052f]{3}", text):
        found += find_cyrillic(page, segment)
    if re.search(r"[가-힣]{2}", text):
        found += find_hangul(page, segment)
    found.sort(key=lambda f: (f.span.start, -f.span.end))
    kept: list[Found] = []
    for one in [*found, *find_apposed(page, segment)]:
        name = page.quote(one.span)
        if any(other.span.overlaps(one.span) for other in kept):
            continue
        if not _PUBLIC.search(page.folded[one.span.start : one.span.end]) and not _UNNAMED.search(
            name
        ):
            kept.append(one)
    return kept


def _whole(page: TaggedDocument, found: Sequence[Found]) -> list[Found]:
    """Names without those of parts of others: 物理学院 right behind 斯托尔布里奇大学（…）."""
    ends = {_bracket_end(page, one.span.end) for one in found}
    starts = [one.span.start for one in found if one.kind == "university"]
    return [
        one
        for one in found
        if (one.span.start not in ends or one.kind == "company")
        and not (_UNIT.match(page.quote(one.span)) and _belongs(page, one, starts))
    ]


def _belongs(page: TaggedDocument, one: Found, starts: Sequence[int]) -> bool:
    """Whether the name of a university follows: "Laboratory of Plasma Chemistry at …"."""
    near = [start for start in starts if 0 < start - one.span.end <= 12]
    return any(_AT.fullmatch(page.text, one.span.end, start) for start in near)


def _bracket_end(page: TaggedDocument, end: int) -> int:
    return forms_in_bracket(page, end)[1]


def _occurrence(page: TaggedDocument, index: int, found: Found) -> Occurrence:
    forms, end = forms_in_bracket(page, _after_quote(page, found.span.end))
    named = tuple(f for f in forms if f.kind in (NAME, SHORT) and not _is_place(page, f))
    foreign = any(
        f.kind == NAME and main_script(page.quote(f.span)) != main_script(page.quote(found.span))
        for f in named
    )
    sure = found.sure or (foreign and len(found.core) > 0)
    return Occurrence(
        found.span,
        found.kind,
        sure,
        found.core,
        index,
        end if forms else found.span.end,
        named,
        found.plain,
    )


def _after_quote(page: TaggedDocument, end: int) -> int:
    return (
        end + 1
        if page.text[end : end + 1] in ("”", "》", "」")
        and page.text[end + 1 : end + 2] in ("（", "(")
        else end
    )


def _is_place(page: TaggedDocument, form: Form) -> bool:
    text = page.quote(form.span)
    places = places_in(text, page.folded[form.span.start : form.span.end], 0, len(text))
    covered = sum(len(place.span) for place in places)
    return covered > 0 and 2 * covered >= len(text.strip()) and form.kind != SHORT


def _outside_brackets(page: TaggedDocument, found: Sequence[Occurrence]) -> list[Occurrence]:
    inside = [form.span for one in found for form in one.forms]
    brackets = [Span(start=one.span.end, end=one.end) for one in found if one.forms]
    return [
        one
        for one in found
        if not any(span.overlaps(one.span) for span in inside)
        and not any(b.holds(one.span) and len(one.span) * 2 > len(b) for b in brackets)
    ]


def _joined(page: TaggedDocument, found: Sequence[Occurrence]) -> list[Occurrence]:
    """Names set side by side in several scripts (A / B, A newline B) are one occurrence."""
    result: list[Occurrence] = []
    for one in found:
        for at in range(len(result) - 1, max(-1, len(result) - 8), -1):
            last = result[at]
            scripts = {main_script(page.quote(s)) for s in (last.span, *_form_spans(last))}
            other = main_script(page.quote(one.span)) not in scripts and _together(page, last, one)
            if other or _belongs_to(page, last, one):
                forms = (*last.forms, Form(one.span, NAME), *one.forms)
                end = one.end if one.segment == last.segment else last.end
                result[at] = replace(last, sure=True, end=max(end, last.end), forms=forms)
                break
        else:
            result.append(one)
    return result


def _form_spans(one: Occurrence) -> list[Span]:
    return [form.span for form in one.forms]


def _belongs_to(page: TaggedDocument, last: Occurrence, one: Occurrence) -> bool:
    """Whether a university follows as what an institute is a part of: "Centre for Optics, …"."""
    kinds = (last.kind, one.kind) == ("research_institute", "university")
    return kinds and _AT.fullmatch(page.text, last.end, one.span.start) is not None


def _together(page: TaggedDocument, last: Occurrence, one: Occurrence) -> bool:
    """Whether only a slash or a line end divides two names, or they fill cells one below "
    "another."""
    above, below = _block(page, last), _block(page, one)
    if above is below:
        between = page.text[last.end : one.span.start]
        return one.span.start >= last.end and _JOINT.fullmatch(between) is not None
    if above.table is None or (above.table, above.column) != (below.table, below.column):
        return False
    adjacent = (below.row or 0) - (above.row or 0) == 1
    fills = len(above.span) - len(last.span) < 6 and len(below.span) - len(one.span) < 6
    return adjacent and fills


def _block(page: TaggedDocument, one: Occurrence) -> Block:
    return page.document.blocks[page.document.segments[one.segment].block]


def parties(page: TaggedDocument, found: Sequence[Occurrence]) -> list[Party]:
    """The parties that the occurrences make up, in the order of their first occurrence."""
    groups: list[list[Occurrence]] = []
    for one in found:
        group = next((g for g in groups if any(_same(page, one, other) for other in g)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return [Party(_fullest(page, group), tuple(group)) for group in groups]


def _fullest(page: TaggedDocument, group: Sequence[Occurrence]) -> Occurrence:
    def rank(one: Occurrence) -> tuple[bool, bool, int]:
        short = any(
            other is not one and len(_core(page, one)) < len(_core(page, other)) for other in group
        )
        return (bool(one.forms), not short, -one.span.start)

    return max(group, key=rank)


def _same(page: TaggedDocument, one: Occurrence, other: Occurrence) -> bool:
    mine = [page.quote(s) for s in (one.span, *(f.span for f in one.forms))]
    theirs = [page.quote(s) for s in (other.span, *(f.span for f in other.forms))]
    if any(
        same_name(a, b) or same_name(without_country(a), without_country(b))
        for a in mine
        for b in theirs
    ):
        return True
    if _family(one.kind) != _family(other.kind):
        return False
    return any(
        _short_of(a, b) or _short_of(b, a)
        for a in (_core(page, one), *_latin_cores(mine))
        for b in (_core(page, other), *_latin_cores(theirs))
    )


def _family(kind: str) -> str:
    return "institute" if kind in ("research_institute", "government_lab", "intermediary") else kind


def _core(page: TaggedDocument, one: Occurrence) -> str:
    """The name without its suffix, and without its places where that leaves anything."""
    whole = Span(start=one.span.start, end=max(one.core.end, one.span.start))
    return compact(page.quote(one.core)) or compact(page.quote(whole))


def _latin_cores(names: Iterable[str]) -> list[str]:
    return [compact(without_legal_form(n)) for n in names if main_script(n) == "latin"]


def _short_of(short: str, full: str) -> bool:
    if not short or short == full:
        return bool(short)
    han = main_script(short) == "han"
    return len(short) >= (2 if han else 4) and full.startswith(short)


def without_country(name: str) -> str:
    """The name without the country at its very start: 以色列泰勒姆公司, "Finnish Foo Oy"."""
    from extractors.folding import fold

    for place in places_in(name, fold(name), 0, len(name)):
        if place.span.start == 0 and place.kind == COUNTRY and len(name) - len(place.span) >= 4:
            return name[place.span.end :].lstrip("的 ")
    return name


def without_legal_form(name: str) -> str:
    """A Latin name without the legal form at its end, "Foo Bar" of "Foo Bar Co., Ltd."."""
    words = name.split()
    for count in range(1, len(words)):
        tail = re.sub(r"[\s.,]", "", "".join(words[count:]))
        form = legal_forms().get(tail)
        if form and form[0] != "before":
            return " ".join(words[:count]).rstrip(",")
    return name


def countries_of_name(page: TaggedDocument, one: Occurrence) -> list[str]:
    """Countries that the name tells: places in it, and a legal form of one country only."""
    codes: list[str] = []
    for span in (one.span, *_form_spans(one)):
        places = places_in(page.text, page.folded, span.start, span.end)
        codes += [place.alpha3 for place in places]
        name = page.quote(span)
        tail = re.sub(r"[\s.,]", "", name[len(without_legal_form(name)) :])
        known = legal_forms().get(tail)
        if known and len(known[1]) == 1:
            codes += known[1]
    return list(dict.fromkeys(code for code in codes if code))
