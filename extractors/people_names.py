"""Names of persons in text: transliterated with a dot, native with a surname, Latin and Cyrillic.

A transliteration with a middle dot (诺娅·佩雷兹) is a name by its form. Every other string is a name
only next to a title, a role or a label: 王䶮 after 工程师, "Noa Peretz" after "set up by".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.folding import fold
from extractors.language import script_of
from extractors.lexicon import Entry, Lexicon
from extractors.names import SHORT, Form, forms_in_bracket
from extractors.organisations_en import heads, legal_forms
from extractors.places import country_of
from extractors.tagged import TaggedDocument
from extractors.words import Words, is_kind, known, ordinary, words_of
from models.document import Segment
from models.span import Span
from models.vocabulary import ROOT, read_rows

OFFICIAL = "official"
_DOTS = "·•・‧．∙."
_HAN = r"[\u3400-\u9fff\U00020000-\U000323af]"
_DOTTED = re.compile(
    rf"{_HAN}{{1,8}}(?:-{_HAN}{{1,6}})?(?:[·•・‧．∙]{_HAN}{{1,8}}(?:-{_HAN}{{1,6}})?){{1,4}}"
)
_WIDE = frozenset(
    "阿埃艾爱安昂奥澳巴拜班邦包保堡鲍北贝倍本比彼毕别宾滨波玻博勃伯布蔡策采查柴昌彻茨慈次聪楚春达大代戴丹当道德登"
    "邓狄迪笛蒂第丁东杜敦顿多恩尔发法凡范方菲费芬丰冯佛夫弗福富盖甘冈高戈哥格葛根贡古瓜圭郭果哈海汉翰杭豪赫黑亨洪"
    "侯胡华怀惠霍基吉季加迦贾简江杰捷金津京久居君喀卡凯坎康考柯科克肯孔寇库夸昆拉莱赖兰朗劳勒雷蕾黎里理利莉丽廉良"
    "列烈林琳龙隆卢鲁露吕伦罗洛麻马玛迈麦曼芒毛茂梅门蒙孟米密敏明缪摩莫默姆木穆娜纳乃奈南内嫩尼涅宁牛纽农努诺欧帕"
    "派潘庞培佩彭皮匹平坡珀普朴齐奇恰钱乔切琴青琼丘曲群让热仁日荣茹儒瑞若萨塞赛桑瑟森沙莎山尚绍舍申生圣盛施诗石史"
    "士舒朔斯丝思司松苏素索塔台泰坦汤唐陶特滕藤提田铁廷通图托脱瓦娃万汪旺威韦维魏温文翁沃乌武伍西希席夏香肖歇谢辛"
    "欣雄休许雪逊雅亚延扬杨耶叶伊宜因英永尤于约云赞早泽扎詹张章珍真芝治朱兹子宗祖佐奎魁霞怡颖薇芙甫嘉娅妮绮薛黛婷"
    "缇碧蓓蜜翠璐茜莲珊琪瑶伽侬俄什仲卫先尊采昆凌洁蔻妲厄壁摩巍"
)
_WORD = r"[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-žḀ-ỹ'’.-]*"
_LATIN = re.compile(
    rf"{_WORD}(?:[ \u00a0](?:(?:van|von|de|der|den|di|da|del|dos|du|la|le|bin|ben|al|el|af|zu|ter|ten|y|e)[ \u00a0]){{0,2}}{_WORD}){{0,4}}"
)
_CYRILLIC = re.compile(
    r"(?:[А-ЯЁІЇЄҐ][а-яёіїєґ'’-]+(?: [А-ЯЁІЇЄҐ][а-яёіїєґ'’-]+){1,2}|[А-ЯЁІЇЄҐ][а-яёіїєґ'’-]+ [А-ЯЁІЇЄҐ]\.(?: ?[А-ЯЁІЇЄҐ]\.?)?|(?:[А-ЯЁІЇЄҐ]\. ?){1,2}[А-ЯЁІЇЄҐ][а-яёіїєґ'’-]+)"
)
_NOT_NAME = re.compile(
    r"\b(?:Tel|Fax|Phone|Mobile|E-?mail|Email|Contact|Department|Office|Room|Street|Road|Avenue|Science|"
    r"Technology|Research|Project|Cooperation|Chinese|China|Embassy|Consulate|Ministry|The|This|Our|We|"
    r"Inc|Ltd|LLC|GmbH|January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Monday|Friday|PCT|USD|EUR|President|Director|Chairman|Manager|Professor|Doctor|Founder|"
    r"University|Institute|Sales|Marketing|Business|Development|International|Team|General|Asia|Europe|"
    r"Pacific|Export|In|At|On|For|And|Its|It|He|She|They|His|Her|Skype|WeChat|Website|Web|Address)\b"
)


# Surnames that are far more often another word: they need jieba's own judgement.
_DOUBTFUL = frozenset("和应向从于经时方公解全管计明平安常路高单双能都有成利文满别东谈")

# Characters of function words, which no name holds behind its surname.
_FUNCTION = frozenset(
    "的了是在和与或及由请应可我他她它您们该本此各某被把将给让也都就又并而但则若因所称问答从对向"
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name in the text: bracketed forms, its title or role, and how it was known.

    ``by`` is ``form`` (dotted), ``title`` (next to a title or role) or ``label``; ``role`` is the
    title as written; ``official`` tells that the title is a diplomat's, an editor's or the like.
    """

    span: Span
    forms: tuple[Form, ...]
    role: Span | None
    by: str
    official: bool = False


