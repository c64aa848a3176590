"""Organisation names in Latin script: capitalised words with a legal form or an organisation word.

``Hallertauer Getriebewerk GmbH & Co. KG`` ends with its legal form; ``Kiiminki University of
Applied Electronics`` is built around an organisation word, to which ``of …`` may be added on the
right. Names without either are left to the rules of apposition.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.memo import remembered
from extractors.name_walk import Found
from extractors.tagged import TaggedDocument
from models.document import Segment
from models.span import Span
from models.vocabulary import ROOT, read_rows

_TOKEN = re.compile(
    r"\(Pty\)|\((?:P|Pvt)\)|[A-ZÀ-ÞĀ-Ž0-9«\"“„][^\s,;:()（）\[\]，。；：、！？!?/"
    r"|<>《》「」\u2e80-\uffef]*"
    r"|[^\s,;:()（）\[\]，。；：、！？!?/|<>《》「」\u2e80-\uffef]+|[,()]|&|\n|[^\s]"
)
_CAPITAL = re.compile(r"[\"“„«]?(?:(?:d'|l'|de|van|von|i|e|m|x)?[A-ZÀ-ÞĀ-Ž]|[0-9]+[A-Za-z])")
_JOINING = frozenset(
    "of the for and & de du des di da do del della dello dei la le les für fur und et y e i och "
    "og ja "
    "van von der den dem des zu in at a per para w z na sur en voor auf am im".split()
)
_AROUND_HEAD = _JOINING - {"at", "a", "na", "z"}
_AROUND_COMPANY = frozenset(
    "& de du des di da del della van von der den la le y e et und of".split()
)
_LEADING = frozenset(
    "The A An In At On From By With For Of To And Or But As Our Its Their His Her This That These "
    "Those We It He She They Is Are Both Another Each Every Any All Some Such Only Also Then When "
    "While Where Who Which What Since Because If Although Through Via Between Among Together "
    "Please "
    "Professor Prof Prof. Dr Dr. Mr Mr. Mrs Mrs. Ms Ms. Sir Founder CEO CTO President Director "
    "Chairman Contact Company Developer Owner Applicant Partner Project Name Title Address Write "
    "Founded Developed Invented Located Based Today Recently Currently Last Now Here There "
    "Meanwhile "
    "However Moreover Furthermore Under Within Behind After Before Until During Besides Neither "
    "Either Not No Yes Q A: Q: Two Three Four Five Six Ten One".split()
)


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str

    @property
    def capital(self) -> bool:
        return bool(_CAPITAL.match(self.text))


@cache
def legal_forms() -> dict[str, tuple[str, frozenset[str]]]:
    """Latin legal forms in compact spelling (no blanks, dots), their position and countries."""
    table: dict[str, tuple[str, frozenset[str]]] = {}
    for row in read_rows(
        ROOT / "names" / "legal_forms.tsv", ("form", "script", "position", "countries")
    ):
        if row["script"] == "latin":
            place = row.one_of("position", frozenset(("before", "after", "both")))
            table.setdefault(_bare(row["form"]), (place, frozenset(row.many("countries"))))
    return table


@cache
def _longest_form() -> int:
    return max(map(len, legal_forms()))


@cache
def heads() -> dict[str, tuple[str, int]]:
    """Organisation words in Latin script: party type and strength (1 to 3), by word."""
    rows = read_rows(
        ROOT / "names" / "organisation_words.tsv", ("word", "language", "id", "strength")
    )
    return {
        r["word"]: (r["id"], r.weight("strength")) for r in rows if r["language"] in ("en", "xx")
    }


def _bare(form: str) -> str:
    return re.sub(r"[\s.,]", "", form)


@remembered
def find_latin(page: TaggedDocument, index: int, segment: Segment) -> tuple[Found, ...]:
    """Organisation names in Latin script in one segment, in order."""
    tokens = [
        _Token(segment.start + m.start(), segment.start + m.end(), m[0])
        for m in _TOKEN.finditer(page.quote(Span(start=segment.start, end=segment.end)))
    ]
    found: list[Found] = []
    position = 0
    while position < len(tokens):
        run = _run(tokens, position)
        found += _named(page, tokens, position, run)
        position = max(run, position + 1)
    return tuple(_outermost(found))


def _run(tokens: list[_Token], start: int) -> int:
    """End (exclusive) of the run of capitalised and joining words that begins at ``start``."""
    if not tokens[start].capital:
        return start
    end = start + 1
    while end < len(tokens):
        token = tokens[end]
        form = _form_at(tokens, end)
        if form:
            end += form
        elif (
            token.capital
            or token.text == "&"
            or (token.text in _JOINING and _next_capital(tokens, end))
        ):
            end += 1
        else:
            break
        if _ends_sentence(token.text) and not form:
            break
    return end


def _ends_sentence(word: str) -> bool:
    """Whether a dot ends a sentence here rather than an abbreviation such as St. or Ltd."""
    return word.endswith(".") and len(word) > 4 and _bare(word) not in legal_forms()


def _next_capital(tokens: list[_Token], at: int) -> bool:
    """Whether a capitalised word follows within two more joining words."""
    for token in tokens[at + 1 : at + 4]:
        if token.capital:
            return True
        if token.text not in _JOINING:
            return False
    return False


def _form_at(tokens: list[_Token], at: int) -> int:
    """Number of tokens of the legal form that begins at ``at`` (a comma before it counts in)."""
    first = at + 1 if tokens[at].text == "," and at + 1 < len(tokens) else at
    best = 0
    text = ""
    for end in range(first, min(len(tokens), first + 6)):
        text += _bare(tokens[end].text)
        if len(text) > _longest_form():
            break
        final = text.rstrip("”\"»'’")
        known = legal_forms().get(final)
        if known and known[0] != "before":
            best = end + 1 - at
    return best


def _named(page: TaggedDocument, tokens: list[_Token], start: int, end: int) -> Iterator[Found]:
    """Names in one run: those with legal forms, then those with organisation words."""
    at = start
    while at < end:
        form = _form_at(tokens, at) if at > start else 0
        if form:
            left = _company_left(tokens, start, at)
            if left < at:
                yield _found(page, tokens, left, at + form, "company", True, at)
            start, at = at + form, at + form
            continue
        before = legal_forms().get(_bare(tokens[at].text))
        if before and before[0] != "after" and at + 1 < end and tokens[at].text.isupper():
            yield _found(page, tokens, at, _caps_until(tokens, at, end), "company", True, at + 1)
        at += 1
    yield from _around_heads(page, tokens, start, end)


def _caps_until(tokens: list[_Token], at: int, end: int) -> int:
    while at < end and (tokens[at].capital or tokens[at].text == "&"):
        at += 1
    return at


def _company_left(tokens: list[_Token], start: int, form: int) -> int:
    """Where a company's name begins: capitalised words before the legal form."""
    left = form
    while left > start:
        token = tokens[left - 1]
        if not token.capital and token.text not in _AROUND_COMPANY:
            if (
                token.text == "and"
                and left - 2 >= start
                and form - left == 1
                and not _ends_other(tokens, left - 2)
            ):
                left -= 1
                continue
            break
        if token.text == "of" and not _is_head(tokens[left - 2].text if left - 2 >= start else ""):
            break
        left -= 1
    return _without_leading(tokens, left, form)


