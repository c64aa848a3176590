"""Persons' names in Chinese script: transliterated with a dot, native ones by a surname.

A transliteration with a middle dot (诺娅·佩雷兹) is a name by its form. Any other string is a name
only next to a title or role: 王䶮 after 工程师, 林德格伦 before 博士.
"""

import re
from collections.abc import Iterator

from extractors.language import script_of
from extractors.people_names import (
    CYRILLIC,
    DOTS,
    DOTTED,
    DOUBTFUL,
    LATIN,
    OFFICIAL,
    WIDE,
    PersonName,
    person_at,
    plausible_native,
    surnames,
    titles,
    with_forms,
)
from extractors.tagged import TaggedDocument
from extractors.words import Word, Words, is_kind, known, words_of
from models.document import Segment
from models.span import Span


def dotted_names(page: TaggedDocument, words: Words, segment: Segment) -> Iterator[Span]:
    """Transliterated names with a dot: the words on either side that can be its parts."""
    folded = page.folded
    for match in DOTTED.finditer(folded, segment.start, segment.end):
        first = next(i for i in range(match.start(), match.end()) if folded[i] in DOTS)
        last = max(i for i in range(match.start(), match.end()) if folded[i] in DOTS)
        start = _closed_left(folded, words, match.start(), first)
        start = _left_part(folded, words, match.start(), first) if start is None else start
        end = _right_part(folded, words, last + 1, match.end())
        if start < first and end > last + 1:
            yield Span(start=start, end=end)


def _is_title(text: str) -> bool:
    return any(hit.span.start == 0 and hit.span.end == len(text) for hit in titles("zh").find(text))


def _closed_left(folded: str, words: Words, floor: int, dot: int) -> int | None:
    """The whole part before the dot, where nothing but a name can stand in it."""
    opens = floor == 0 or script_of(folded[floor - 1]) != "han" or folded[floor - 1] in "和与及或"
    if not opens or dot - floor > 6 or titles("zh").find(folded, floor, dot):
        return None
    parts = words.within(floor, dot)
    return None if any(_common(part) for part in parts) else floor


def _common(word: Word) -> bool:
    """Whether a word is an ordinary one that no name holds."""
    if is_kind(word.text, "stop"):
        return word.text not in WIDE
    wide = all(char in WIDE for char in word.text)
    return len(word.text) > 1 and known(word.text) and not wide and not word.tag.startswith("nr")


def _left_part(folded: str, words: Words, floor: int, dot: int) -> int:
    start = dot
    while start > floor:
        if folded[start - 1] == "-":
            start -= 1
            continue
        word = words.at(start - 1)
        begin = max(word.start, floor) if word else start - 1
        text = folded[begin:start]
        if (
            _is_title(text)
            or is_kind(text, "stop")
            or (
                word
                and word.tag[:1] in ("p", "c", "u", "r")
                and len(text) == 1
                and text not in WIDE
            )
        ):
            break
        foreign = word is not None and word.tag.startswith("nr")
        if not foreign and not all(c in WIDE for c in text) and start != dot:
            break
        if (
            not foreign
            and len(text) > 1
            and known(text)
            and word
            and word.tag[:1] in ("n", "v")
            and word.tag not in ("ns", "nz")
            and start != dot
        ):
            break
        start = begin
    return start


def _right_part(folded: str, words: Words, start: int, ceiling: int) -> int:
    end = start
    whole = folded[start:ceiling]
    closed = ceiling >= len(folded) or script_of(folded[ceiling]) != "han"
    plain = any(_common(part) for part in words.within(start, ceiling))
    titled = bool(titles("zh").find(whole))
    if closed and len(whole) <= 7 and not plain and not titled and whole[0] in WIDE:
        return ceiling
    while end < ceiling:
        if folded[end] == "-" and end > start:
            end += 1
            continue
        word = words.at(end)
        stop = min(word.end, ceiling) if word else end + 1
        text = folded[end:stop]
        if end > start and (_is_title(text) or is_kind(text, "stop")):
            break
        foreign = word is not None and word.tag.startswith("nr")
        wide = all(c in WIDE for c in text)
        common = (
            len(text) > 1
            and known(text)
            and not foreign
            and word is not None
            and word.tag not in ("ns", "nz")
        )
        if end > start and ((not foreign and not wide) or common):
            loose = not foreign and not common and not known(text)
            return end + _wide_prefix(text) if loose else end
        if end == start and not foreign and not wide and len(text) > 1:
            stop = end + _wide_prefix(text)
            if stop == end:
                stop = end + 1
            return stop
        end = stop
    return end