@cache
def titles(language: str) -> Lexicon:
    """Titles and roles of one language; an entry's id is ``position:id``."""
    rows = read_rows(ROOT / "names" / "titles.tsv", ("title", "language", "position", "id"))
    return Lexicon(
        Entry(row["title"], f"{row['position']}:{row['id']}", language=language)
        for row in rows
        if row["language"] == language
    )


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Surnames in Chinese script: Chinese and Korean ones, Japanese ones (folded)."""
    rows = read_rows(ROOT / "names" / "surnames.tsv", ("surname", "origin"))
    return (
        frozenset(fold(row["surname"]) for row in rows if row["origin"] == "zh"),
        frozenset(fold(row["surname"]) for row in rows if row["origin"] == "ja"),
    )


def _with_forms(
    page: TaggedDocument, span: Span, role: Span | None, by: str, official: bool
) -> PersonName:
    end = span.end
    if role and role.start == end:
        end = role.end
    forms, _ = forms_in_bracket(page, end)
    kept = tuple(f for f in forms if f.kind != SHORT and _person_form(page.quote(f.span)))
    return PersonName(span, kept, role, by, official)


def _person_form(text: str) -> bool:
    """Whether a bracketed string can be a person's name in another script or form."""
    bare = strip_titles(text)
    if re.search(r"\d|@", bare):
        return False
    if _CYRILLIC.fullmatch(bare) or _DOTTED.fullmatch(bare):
        return True
    if _LATIN.fullmatch(bare):
        return not _NOT_NAME.search(bare)
    scripts = {script_of(c) for c in bare if not c.isspace()}
    return bool(scripts & {"kana", "hangul", "other"}) or plausible_native(bare)


def strip_titles(text: str) -> str:
    """A name without honorifics and titles at its ends."""
    span = without_titles(text, 0, len(text))
    return text[span.start : span.end]


def without_titles(text: str, start: int, end: int) -> Span:
    """The part of ``text[start:end]`` without titles, blanks and colons at either end."""
    folded = fold(text)
    moved = True
    while moved and start < end:
        moved = False
        while start < end and text[start] in " \u3000\t:：,，.、":
            start += 1
        while start < end and text[end - 1] in " \u3000\t:：,，、":
            end -= 1
        for language in ("zh", "en"):
            for hit in titles(language).find(folded, start, end):
                position = hit.entries[0].id.split(":")[0]
                if hit.span.start == start and (hit.span.end < end or position == "before"):
                    start, moved = hit.span.end, True
                    while start < end and text[start] == ".":
                        start += 1
                elif (
                    hit.span.end == end
                    and hit.span.start > start
                    and position != "before"
                    and language == "zh"
                ):
                    end, moved = hit.span.start, True
                if moved:
                    break
            if moved:
                break
    return Span(start=start, end=max(start, end))