def _ends_other(tokens: list[_Token], at: int) -> bool:
    """Whether the word before "and" ends a name of its own, as Ltd or University do."""
    return _is_head(tokens[at].text) or _bare(tokens[at].text) in legal_forms()


def _without_leading(tokens: list[_Token], left: int, end: int) -> int:
    left = _after_possessive(tokens, left, end)
    while left < end and (
        tokens[left].text in _LEADING
        or tokens[left].text.rstrip(":") in _LEADING
        or not tokens[left].capital
        or re.search(
            r"-(?:based|born|owned|headquartered|listed|funded|backed)$", tokens[left].text
        )
    ):
        left += 1
    return left


def _after_possessive(tokens: list[_Token], left: int, end: int) -> int:
    """The start behind a place in the possessive: "New Zealand's Kauri Composites"."""
    from extractors.places import country_of

    for at in range(left, min(end, left + 3)):
        if tokens[at].text.endswith(("'s", "’s")):
            owner = " ".join(token.text for token in tokens[left : at + 1])[:-2]
            return at + 1 if country_of(owner) else left
    return left


@cache
def _is_head(text: str) -> bool:
    return text.strip(".,\"”'’") in heads()


def _around_heads(
    page: TaggedDocument, tokens: list[_Token], start: int, end: int
) -> Iterator[Found]:
    at = start
    while at < end:
        width = next(
            (n for n in (4, 3, 2, 1) if at + n <= end and _phrase(tokens, at, n) in heads()), 0
        )
        if not width:
            at += 1
            continue
        kind, strength = heads()[_phrase(tokens, at, width)]
        left = _head_left(tokens, start, at)
        right = _head_right(tokens, at + width, end, start)
        if right < end and _is_head(tokens[right].text):
            at += width
            continue
        if kind != "company" and (left < at or right > at + width):
            yield _found(page, tokens, left, right, kind, strength > 1, left)
            start = right
        elif kind == "company" and left < at and right == at + width:
            yield _found(page, tokens, left, right, kind, False, at)
            start = right
        at = max(right, at + width)


