"""The walk left from a suffix: where a Chinese organisation's name begins, whether it is one.

Function words, verbs of dealing (走访, 委托) and punctuation end the walk, and once the distinctive
part (a transliteration, a quoted or an unlisted word) has been passed, so does any ordinary word.
"""

import re
from dataclasses import dataclass

from extractors.language import script_of
from extractors.places import CITY, COUNTRY, china_lexicon, places_in
from extractors.tagged import TaggedDocument
from extractors.words import Word, Words, is_kind, known, sounds
from models.document import Segment
from models.span import Span

LONGEST = 32
_QUOTED = 20
_CLOSERS = {"”": "“", "」": "「", "』": "『", "》": "《", "»": "«", '"': '"', "’": "‘"}
_STOP_TAGS = frozenset(("p", "c", "uj", "ul", "uz", "ud", "ug", "uv", "r", "rr", "t", "y", "d"))
_NUMERALS = "一二两三四五六七八九十几数多每各另某"
_CLASSIFIERS = "家个所名位种项条批套间座支"
_LATIN_NAME = re.compile(
    r"[A-Za-zÀ-ž0-9][A-Za-zÀ-ž0-9&.'’+-]*(?: [A-Za-zÀ-ž0-9&][A-Za-zÀ-ž0-9&.'’+-]*){0,4} ?$"
)
# Before a suffix: 全资子公司, 在华建厂, 大公司 name nobody.
_UNNAMED_END = re.compile(
    r"(?:^|[^\u4e00-\u9fff·])(?:.?[大小老新外其])$|(?:^|全资|控股|[外内属家华地设])[子母总分]$"
    r"|(?:合资|合营|独资|全资|建|开|设|办|组|创办|成立|运营|经营|多)$"
)
_BUILT = re.compile(r"(?:建设|建造|兴建|投资|设立|联合建|打造|新建)")
# Kinds of institutions rather than one of them: 中国三甲医院, 联合实验室.
_SCHOOL = re.compile(r"医院$|诊所$|^.?.?学院$")
_GROUP = re.compile(r"^(?:国际|中外)?(?:联合|重点|合作|共建|研究|研发|科研)$")
_FOUNDED = re.compile(r"(?:共组|组建|合组|成立|设立|合办|创办|开办|组成|共建|新设|注册)$")
# Suffixes that also end ordinary phrases need a name before them that is no mere description.
_HEAVY = re.compile(r"有限|股份|株式会社|会社|两合|大学|学院|科学院|医院")


@dataclass(frozen=True, slots=True)
class Suffix:
    """How a Chinese organisation name may end: party type and how far it makes a name (1 to 3)."""

    id: str
    strength: int


@dataclass(frozen=True, slots=True)
class Found:
    """An organisation's name in the text. ``sure`` tells that the name needs no other support.

    ``core`` is the name without places at its start and without the suffix; ``kind`` a party type;
    ``plain`` tells that the core holds dictionary words only, as descriptions do.
    """

    span: Span
    kind: str
    sure: bool
    core: Span
    plain: bool = False


@dataclass(slots=True)
class _Path:
    """How far the walk has come, and what it has met."""

    position: int
    suffix: int
    floor: int
    distinct: bool = False
    quoted: bool = False
    ended: bool = False