def plausible_native(text: str) -> bool:
    """Whether a string in Chinese script can be a Chinese, Korean or Japanese person's name."""
    folded = fold(text)
    bare = re.sub(r"\s", "", folded)
    if not 2 <= len(bare) <= 6 or not all(script_of(c) == "han" for c in bare):
        return False
    if ordinary(bare) or any(char in _FUNCTION for char in bare[1:]):
        return False
    chinese, japanese = surnames()
    if len(bare) <= 3 and bare[0] in chinese:
        return True
    if len(bare) <= 4 and bare[:2] in chinese and len(bare) > 2:
        return True
    return any(bare[:n] in japanese and 1 <= len(bare) - n <= 3 for n in (3, 2, 1))


def transliterated(text: str) -> bool:
    """Whether all characters are such as transliterations use (a lone surname: 加卢什科)."""
    folded = fold(text)
    return 2 <= len(folded) <= 9 and all(char in _WIDE for char in folded)


# ---------------------------------------------------------------- Chinese script


def dotted_names(page: TaggedDocument, words: Words, segment: Segment) -> Iterator[Span]:
    """Transliterated names with a dot: the words on either side that can be its parts."""
    folded = page.folded
    for match in _DOTTED.finditer(folded, segment.start, segment.end):
        first = next(i for i in range(match.start(), match.end()) if folded[i] in _DOTS)
        last = max(i for i in range(match.start(), match.end()) if folded[i] in _DOTS)
        start = _left_part(folded, words, match.start(), first)
        end = _right_part(folded, words, last + 1, match.end())
        if start < first and end > last + 1:
            yield Span(start=start, end=end)


def _is_title(text: str) -> bool:
    return any(hit.span.start == 0 and hit.span.end == len(text) for hit in titles("zh").find(text))


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
                and text not in _WIDE
            )
        ):
            break
        foreign = word is not None and word.tag.startswith("nr")
        if not foreign and not all(c in _WIDE for c in text) and start != dot:
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
    if closed and len(whole) <= 7 and not titles("zh").find(whole):
        parts = [w.text for w in words.within(start, ceiling)]
        if not any(is_kind(part, "stop") for part in parts) and whole[0] in _WIDE:
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
        wide = all(c in _WIDE for c in text)
        common = (
            len(text) > 1
            and known(text)
            and not foreign
            and word is not None
            and word.tag not in ("ns", "nz")
        )
        if end > start and (not foreign and not wide or common):
            break
        if end == start and not foreign and not wide and len(text) > 1:
            stop = end + _wide_prefix(text)
            if stop == end:
                stop = end + 1
            return stop
        end = stop
    return end


def _wide_prefix(text: str) -> int:
    count = 0
    while count < len(text) and text[count] in _WIDE:
        count += 1
    return count


def native_after(page: TaggedDocument, words: Words, start: int, end: int) -> Span | None:
    """A name that begins at ``start``: a surname with one or two (Japanese: to three) characters."""
    folded = page.folded
    for length in (4, 3, 2):
        text = folded[start : min(start + length, end)]
        if text[:1] in _DOUBTFUL and not _nr(words, start):
            continue
        if (
            len(text) < length
            or not plausible_native(text)
            or len(text) == 4
            and text[:2] not in surnames()[1] | surnames()[0]
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
        or known(word.text)
        and (len(word.text) > 1 or word.tag[:1] in "vpdcu")
    )


def native_before(page: TaggedDocument, start: int, end: int) -> Span | None:
    """A name that ends at ``end`` and begins after ``start``."""
    while end > start and page.text[end - 1] in " \u3000":
        end -= 1
    for length in (4, 3, 2):
        text = page.folded[max(start, end - length) : end]
        before = page.folded[end - length - 1 : end - length] if end - length > start else ""
        if (
            len(text) == length
            and " " not in text
            and plausible_native(text)
            and (length < 4 or text[:2] in surnames()[1])
        ):
            if text[0] in _DOUBTFUL:
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
        yield _with_forms(page, span, near[0].span if near else None, "form", official)
    for hit in hits:
        position, kind = hit.entries[0].id.split(":")
        official = kind == OFFICIAL
        span = _beside(page, words, segment, hit.span, position)
        if span and not any(span.overlaps(other) for other in dotted):
            yield _with_forms(page, span, hit.span, "title", official)