def _wide_prefix(text: str) -> int:
    count = 0
    while count < len(text) and text[count] in WIDE:
        count += 1
    return count


def native_after(page: TaggedDocument, words: Words, start: int, end: int) -> Span | None:
    """A name that begins at ``start``: a surname and one or two (Japanese: to three) characters."""
    folded = page.folded
    for length in (4, 3, 2):
        text = folded[start : min(start + length, end)]
        if text[:1] in DOUBTFUL and not _nr(words, start):
            continue
        if (
            len(text) < length
            or not plausible_native(text)
            or (len(text) == 4 and text[:2] not in surnames()[1] | surnames()[0])
        ):
            continue
        if _ends_here(folded, words, start + length, end) and not (
            known(text) and length == 2 and not _nr(words, start)
        ):
            return Span(start=start, end=start + length)
    return None


def _nr(words: Words, start: int) -> bool:
    word = words.at(start)
    return word is not None and word.tag.startswith("nr")


def _ends_here(folded: str, words: Words, at: int, end: int) -> bool:
    """Whether a name may end before ``at``: nothing, no letter, or the begin of another word."""
    if at >= end or script_of(folded[at]) != "han":
        return True
    word = words.at(at)
    if word is None:
        return True
    if word.start < at:
        return False
    return (
        is_kind(word.text, "stop")
        or _is_title(word.text)
        or (known(word.text) and (len(word.text) > 1 or word.tag[:1] in "vpdcu"))
    )


def native_before(page: TaggedDocument, start: int, end: int) -> Span | None:
    """A name that ends at ``end`` and begins after ``start``."""
    while end > start and page.text[end - 1] in " \u3000":
        end -= 1
    four = page.folded[max(start, end - 4) : end]
    if len(four) == 4 and plausible_native(four) and four[1] in "氏文德世":
        return Span(start=end - 4, end=end)
    for length in (5, 4, 3, 2):
        text = page.folded[max(start, end - length) : end]
        before = page.folded[end - length - 1 : end - length] if end - length > start else ""
        if (
            len(text) == length
            and " " not in text
            and plausible_native(text)
            and (length < 4 or text[: length - 2] in surnames()[1])
        ):
            if text[0] in DOUBTFUL:
                continue
            if (
                length == 2
                and before
                and script_of(before) == "han"
                and plausible_native(before + text)
            ):
                continue
            return Span(start=end - length, end=end)
    return None


def chinese_names(page: TaggedDocument, index: int, segment: Segment) -> Iterator[PersonName]:
    """Names in Chinese script, or in another one next to a Chinese title, in one segment."""
    words = words_of(page, index, segment)
    hits = titles("zh").find(page.folded, segment.start, segment.end)
    dotted = list(dotted_names(page, words, segment))
    for span in dotted:
        after = [h for h in hits if span.end <= h.span.start <= span.end + 1]
        near = after + [h for h in hits if h.span.end <= span.start <= h.span.end + 1]
        official = any(entry.id.endswith(OFFICIAL) for h in near for entry in h.entries)
        yield with_forms(page, span, near[0].span if near else None, "form", official)
    for hit in hits:
        position, kind = hit.entries[0].id.split(":")
        official = kind == OFFICIAL
        name = _beside(page, words, segment, hit.span, position)
        if name and not any(name.overlaps(other) for other in dotted):
            yield with_forms(page, name, hit.span, "title", official)


