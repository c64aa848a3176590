"""What a person's name looks like in each script, its titles, and its bracketed other forms."""

import re
from dataclasses import dataclass
from functools import cache

from extractors.folding import fold
from extractors.language import script_of
from extractors.lexicon import Entry, Lexicon
from extractors.names import SHORT, Form, forms_in_bracket, main_script
from extractors.organisations_en import heads, legal_forms
from extractors.places import country_of
from extractors.tagged import TaggedDocument
from extractors.words import ordinary, sounds
from models.span import Span
from models.vocabulary import ROOT, read_rows

OFFICIAL = "official"
DOTS = "·•・‧．∙."
# A name's part holds no 和 or 与: 西沃恩·马格纳和帕德里克·奥图尔 are two persons.
HAN = r"(?![和与及或])[\u3400-\u9fff\U00020000-\U000323af]"
DOTTED = re.compile(
    rf"(?:{HAN}){{1,8}}(?:-(?:{HAN}){{1,6}})?(?:[·•・‧．∙](?:{HAN}){{1,8}}(?:-(?:{HAN}){{1,6}})?){{1,4}}"
)
WIDE = sounds("person")
WORD = r"[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-žḀ-ỹ'’.-]*"
LATIN = re.compile(
    rf"{WORD}(?:[ \u00a0](?:(?:van|von|de|der|den|di|da|del|dos|du|la|le|bin|ben|al|el|af|zu|ter"
    rf"|ten|y|e)[ \u00a0]){{0,2}}{WORD}){{0,4}}"
)
CYRILLIC = re.compile(
    r"(?:[А-ЯЁІЇЄҐ][а-яёіїєґ'’-]+(?: [А-ЯЁІЇЄҐ][а-яёіїєґ'’-]+){1,2}"
    r"|[А-ЯЁІЇЄҐ][а-яёіїєґ'’-]+ [А-ЯЁІЇЄҐ]\.(?: ?[А-ЯЁІЇЄҐ]\.?)?"
    r"|(?:[А-ЯЁІЇЄҐ]\. ?){1,2}[А-ЯЁІЇЄҐ][а-яёіїєґ'’-]+)"
)
NOT_NAME = re.compile(
    r"\b(?:Tel|Fax|Phone|Mobile|E-?mail|Email|Contact|Department|Office|Room|Street|Road|Avenue"
    r"|Science|"
    r"Technology|Research|Project|Cooperation|Chinese|China|Embassy|Consulate|Ministry|The|This"
    r"|Our|We|"
    r"Inc|Ltd|LLC|GmbH|January|February|March|April|May|June|July|August|September|October"
    r"|November|"
    r"December|Monday|Friday|PCT|USD|EUR|President|Director|Chairman|Manager|Professor|Doctor"
    r"|Founder|"
    r"University|Institute|Sales|Marketing|Business|Development|International|Team|General|Asia"
    r"|Europe|"
    r"Pacific|Export|In|At|On|For|And|Its|It|He|She|They|His|Her|Skype|WeChat|Website|Web"
    r"|Address)\b"
)


# Surnames that are far more often another word: they need jieba's own judgement.
DOUBTFUL = frozenset("和应向从于经时方公解全管计明平安常路高单双能都有成利文满别东谈商哈外对相")

_VIETNAMESE = frozenset("阮黎范武裴邓陈吴杜胡黄潘郑丁")

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


def with_forms(
    page: TaggedDocument, span: Span, role: Span | None, by: str, official: bool
) -> PersonName:
    """The name with its forms in the bracket behind it or behind its title."""
    end = span.end
    if role and role.start >= end and not page.text[end : role.start].strip():
        end = role.end
    return PersonName(span, other_forms(page, span, end), role, by, official)


