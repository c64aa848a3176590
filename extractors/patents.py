"""Patent and application numbers: normalised number, office (WIPO ST.3) and state.

Read are the offices' own forms (``ZL 2015 1 0123456.7``, ``US 9,123,456 B2``,
``PCT/FI2016/050123``, ``特許第6500123号``), a country's name before 专利第…号 or "patent no.",
and numbers under a label.
Attributes: ``office`` and ``status`` (``granted`` or ``applied``), each only where it can be told.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from extractors.folding import fold
from extractors.lines import lines_of
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.evidence import Grade, Mention
from models.span import Span
from models.vocabulary import ROOT, read_rows

VERSION = "1"
FIELD = "patents"
GRANTED, APPLIED = "granted", "applied"

_COUNTRIES = (
    *("alpha3", "alpha2", "name_zh", "name_en"),
    *("aliases_zh", "aliases_en", "demonyms_en", "phone_code"),
)
_START, _END = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_KIND = r"(?:\s?(?P<kind>[abcuyst]\d?)(?![a-z0-9]))?"
# Offices whose numbers need the word patent near them: the codes are words or units elsewhere.
_OFFICES = (
    "at|au|be|br|by|ca|ch|cz|dk|ea|es|fi|fr|gb|hu|il|in|it|jp|kr|kz|mx|nl|no|nz|pl|pt|ro|rs|se|sg"
    "|tr|tw|ua|za"
)


@dataclass(frozen=True, slots=True)
class _Found:
    span: Span
    value: str
    office: str | None
    status: str | None
    rule: str
    grade: Grade = Grade.CERTAIN


def _digits(text: str) -> str:
    return re.sub(r"[\s,]", "", text).upper()


def _by_kind(match: re.Match[str], default: str | None = None) -> str | None:
    """State by the kind code: A is a published application, B and C are grants, U models."""
    kind = match.groupdict().get("kind")
    if not kind:
        return default
    return APPLIED if kind[0] == "a" else GRANTED


def _zl(m: re.Match[str]) -> tuple[str, str, str | None]:
    return f"ZL{_digits(m['n'])}", "CN", GRANTED


def _prefixed(
    office: str, default: str | None = None
) -> Callable[..., tuple[str, str, str | None]]:
    def read(m: re.Match[str]) -> tuple[str, str, str | None]:
        kind = (m.groupdict().get("kind") or "").upper()
        return f"{office}{_digits(m['n'])}{kind}", office, _by_kind(m, default)

    return read


def _pct(m: re.Match[str]) -> tuple[str, str, str | None]:
    return _digits(m["n"]), "WO", APPLIED


def _wo(m: re.Match[str]) -> tuple[str, str, str | None]:
    return f"WO{m['year']}/{m['n']}", "WO", APPLIED


_FORMS = (
    (rf"{_START}zl\s?(?P<n>\d{{4}}\s?\d\s?\d{{7}}\s?\.\s?[\dx]|\d{{4}}\s?\d\s?\d{{7}}){_END}", _zl),
    (rf"{_START}zl\s?(?P<n>\d{{2}}\s?\d\s?\d{{5}}\s?\.\s?[\dx]){_END}", _zl),
    (rf"{_START}cn\s?(?P<n>20\d{{10}}\.[\dx]){_END}", _prefixed("CN", APPLIED)),
    (rf"{_START}cn\s?(?P<n>\d{{7}}|\d{{9}}){_KIND}{_END}", _prefixed("CN")),
    (rf"{_START}pct\s?(?P<n>/\s?[a-z]{{2}}\s?\d{{2,4}}\s?/\s?\d{{5,6}}){_END}", None),
    (rf"{_START}wo\s?(?P<year>\d{{4}}|\d{{2}})\s?[/ ]?\s?(?P<n>\d{{5,6}}){_KIND}{_END}", _wo),
    (rf"{_START}us\s?(?P<n>20\d{{2}}\s?/?\s?\d{{7}}){_KIND}{_END}", _prefixed("US", APPLIED)),
    (rf"{_START}us\s?(?P<n>\d{{2}}/\d{{3}},?\d{{3}}){_END}", _prefixed("US", APPLIED)),
    (
        rf"{_START}(?:u\.s\.|us|united states)(?:\s?pat(?:ent|\.))?(?:\s?(?:no|nos|number)\.?)?\s?"
        rf"(?P<n>\d{{1,2}},\d{{3}},\d{{3}}|\d{{7,8}}){_KIND}{_END}",
        _prefixed("US", GRANTED),
    ),
    (rf"{_START}ep\s?(?P<n>\d{{8}}\.\d){_END}", _prefixed("EP", APPLIED)),
    (rf"{_START}ep\s?(?P<n>\d\s?\d{{3}}\s?\d{{3}}){_KIND}{_END}", _prefixed("EP")),
    (rf"{_START}ru\s?(?:no\.?\s?|№\s?)?(?P<n>\d{{10}}){_END}", _prefixed("RU", APPLIED)),
    (rf"{_START}ru\s?(?:no\.?\s?|№\s?)?(?P<n>\d{{7}}){_KIND}{_END}", _prefixed("RU", GRANTED)),
    (
        rf"{_START}de\s?(?P<n>(?:10|11|20)\s?\d{{4}}\s?\d{{3}}\s?\d{{3}}(?:\.\d)?){_KIND}{_END}",
        _prefixed("DE"),
    ),
    (r"特许第?\s?(?P<n>\d{6,7})\s?号?", _prefixed("JP", GRANTED)),
    (rf"特[开表](?:平|昭)?\s?(?P<n>\d{{2,4}}-\d{{5,6}}){_END}", _prefixed("JP", APPLIED)),
    (rf"特愿(?:平|昭)?\s?(?P<n>\d{{2,4}}-\d{{5,6}}){_END}", _prefixed("JP", APPLIED)),
    (rf"{_START}kr\s?(?P<n>10-20\d{{2}}-\d{{7}}){_END}", _prefixed("KR", APPLIED)),
    (rf"{_START}kr\s?(?P<n>10-\d{{7}}){_KIND}{_END}", _prefixed("KR", GRANTED)),
)
_PATTERNS = tuple((re.compile(form), read or _pct) for form, read in _FORMS)
_OTHER = re.compile(
    rf"{_START}(?P<cc>{_OFFICES}|de|ru)\s?(?:no\.?\s?|№\s?)?"
    rf"(?P<n>(?:[im]\s?)?\d[\d ]{{3,11}}\d(?:\.\d)?){_KIND}{_END}(?!\s?[-:]\s?\d)"
)
_NAMED = re.compile(
    r"(?:专利|发明证书|实用新型|patent)(?:证书|申请|证)?\s?(?:编号|号码?|nos?\.?|number|№)?\s?(?:为|是|[:：])?\s?"
    r"(?:第\s?)?(?P<n>[a-z]{0,2}\d[\d,./\-]{3,14}\d)\s?号?"
)
_NUMBERED = re.compile(
    r"(?:(?P<app>申请号|公开号|application (?:no\.?|number)|publication (?:no\.?|number))"
    r"|专利号|授权公告号|证书号|patent (?:no\.?|number))\s?(?:为|是|[:：])?\s?"
    r"(?P<n>[a-z]{0,3}\s?\d[\d ,./\-]{4,16}[\dx])"
)
_CHAIN = re.compile(r"\s?[、,，和及]\s?(?:第\s?)?(?P<n>\d{6,8})\s?号")
_ABOUT_PATENTS = re.compile(
    r"专利|特许|发明|申请|授权|下证|证书|patent|granted|application|filed|inventor"
)
_STATE = (
    (
        GRANTED,
        re.compile(
            r"授权|获权|已获|获准|下证|登录|登记|颁发|有效|维持|grant|issued|registered|in force"
        ),
    ),
    (APPLIED, re.compile(r"申请|在审|审查|受理|公开|待批|pending|appl|filed|examin|published")),
)


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """All numbers of the scope in the order of the text, each once."""
    found: dict[str, Mention] = {}
    for line in lines_of(page, scope.all):
        taken: list[Span] = []
        for hit in _numbers(page, line):
            if any(hit.span.overlaps(span) for span in taken):
                continue
            taken.append(hit.span)
            status = hit.status or _state_near(page.folded, line, hit.span)
            attributes = {"office": hit.office, "status": status}
            mention = page.mention(
                FIELD, hit.value, hit.span, f"{FIELD}.{hit.rule}", hit.grade, normal=hit.value
            )
            mention.attributes.update({k: v for k, v in attributes.items() if v})
            found.setdefault(hit.value, mention)
    return sorted(found.values(), key=lambda mention: mention.start)


def _numbers(page: TaggedDocument, line: Span) -> Iterator[_Found]:
    text, start, end = page.folded, line.start, line.end
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text, start, end):
            value, office, status = read(match)
            if value.startswith("/"):
                value = f"PCT{value}"
            yield _Found(_span(match), value, office, status, "form")
            yield from _chain(text, match, end, office, status)
    labelled = any(True for _ in page.pairs([line], "patents", "ip_status"))
    about = labelled or bool(_ABOUT_PATENTS.search(text, start, end))
    for match in _OTHER.finditer(text, start, end):
        code = match["cc"].upper()
        if (about or match["kind"]) and page.text[match.start() : match.start() + 2] == code:
            value, office, status = _prefixed(code)(match)
            yield _Found(_span(match), value, office, status, "office-code", Grade.LIKELY)
    yield from _by_words(text, line)


def _by_words(text: str, line: Span) -> Iterator[_Found]:
    for match in _NAMED.finditer(text, line.start, line.end):
        if sum(char.isdigit() for char in match["n"]) >= 5:
            office = _office_before(text, line.start, match.start())
            value = _digits(match["n"])
            value = value if office is None or value[:2].isalpha() else f"{office}{value}"
            yield _Found(_number_span(match), value, office, None, "named", Grade.LIKELY)
            yield from _chain(text, match, line.end, office, None)
    for match in _NUMBERED.finditer(text, line.start, line.end):
        status = APPLIED if match["app"] else None
        value = _digits(match["n"])
        chinese = re.fullmatch(r"20\d{10}\.?[\dX]", value)
        office = "CN" if chinese else _office_before(text, line.start, match.start())
        yield _Found(_number_span(match), value, office, status, "labelled", Grade.LIKELY)


def _chain(
    text: str, match: re.Match[str], end: int, office: str | None, status: str | None
) -> Iterator[_Found]:
    """Further numbers of a list: 第6500123号、第6500124号."""
    at = match.end()
    while more := _CHAIN.match(text, at, end):
        yield _Found(_number_span(more), f"{office or ''}{more['n']}", office, status, "list")
        at = more.end()


def _span(match: re.Match[str]) -> Span:
    return Span(start=match.start(), end=match.end())


def _number_span(match: re.Match[str]) -> Span:
    return Span(start=match.start("n"), end=match.end("n"))


def _state_near(text: str, line: Span, span: Span) -> str | None:
    """State by the words in the number's own clause, those behind it first."""
    behind = re.split(r"[;；。、]", text[span.end : line.end])[0]
    before = re.split(r"[;；。]", text[line.start : span.start])[-1]
    for words in (behind, before):
        for status, pattern in reversed(_STATE):
            if pattern.search(words):
                # "申请已获授权": what was applied for and granted is granted.
                return GRANTED if _STATE[0][1].search(words) else status
    return None


@cache
def _offices() -> tuple[tuple[str, str], ...]:
    """Names and demonyms of countries with their ST.3 code, the longest first."""
    names = {"欧洲": "EP", "european": "EP", "欧专局": "EP", "中国": "CN", "国际": "WO", "俄": "RU"}
    for row in read_rows(ROOT / "places" / "countries.tsv", _COUNTRIES):
        for name in (
            row["name_zh"],
            row["name_en"],
            *row.many("aliases_zh"),
            *row.many("aliases_en"),
            *row.many("demonyms_en"),
        ):
            if name:
                names.setdefault(fold(name), row["alpha2"])
    return tuple(sorted(names.items(), key=lambda item: -len(item[0])))


def _office_before(text: str, start: int, end: int) -> str | None:
    """Office by the country that stands right before the word for patent."""
    before = text[max(start, end - 24) : end].rstrip(" 发明的")
    return next((code for name, code in _offices() if before.endswith(name)), None)