class Walk:
    """The walk to the left of a suffix in one segment."""

    def __init__(self, page: TaggedDocument, segment: Segment, words: Words) -> None:
        self.page, self.segment, self.words = page, segment, words
        self.places: dict[int, tuple[int, int]] = {}
        for place in places_in(page.text, page.folded, segment.start, segment.end):
            if place.kind in (COUNTRY, CITY) and len(place.span) > 1:
                self.places[place.span.end] = (place.span.start, place.kind)
        for hit in china_lexicon().find(page.folded, segment.start, segment.end):
            if len(hit.span) > 1:
                self.places.setdefault(hit.span.end, (hit.span.start, CITY))

    def ends_name(self, word: Word, distinct: bool) -> bool:
        """Whether a name cannot go on to the left over this word."""
        text = word.text
        if word.tag == "cut" and len(text) > 1 and not known(text):
            return False
        if is_kind(text, "stop"):
            return True
        if len(text) > 1 and (word.tag == "r" or (known(text) and word.tag in _STOP_TAGS)):
            return True
        if word.tag in ("v", "vd") and len(text) > 1 and text[-1] in "到至给向于出了过":
            return True
        if word.tag == "f" and len(text) == 1 and text in "后前里内外时间下上":
            return True
        if word.tag in ("m", "mq") and len(text) > 1 and text[-1] in _CLASSIFIERS:
            return True
        if word.tag == "m" and (text.isdigit() or text in _NUMERALS):
            after = self.page.folded[word.end : word.end + 1]
            return bool(text.isdigit() or (after and after in _CLASSIFIERS))
        if distinct and len(text) > 1 and known(text) and not is_kind(text, "prefix"):
            part = word.tag in ("nr", "nrt", "nrfg", "nz", "ns")
            return not part and not all(char in sounds("organisation") for char in text)
        return False

    def name(self, suffix: Span, meaning: Suffix, floor: int = 0) -> Found | None:
        """The name that ends with a suffix and begins after ``floor``, or None."""
        start, distinct, quoted = self._left(suffix.start, floor)
        if not distinct and meaning.strength > 1 and meaning.id != "company":
            start = self._joined(start)
        start = self._without_generic(start, suffix.start)
        if start >= suffix.start:
            return None
        core_start, placed = self._core(start, suffix.start)
        core = self.words.within(core_start, suffix.start)
        if not placed and not core:
            return None
        heavy = _HEAVY.search(self.page.folded[suffix.start : suffix.end])
        unnamed = _UNNAMED_END.search(self.page.folded[core_start : suffix.start])
        if meaning.strength == 1 and _BUILT.match(self.page.folded, core_start, suffix.start):
            return None
        founded = _FOUNDED.search(self.page.folded[core_start : suffix.start])
        if (founded or (unnamed and not heavy)) and not quoted:
            return None
        sure = self._sure(core, placed, quoted or distinct, suffix, meaning)
        if sure is None:
            return None
        span = Span(start=start, end=suffix.end)
        described = placed < (2 if meaning.id == "company" else 1)
        plain = described and not quoted and not any(is_odd(word) for word in core)
        return Found(span, meaning.id, sure, Span(start=core_start, end=suffix.start), plain)

    def _left(self, position: int, floor: int = 0) -> tuple[int, bool, bool]:
        """Where the name begins; whether a distinctive part and whether a quoted one was met."""
        floor = max(self.segment.start, position - LONGEST, floor)
        path = _Path(position, position, floor)
        steps = (self._quoted, self._place, self._latin, self._dot, self._word)
        while path.position > floor and not path.ended:
            if not any(step(path) for step in steps):
                break
        return max(path.position, floor), path.distinct, path.quoted

    def _quoted(self, path: "_Path") -> bool:
        """Over a part in quotes: “谢维尔”."""
        text, at = self.page.text, path.position
        opening = _CLOSERS.get(text[at - 1])
        if opening is None:
            return False
        opened = text.rfind(opening, max(path.floor, at - _QUOTED), at - 1)
        if opened < 0 or path.quoted:
            path.ended = True
            return True
        path.position, path.distinct, path.quoted = opened, True, True
        return True

    def _place(self, path: "_Path") -> bool:
        """Over a place; a country is the first word of a name."""
        if path.position not in self.places:
            return False
        start, kind = self.places[path.position]
        word = self.words.at(path.position - 1)
        if word is not None and word.start < start and kind != COUNTRY and word.tag == "nr":
            return False
        path.position, path.ended = max(start, path.floor), kind == COUNTRY
        return True

    def _latin(self, path: "_Path") -> bool:
        """Over a name in Latin script, with the blank behind it: ABC 公司."""
        text, at = self.page.text, path.position
        char = text[at - 1]
        if script_of(char) not in ("latin", "none") or not (char.isalnum() or char in " +&."):
            return False
        latin = _LATIN_NAME.search(text[max(path.floor, at - 40) : at])
        named = latin is not None and re.search("[A-Za-zÀ-ž]", latin[0]) is not None
        if latin is None or path.distinct or not named or (char == " " and at != path.suffix):
            path.ended = True
        else:
            path.position, path.distinct = at - len(latin[0]), True
        return True

    def _dot(self, path: "_Path") -> bool:
        """Over a dot or hyphen between two parts of a transliteration."""
        text, at = self.page.text, path.position
        inside = at < path.suffix and script_of(text[at - 2]) in ("han", "kana")
        if text[at - 1] not in "·-‧・•" or not inside:
            return False
        path.position, path.distinct = at - 1, True
        return True

    def _word(self, path: "_Path") -> bool:
        """Over a word in Chinese or Japanese script, unless a name cannot go on over it."""
        text, at = self.page.text, path.position
        word = self.words.at(at - 1)
        if word is None or script_of(text[at - 1]) not in ("han", "kana"):
            return False
        clipped = Word(word.start, at, word.text[: at - word.start], word.tag)
        if clipped.text in ("株式会社", "有限会社"):
            path.position, path.distinct, path.ended = clipped.start, True, True
            return True
        if self.ends_name(clipped, path.distinct and script_of(text[at]) != "kana"):
            city = self.places.get(clipped.start)
            if self.ends_name(clipped, False) or city is None or city[1] != CITY:
                return False
        glued = self._fused(clipped)
        path.position, path.ended = glued or clipped.start, glued is not None
        path.distinct = path.distinct or path.ended or is_foreign(clipped)
        return True

    def _joined(self, start: int) -> int:
        """The start of a name over 与 and 和 inside it: 新西伯利亚金属物理与磁学研究所."""
        if (
            self.page.folded[start - 1 : start] not in ("与", "和", "及")
            or start in self._place_starts()
        ):
            return start
        further, distinct, _ = self._left(start - 1)
        part = self.page.folded[further : start - 1]
        named = distinct or further in self._place_starts()
        return (
            further
            if named
            and len(part) > 3
            and not _HEAVY.search(part)
            and not re.search(r"公司|研究所|研究院|企业|中心", part)
            else start
        )

    def _fused(self, word: Word) -> int | None:
        """Start of the name where jieba has glued a function word to it: 同海岳, 与科伊武."""
        odd = not known(word.text) and len(word.text) >= 2
        glued = odd and word.text[0] in "同与和由向对从及为是在据被将经使"
        return word.start + 1 if glued else None

    def _without_generic(self, start: int, end: int) -> int:
        """The start without verbs and words that only describe: 解决, 著名, 初创, 国有."""
        places = self._place_starts()
        for word in self.words.within(start, end):
            if word.start != start or start in places or is_kind(word.text, "prefix"):
                return start
            describing = is_kind(word.text, "generic") and any(
                is_odd(w) for w in self.words.within(word.end, end)
            )
            verb = word.tag in ("v", "vd", "d", "ad") and known(word.text)
            if not describing and not verb:
                return start
            start = word.end
        return start

    def _place_starts(self) -> set[int]:
        return {start for start, _ in self.places.values()}

    def _core(self, start: int, end: int) -> tuple[int, int]:
        """Start of the name proper behind its places, and the rank of the place (0 is none)."""
        rank = 0
        moved = True
        while moved:
            moved = False
            for stop, (begin, kind) in self.places.items():
                if begin == start and stop <= end:
                    start, moved, rank = stop, True, max(rank, 2 if kind == CITY else 1)
                    if start < end and self.page.folded[start] in "市省州县":
                        start += 1
                    break
        return start, rank

    def _sure(
        self, core: list[Word], placed: int, distinct: bool, suffix: Span, meaning: Suffix
    ) -> bool | None:
        """True for a name, False for one that needs support, None for a description."""
        text = "".join(w.text for w in core)
        odd = sum(len(w.text) for w in core if is_odd(w))
        plain = all(is_kind(w.text, "generic") or is_kind(w.text, "stop") for w in core)
        heavy = bool(_HEAVY.search(self.page.folded[suffix.start : suffix.end]))
        if not core:
            academy = self.page.folded[suffix.start : suffix.end].endswith("科学院")
            office = meaning.id == "government_agency"
            return (
                True if (placed == 2 and (heavy or office)) or (placed == 1 and academy) else None
            )
        if plain and not distinct:
            if _GROUP.search(text) and meaning.id == "research_institute":
                return None
            if placed == 1 and _SCHOOL.search(text + self.page.folded[suffix.start : suffix.end]):
                return None
            if placed and meaning.id != "company" and meaning.strength > 1:
                return True
            return False if placed == 2 and len(text) > 1 else None
        if len(text) < 2 and not placed:
            return None
        if heavy or ((distinct or (placed and meaning.id != "company")) and meaning.strength > 1):
            return True
        if distinct and placed:
            return True
        return placed == 2 or (distinct and odd >= 3) or (meaning.strength == 3 and odd > 0)


def is_foreign(word: Word) -> bool:
    """Whether a word is the distinctive part of a name: a transliteration, kana, Latin letters."""
    text = word.text
    if not text or script_of(text[0]) != "han":
        return bool(text) and script_of(text[0]) in ("kana", "latin")
    if is_kind(text, "generic") or is_kind(text, "prefix"):
        return False
    if word.tag in ("nr", "nrt", "nrfg"):
        return True
    if len(text) == 1 or known(text):
        return len(text) == 1 and text in sounds("organisation")
    return 3 * sum(char in sounds("organisation") for char in text) > 2 * len(text) - 1


def is_odd(word: Word) -> bool:
    """Whether a word is no ordinary dictionary word, so that it may be a part of a name."""
    ordinary = len(word.text) < 2 or known(word.text)
    generic = is_kind(word.text, "generic") or is_kind(word.text, "prefix")
    return is_foreign(word) or not (ordinary or generic)