def _phrase(tokens: list[_Token], at: int, width: int) -> str:
    return " ".join(t.text for t in tokens[at : at + width]).strip(".,\"”'’«»")


def _head_left(tokens: list[_Token], start: int, head: int) -> int:
    """Where the name begins that an organisation word stands in."""
    left = head
    while left > start:
        token = tokens[left - 1]
        of_head = (
            token.text in ("of", "de", "für", "for", "di")
            and left - 2 >= start
            and _is_head(tokens[left - 2].text)
        )
        named_for = token.text in ("de", "di", "van", "von", "der", "do", "da", "&")
        if not token.capital and not of_head and not named_for:
            break
        if _bare(token.text) in legal_forms() and len(_bare(token.text)) > 2:
            break
        left -= 1
    return _without_leading(tokens, left, head)


def _head_right(tokens: list[_Token], at: int, end: int, start: int) -> int:
    """Where the name ends: "of Applied Electronics", "für Physik und Technik" belong to it."""
    right = at
    while right < end:
        token = tokens[right]
        if token.text in _AROUND_HEAD and (
            right > at or token.text not in ("and", "und", "et", "y", "e", "&")
        ):
            step = right
            while step < end and tokens[step].text in _JOINING:
                step += 1
            if step >= end or not tokens[step].capital:
                break
            joins = token.text in ("and", "und", "et", "y", "e", "&", "och", "og", "i", "ja")
            if joins and any(_opens_other(t.text) for t in tokens[step:end]):
                break
            if token.text in ("in", "at") and not any(_is_head(t.text) for t in tokens[start:at]):
                break
            if token.text == "in" and _names_place(tokens, step):
                break
            right = step + 1
        elif token.capital and (right > at or not _english(tokens[at - 1].text)):
            right += 1
        else:
            break
    return right


def _opens_other(word: str) -> bool:
    """Whether a word after "and" shows that another organisation's name begins there."""
    kind = heads().get(word.strip(".,\"”'’"), ("company", 0))[0]
    return kind != "company" or _bare(word) in legal_forms()


def _names_place(tokens: list[_Token], at: int) -> bool:
    from extractors.places import country_of

    return country_of(tokens[at].text.strip(".,")) is not None


@cache
def _english(word: str) -> bool:
    rows = read_rows(
        ROOT / "names" / "organisation_words.tsv", ("word", "language", "id", "strength")
    )
    return any(row["language"] == "en" and word in row["word"].split() for row in rows)


def _found(
    page: TaggedDocument,
    tokens: list[_Token],
    left: int,
    right: int,
    kind: str,
    sure: bool,
    core: int,
) -> Found:
    start, end = tokens[left].start, tokens[right - 1].end
    while end > start and (
        page.text[end - 1] in ",;:'’"
        or (page.text[end - 1] == "." and not _dotted(page.text[start:end]))
        or (page.text[end - 1] in '”"»' and not re.search('[“"«„]', page.text[start : end - 1]))
    ):
        end -= 1
    if page.text[start] in '“"«„' and not re.search('[”"»“]', page.text[start + 1 : end]):
        start += 1
    if page.text[start:end].endswith(("'s", "’s")):
        end -= 2
    begin = tokens[left].start
    stop = tokens[core].start if core > left else end
    return Found(Span(start=start, end=end), kind, sure, Span(start=begin, end=max(begin, stop)))


def _dotted(text: str) -> bool:
    """Whether the final dot belongs to a legal form such as Ltd., S.p.A. or a.s."""
    return (
        re.search(
            r"(?:\bLtd|\bInc|\bCorp|\bCo|\b[A-Za-z](?:\.\s?[A-Za-z])+|Kft|Zrt|Nyrt|Lda|Ltda|ehf"
            r"|hf|Bhd|Şti|Bt|Sp\. [jk]|\bv\.v\.i|z\.ú)\.$",
            text,
        )
        is not None
    )


def _outermost(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.span.start, -f.span.end)):
        if len(one.span) < 3 or any(other.span.holds(one.span) for other in kept):
            continue
        kept.append(one)
    return kept