def other_forms(page: TaggedDocument, name: Span, end: int) -> tuple[Form, ...]:
    """Forms in brackets at ``end``, or in Latin script right behind a name in Chinese script."""
    forms, _ = forms_in_bracket(page, end)
    kept = [f for f in forms if f.kind != SHORT and person_form(page.quote(f.span))]
    start = end
    while start < len(page.text) and page.text[start] in " \u3000":
        start += 1
    latin = LATIN.match(page.text, start)
    closed = latin and page.text[latin.end() : latin.end() + 1] in ("", "\n", "，", ",", "、", "（")
    beside = latin and closed and not forms and main_script(page.quote(name)) == "han"
    if latin and beside and " " in latin[0] and person_form(latin[0]):
        kept.append(Form(Span(start=start, end=latin.end()), "name"))
    return tuple(kept)


def person_form(text: str) -> bool:
    """Whether a bracketed string can be a person's name in another script or form."""
    bare = strip_titles(text)
    if re.search(r"\d|@", bare):
        return False
    if CYRILLIC.fullmatch(bare) or DOTTED.fullmatch(bare):
        return True
    if LATIN.fullmatch(bare):
        return not NOT_NAME.search(bare)
    scripts = {script_of(c) for c in bare if not c.isspace()}
    return bool(scripts & {"kana", "hangul", "other"}) or plausible_native(bare)


def strip_titles(text: str) -> str:
    """A name without honorifics and titles at its ends."""
    span = without_titles(text, 0, len(text))
    return text[span.start : span.end]


def without_titles(text: str, start: int, end: int) -> Span:
    """The part of ``text[start:end]`` without titles, blanks and colons at either end."""
    shift, text = start, text[start:end]
    start, end = 0, len(text)
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
    return Span(start=shift + start, end=shift + max(start, end))


def plausible_native(text: str, labelled: bool = False) -> bool:
    """Whether a string in Chinese script can be a Chinese, Korean or Japanese person's name.

    Where no label announces it, characters of function words (在, 的) rule a name out.
    """
    folded = fold(text)
    bare = re.sub(r"\s", "", folded)
    if len(bare) == 2 and bare[1] == "方" and not labelled:
        return False
    if not 2 <= len(bare) <= 6 or not all(script_of(c) == "han" for c in bare):
        return False
    given = bare[2:] if bare[:2] in surnames()[1] else bare[1:]
    if ordinary(bare) or (not labelled and any(char in _FUNCTION for char in given)):
        return False
    if len(bare) == 4 and bare[0] in _VIETNAMESE and bare[1] in "氏文德世":
        return True
    chinese, japanese = surnames()
    if len(bare) <= 3 and bare[0] in chinese:
        return True
    if len(bare) <= 4 and bare[:2] in chinese and len(bare) > 2:
        return True
    return any(bare[:n] in japanese and 1 <= len(bare) - n <= 3 for n in (3, 2, 1))


def transliterated(text: str) -> bool:
    """Whether all characters are such as transliterations use (a lone surname: 加卢什科)."""
    folded = fold(text)
    return 2 <= len(folded) <= 9 and all(char in WIDE for char in folded)


def is_organisation(text: str) -> bool:
    """Whether Latin words hold an organisation word, a legal form, or name a country or city."""
    forms = {form for form in legal_forms() if len(form) > 1}
    return (
        any(
            word.strip(".,") in heads() or word.replace(".", "").strip(",") in forms
            for word in text.split()
        )
        or country_of(text) is not None
    )


def person_at(text: str, start: int, end: int, honorific: bool) -> Span | None:
    """The span without titles inside it, if it can be a name: two words, or one after a title."""
    span = without_titles(text, start, end)
    name = text[span.start : span.end].rstrip(".,’'")
    if name.endswith(("'s", "’s")):
        name = name[:-2]
    words = name.split()
    while words and NOT_NAME.fullmatch(words[-1]):
        words.pop()
    name = " ".join(words) if words else ""
    if (
        not name
        or len(words) < (1 if honorific else 2)
        or NOT_NAME.search(name)
        or is_organisation(name)
    ):
        return None
    if not text.startswith(name, span.start):
        return None
    return Span(start=span.start, end=span.start + len(name))
