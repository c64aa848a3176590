"""Organisation names in Cyrillic and Hangul, and names that only an apposition tells.

``ООО «Северный свет»``, ``Витебский институт сверхтвердых материалов``, ``동래트윈 주식회사``;
"Skylark Nord, a maker of drones", "a start-up called Fynbotik", TerraFlow是以色列一家企业.
"""

import re
from collections.abc import Iterator
from functools import cache

from extractors.name_walk import Found
from extractors.places import country_of
from extractors.tagged import TaggedDocument
from models.document import Segment
from models.span import Span
from models.vocabulary import ROOT, read_rows

_CYRILLIC = re.compile(
    r"(?:[«“\"][^»”\"\n]{2,60}[»”\"]|[\u0400-\u052f][\u0400-\u052f'’.-]*)"
    r"(?:[ \u00a0]*(?:[«“\"][^»”\"\n]{2,60}[»”\"])|[ \u00a0]+[\u0400-\u052f][\u0400-\u052f'’.-]*)*"
)
_HANGUL = re.compile(r"(?:\(주\)|㈜)?[가-힣](?:[가-힣A-Za-z0-9·&]|(?: (?=[가-힣])))*(?:\(주\)|㈜)?")
_CAPS = r"[A-Z][\w&.'’+-]*(?:[ -][A-Z0-9&][\w&.'’+-]*){0,4}"
_KIND = (
    r"(?:compan(?:y|ies)|firm|start-?up|spin-?(?:off|out)|enterprise|manufacturer|developer|maker|"
    r"supplier|producer|house|business|venture|institute|laborator(?:y|ies)|non-profit|foundry|"
    r"research (?:body|organi[sz]ation|centre|center)|subsidiary|workshop|group of engineers)"
)
_APPOSED = (
    re.compile(
        rf"(?P<n>{_CAPS}),? (?:which )?(?:is )?(?:a|an|the|one of) [\w ,'’-]{{0,60}}?{_KIND}\b"
    ),
    re.compile(rf"\b{_KIND}(?:,? (?:called|named|known as|by the name of)|,)? (?P<n>{_CAPS})"),
    re.compile(
        r"(?P<n>[A-Z][\w&.'+-]*(?: [A-Z0-9&][\w&.'+-]*){0,4})(?:[（(][^）)]{1,40}[）)])?"
        r"(?:公司)?(?:是|为|系)[^，。,；]{0,16}(?:一家|一所|家)"
    ),
    re.compile(
        r"(?:名为|名叫|叫做?|称为)[“\"「]?(?P<n>[A-Z][\w&.'+ -]{1,40}?"
        r"|[\u4e00-\u9fff·]{2,12}?)[”\"」]?的"
        r"[^，。,；]{0,8}(?:公司|企业|机构|厂)"
    ),
    re.compile(
        r"(?:公司|企业|厂商|机构)[“\"「]?(?P<n>[A-Z][\w&.'+-]*(?: [A-Z0-9&][\w&.'+-]*){0,3})"
        r"(?=[”\"」（(，,的在于研推开拥提将有]|[\u4e00-\u9fff])"
    ),
)
_NO_NAME = re.compile(
    r"^(?:The|This|That|It|He|She|They|We|Our|Its|A|An|Chinese|China|European|American|Company|Mr"
    r"|Ms|"
    r"Dr|Prof|In|At|For|With|PCT|CE|ISO|GMP|EU|US|UK|R&D|AI|IT|LED|IP|CEO|CTO|SME|SMEs|One|Each|"
    r"Both|There|Q|A|Since|When|While|As|If)(?:[ .,]|$)"
)


@cache
def _forms(script: str) -> tuple[str, ...]:
    rows = read_rows(
        ROOT / "names" / "legal_forms.tsv", ("form", "script", "position", "countries")
    )
    return tuple(sorted((r["form"] for r in rows if r["script"] == script), key=len, reverse=True))


@cache
def _heads(*languages: str) -> dict[str, str]:
    rows = read_rows(
        ROOT / "names" / "organisation_words.tsv", ("word", "language", "id", "strength")
    )
    return {row["word"].lower(): row["id"] for row in rows if row["language"] in languages}


def find_cyrillic(page: TaggedDocument, segment: Segment) -> Iterator[Found]:
    """Names with a legal form, or runs of words around an organisation word."""
    text = page.quote(Span(start=segment.start, end=segment.end))
    for match in _CYRILLIC.finditer(text):
        words = match[0].lower().split()
        if len(words) > 14 or not re.search(r"[\u0400-\u052f]{2}", match[0]):
            continue
        first = match[0].split()[0]
        kind = next((k for w, k in _heads("ru", "uk", "be").items() if _says(w, words)), None)
        if first in _forms("cyrillic") or (
            kind is None and any(f in match[0].split() for f in _forms("cyrillic"))
        ):
            kind = kind or "company"
        if kind and len(words) > 1:
            end = match.end() - (match[0].endswith((".", ",")))
            span = Span(start=segment.start + match.start(), end=segment.start + end)
            yield Found(span, kind, True, span)


def _says(head: str, words: list[str]) -> bool:
    if " " in head:
        return head in " ".join(words)
    return any(w.startswith(head) or w.endswith("-" + head) for w in words)


def find_hangul(page: TaggedDocument, segment: Segment) -> Iterator[Found]:
    """Korean names: with 주식회사 before or after, or ending in an organisation word."""
    text = page.quote(Span(start=segment.start, end=segment.end))
    heads = _heads("ko")
    for match in _HANGUL.finditer(text):
        name = match[0].strip()
        legal = any(form in name for form in _forms("hangul"))
        kind = next((k for w, k in heads.items() if name.endswith(w)), None)
        if len(name) >= 3 and len(name) <= 30 and (legal or kind):
            span = Span(
                start=segment.start + match.start(), end=segment.start + match.start() + len(name)
            )
            yield Found(span, "company" if legal else kind or "company", True, span)


def find_apposed(page: TaggedDocument, segment: Segment) -> Iterator[Found]:
    """Names without legal form that the text itself calls a company or the like."""
    text = page.quote(Span(start=segment.start, end=segment.end))
    for pattern in _APPOSED:
        for match in pattern.finditer(text):
            name = match["n"].rstrip(".,")
            if (
                len(name) < 3
                or _NO_NAME.match(name)
                or country_of(name)
                or (name.isupper() and len(name) < 4)
            ):
                continue
            start = segment.start + match.start("n")
            span = Span(start=start, end=start + len(name))
            yield Found(span, "company", False, span)
