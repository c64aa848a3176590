"""Organisation names in Chinese script: right end by a suffix, left end by walking back over words.

A Chinese organisation name is ``[place][distinctive part][trade][suffix]``. The walk goes left from
the suffix; function words, verbs of dealing (走访, 委托) and punctuation end it, and once the
distinctive part (a transliteration, a quoted or an unlisted word) has been passed, so does any
ordinary word. Descriptions such as 一家压力容器厂 have no distinctive part and are no names.
"""

import re
from collections.abc import Iterator
from functools import cache

from extractors.language import script_of
from extractors.lexicon import Entry, Lexicon
from extractors.memo import remembered
from extractors.name_walk import LONGEST, Found, Suffix, Walk
from extractors.tagged import TaggedDocument
from extractors.words import Words, words_of
from models.document import Segment
from models.span import Span
from models.vocabulary import ROOT, read_rows

# What shows that a suffix is a part of another word: 厂房, 企业家, 大学生.
_NOT_SUFFIX = re.compile(
    r"(?<=厂)[房家商区址长矿]|(?<=企业)[家主]|(?<=大学)(?:[教城]|生(?![物态理命化医]))"
    r"|(?<=中心)[城线区思]|(?<=政府)间|(?<=集团)军|(?<=公司)[法制]|(?<=基地)组织|(?<=银行)[家卡]"
    r"|(?<=学会)了|(?<=实业)家"
)


@cache
def suffixes() -> tuple[Lexicon, dict[str, Suffix]]:
    """Lexicon of suffixes, and their meaning by suffix."""
    rows = read_rows(ROOT / "names" / "suffixes_zh.tsv", ("suffix", "id", "strength"))
    table = {row["suffix"]: Suffix(row["id"], row.weight("strength")) for row in rows}
    return Lexicon(Entry(word, word) for word in table), table


@remembered
def find_chinese(page: TaggedDocument, index: int, segment: Segment) -> tuple[Found, ...]:
    """Organisation names in one segment, in order, none inside another."""
    lexicon, table = suffixes()
    words = words_of(page, index, segment)
    walk = Walk(page, segment, words)
    kept: list[Found] = []
    hits = [
        hit
        for hit in lexicon.find(page.folded, segment.start, segment.end)
        if not _NOT_SUFFIX.match(page.folded, hit.span.end) and not _splits_word(words, hit.span)
    ]
    outer: Found | None = None
    for position, hit in enumerate(hits):
        following = hits[position + 1].span if position + 1 < len(hits) else None
        meaning = table[hit.entries[0].id]
        if following and _runs_on(page, walk, hit.span, following):
            outer = outer or walk.name(hit.span, meaning)
            continue
        floor = kept[-1].span.end if kept and kept[-1].sure else 0
        found = _within(outer, hit.span, meaning) or walk.name(hit.span, meaning, floor)
        outer = None
        if found and "某" not in page.quote(found.span):
            while kept and kept[-1].span.end > found.span.start:
                kept.pop()
            kept.append(found)
    return (*kept, *(f for f in _prefixed(page, segment, walk) if not _inside(f, kept)))


def _splits_word(words: Words, suffix: Span) -> bool:
    """Whether a word begins inside the suffix and goes on behind it: 科技研究局 has no 技研."""
    last = words.at(suffix.end - 1)
    return last is not None and suffix.start < last.start and last.end > suffix.end


def _within(outer: Found | None, suffix: Span, meaning: Suffix) -> Found | None:
    """The name of a part together with what it belongs to: 贝尔格莱德大学温查核科学研究所."""
    if outer is None or suffix.start - outer.span.start > 2 * LONGEST:
        return None
    span = Span(start=outer.span.start, end=suffix.end)
    core = Span(start=outer.core.start, end=suffix.start)
    return Found(span, meaning.id, outer.sure or meaning.strength == 3, core, outer.plain)


def _inside(found: Found, others: list[Found]) -> bool:
    return any(found.span.overlaps(other.span) for other in others)


def _runs_on(page: TaggedDocument, walk: "Walk", hit: Span, following: Span) -> bool:
    """Whether a name goes on to the next suffix: 大学附属医院, 科学院强流电子研究所."""
    between = page.folded[hit.end : following.start]
    if len(between) > 12 or not all(script_of(c) == "han" for c in between):
        return False
    inner = page.folded[hit.start : hit.end]
    if (
        inner.endswith("大学")
        and page.folded[following.start : following.end]
        in ("学院", "研究室", "理工学院", "商学院", "实验室")
        and between != "附属"
    ):
        return False
    if not re.search(
        r"大学|科学院|学院|集团|公司|研究院|中心|医院|工业|实业|制药|机械|科技|国家|协会", inner
    ):
        return bool(not between and len(inner) > 1)
    return not any(walk.ends_name(w, False) for w in walk.words.within(hit.end, following.start))


def _prefixed(page: TaggedDocument, segment: Segment, walk: "Walk") -> Iterator[Found]:
    """Names that begin with their legal form: 株式会社筑波ミガキ技研."""
    for match in re.finditer(
        r"株式会社|有限会社|一般社团法人|国立大学法人", page.folded[segment.start : segment.end]
    ):
        start, end = segment.start + match.start(), segment.start + match.end()
        stop = end
        while stop < segment.end and stop - end < 14:
            word = walk.words.at(stop)
            if (
                script_of(page.text[stop]) not in ("han", "kana", "latin")
                and page.text[stop] not in "ー・&"
            ):
                break
            if (
                word
                and stop == word.start
                and (
                    walk.ends_name(word, False) or word.text in ("は", "が", "の", "と", "を", "に")
                )
            ):
                break
            stop = word.end if word and word.end > stop else stop + 1
        if stop - end >= 2:
            yield Found(Span(start=start, end=stop), "company", True, Span(start=end, end=stop))