def _beside(
    page: TaggedDocument, words: Words, segment: Segment, title: Span, position: str
) -> Span | None:
    """The name right after or before a title."""
    start = title.end
    while start < segment.end and page.text[start] in " \u3000:：为是" and start - title.end < 3:
        start += 1
    latin = LATIN.match(page.text, start, segment.end)
    if latin and (name := person_at(page.text, start, latin.end(), False)):
        return name
    cyrillic = CYRILLIC.match(page.text, start, segment.end)
    if cyrillic:
        return Span(start=start, end=start + len(cyrillic[0].rstrip()))
    if start < segment.end and script_of(page.text[start]) == "han":
        native = native_after(page, words, start, segment.end)
        if native:
            return native
        lone = _lone_surname(page, words, start, segment.end)
        if lone:
            return lone
    if position == "before":
        return None
    return _before_title(page, words, segment, title)


def _before_title(page: TaggedDocument, words: Words, segment: Segment, title: Span) -> Span | None:
    latin = re.search(
        rf"(?<![A-Za-zÀ-ž]){LATIN.pattern} ?$",
        page.text[max(segment.start, title.start - 50) : title.start],
    )
    if latin and (name := person_at(page.text, title.start - len(latin[0]), title.start, False)):
        return name
    floor = title.start
    while (
        floor > segment.start
        and title.start - floor < 10
        and script_of(page.text[floor - 1]) in ("han",)
    ) or (floor > segment.start and page.text[floor - 1] in " \u3000" and title.start - floor < 2):
        floor -= 1
    sound = _sound_before(page, words, segment, title.start)
    if sound:
        return sound
    word = words.at(max(segment.start, title.start - 1))
    if word and word.tag.startswith("nr") and 2 <= len(word.text) <= 4 and word.end == title.start:
        wider = page.folded[max(0, word.start - 1) : word.end]
        longer = (
            len(word.text) == 2
            and word.start > 0
            and wider[0] in surnames()[0] - DOUBTFUL
            and plausible_native(wider)
        )
        if longer and word.start - 1 >= floor:
            return Span(start=word.start - 1, end=word.end)
        if plausible_native(word.text):
            return Span(start=word.start, end=word.end)
    before = native_before(page, floor, title.start)
    if before is None or page.text[before.end : title.start].strip():
        return None
    first = words.at(before.start)
    if (
        first is not None
        and first.start < before.start
        and not is_kind(page.folded[first.start : before.start], "stop")
    ):
        return None
    whole = page.folded[before.start : before.end]
    return None if known(whole) and not _nr(words, before.start) else before


def _sound_before(page: TaggedDocument, words: Words, segment: Segment, end: int) -> Span | None:
    """A transliterated surname before a title (扎伊茨总经理), bounded on its left."""
    start = end
    while start > segment.start and page.folded[start - 1] in WIDE and end - start < 8:
        start -= 1
    if end - start < 3 or known(page.folded[start:end]):
        return None
    before = page.folded[start - 1 : start]
    first = words.at(start)
    bounded = not before.strip() or script_of(before) != "han" or (first and first.start == start)
    if not bounded or any(_common(part) for part in words.within(start, end)):
        return None
    return Span(start=start, end=end)


def _lone_surname(page: TaggedDocument, words: Words, start: int, end: int) -> Span | None:
    """A transliterated surname alone, if a bracket with its other form or a stop follows."""
    stop = start
    while stop < end and page.folded[stop] in WIDE and stop - start < 9:
        stop += 1
    if 3 <= stop - start <= 8 and (stop >= end or page.text[stop] in "（(，,。；; \u3000"):
        word = words.at(start)
        if (
            word
            and (not known(page.folded[start:stop]))
            and not (
                known(word.text) and word.tag[:2] not in ("nr", "ns", "nz") and len(word.text) > 1
            )
        ):
            return Span(start=start, end=stop)
    return None