def _beside(
    page: TaggedDocument, words: Words, segment: Segment, title: Span, position: str
) -> Span | None:
    """The name right after or before a title."""
    start = title.end
    while start < segment.end and page.text[start] in " \u3000:：为是" and start - title.end < 3:
        start += 1
    latin = _LATIN.match(page.text, start, segment.end)
    if latin and (name := _person(page.text, start, latin.end(), False)):
        return name
    cyrillic = _CYRILLIC.match(page.text, start, segment.end)
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
        rf"(?<![A-Za-zÀ-ž]){_LATIN.pattern} ?$",
        page.text[max(segment.start, title.start - 50) : title.start],
    )
    if latin and (name := _person(page.text, title.start - len(latin[0]), title.start, False)):
        return name
    floor = title.start
    while (
        floor > segment.start
        and title.start - floor < 10
        and script_of(page.text[floor - 1]) in ("han",)
        or (floor > segment.start and page.text[floor - 1] in " \u3000" and title.start - floor < 2)
    ):
        floor -= 1
    word = words.at(max(segment.start, title.start - 1))
    if word and word.tag.startswith("nr") and 2 <= len(word.text) <= 4 and word.end == title.start:
        wider = page.folded[word.start - 1 : word.end]
        longer = (
            len(word.text) == 2
            and wider[0] in surnames()[0] - _DOUBTFUL
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


def _lone_surname(page: TaggedDocument, words: Words, start: int, end: int) -> Span | None:
    """A transliterated surname alone, if a bracket with its other form or a stop follows."""
    stop = start
    while stop < end and page.folded[stop] in _WIDE and stop - start < 9:
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


# ---------------------------------------------------------------- Latin script


def _is_organisation(text: str) -> bool:
    forms = {form for form in legal_forms() if len(form) > 1}
    return (
        any(
            word.strip(".,") in heads() or word.replace(".", "").strip(",") in forms
            for word in text.split()
        )
        or country_of(text) is not None
    )


def latin_names(page: TaggedDocument, segment: Segment) -> Iterator[PersonName]:
    """Latin names next to an honorific or a role, in one segment."""
    text, folded = page.text, page.folded
    for hit in titles("en").find(folded, segment.start, segment.end):
        position, kind = hit.entries[0].id.split(":")
        official = kind == OFFICIAL
        start = hit.span.end
        while start < segment.end and text[start] in " .:：,\u3000" and start - hit.span.end < 3:
            start += 1
        match = _LATIN.match(text, start, segment.end)
        if match and (name := _person(text, match.start(), match.end(), kind == "honorific")):
            yield _with_forms(page, name, hit.span, "title", official)
            continue
        if kind != "honorific" and (name := _apposed(text, segment.start, hit.span.start)):
            yield _with_forms(page, name, hit.span, "title", official)


def _apposed(text: str, floor: int, at: int) -> Span | None:
    """The name before ", CEO" or ", the founder of"."""
    before = re.search(
        rf"({_WORD}(?: (?:(?:van|von|de|der|di|da|del|bin|al) ){{0,2}}{_WORD}){{1,3}}),? (?:(?:the|its|our|a|an|who is|is)(?: [a-z-]+){{0,2}} )?$",
        text[max(floor, at - 80) : at],
    )
    if not before or "," not in before[0]:
        return None
    start = max(floor, at - 80) + before.start(1)
    return _person(text, start, start + len(before[1]), False)


def _person(text: str, start: int, end: int, honorific: bool) -> Span | None:
    """The span without titles inside it, if it can be a name: two words, or one after a title."""
    span = without_titles(text, start, end)
    name = text[span.start : span.end].rstrip(".,’'")
    if name.endswith(("'s", "’s")):
        name = name[:-2]
    words = name.split()
    while words and _NOT_NAME.fullmatch(words[-1]):
        words.pop()
    name = " ".join(words) if words else ""
    if (
        not name
        or len(words) < (1 if honorific else 2)
        or _NOT_NAME.search(name)
        or _is_organisation(name)
    ):
        return None
    if not text.startswith(name, span.start):
        return None
    return Span(start=span.start, end=span.start + len(name))
