"""Countries and cities in text: one lexicon of names, aliases, demonyms and cities."""

from dataclasses import dataclass
from functools import cache

from extractors.folding import fold
from extractors.lexicon import Entry, Lexicon
from models.span import Span
from models.vocabulary import ROOT, Row, read_rows

COUNTRY_COLUMNS = (
    "alpha3",
    "alpha2",
    "name_zh",
    "name_en",
    "aliases_zh",
    "aliases_en",
    "demonyms_en",
    "phone_code",
)
CITY_COLUMNS = ("name_zh", "name_en", "alpha3", "aliases")
ABBREVIATION_COLUMNS = ("abbreviation", "alpha3")
CHINA_COLUMNS = ("name_zh", "name_en", "level", "aliases")
CHINA = frozenset(("CHN", "HKG", "MAC", "TWN"))

# Strings in which a country's name stands by chance; being longer they win, and then say nothing.
TRAP = ""

# Weights say what kind of name an entry is.
COUNTRY, CITY, ABBREVIATION, DEMONYM = 3, 2, 1, 4


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the text: the country it stands for, and the kind of name it was."""

    span: Span
    alpha3: str
    kind: int
    term: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country of ISO 3166-1."""

    alpha3: str
    name_zh: str
    name_en: str


@cache
def _country_rows() -> tuple[Row, ...]:
    return read_rows(ROOT / "places" / "countries.tsv", COUNTRY_COLUMNS)


@cache
def countries() -> dict[str, Country]:
    """All countries by alpha-3 code. Raises VocabularyError."""
    return {
        row["alpha3"]: Country(row["alpha3"], row["name_zh"], row["name_en"])
        for row in _country_rows()
    }


@cache
def place_lexicon() -> Lexicon:
    """Country names in zh and en, demonyms, abbreviations such as 俄方, and foreign cities."""
    entries: list[Entry] = []
    for row in _country_rows():
        code = row["alpha3"]
        names = [row["name_zh"], row["name_en"], *row.many("aliases_zh"), *row.many("aliases_en")]
        entries += [Entry(name, code, COUNTRY) for name in names if name]
        entries += [Entry(name, code, DEMONYM) for name in row.many("demonyms_en")]
    for row in read_rows(ROOT / "places" / "country_abbreviations.tsv", ABBREVIATION_COLUMNS):
        if len(row["abbreviation"]) > 1:
            entries.append(Entry(row["abbreviation"], row["alpha3"], ABBREVIATION))
    for row in read_rows(ROOT / "places" / "cities.tsv", CITY_COLUMNS):
        names = [row["name_zh"], row["name_en"], *row.many("aliases")]
        entries += [Entry(name, row["alpha3"], CITY) for name in names if name]
    for row in read_rows(ROOT / "places" / "china_places.tsv", CHINA_COLUMNS):
        names = [row["name_zh"], row["name_en"], *row.many("aliases")]
        entries += [Entry(name, "CHN", CITY) for name in names if name]
    for row in read_rows(ROOT / "places" / "traps.tsv", ("text", "note")):
        entries.append(Entry(row["text"], TRAP))
    return Lexicon(entries)


@cache
def china_lexicon() -> Lexicon:
    """Places in China, zh and en."""
    entries: list[Entry] = []
    for row in read_rows(ROOT / "places" / "china_places.tsv", CHINA_COLUMNS):
        names = [row["name_zh"], row["name_en"], *row.many("aliases")]
        entries += [Entry(name, row["level"]) for name in names if name]
    return Lexicon(entries)


def places_in(text: str, folded: str, start: int, end: int) -> list[Place]:
    """Countries and cities in a stretch of a text, in order.

    ``folded`` is the folded form of ``text``. Latin names count only as capitalised ("US" but not
    "us"). A city name that several countries share is left out.
    """
    found: list[Place] = []
    for hit in place_lexicon().find(folded, start, end):
        entries = [entry for entry in hit.entries if _written_as_name(text, hit.span, entry)]
        if not entries:
            continue
        codes = {entry.id for entry in entries}
        best = max(entries, key=lambda entry: entry.weight != CITY)
        if TRAP in codes or (len(codes) > 1 and best.weight == CITY):
            continue
        found.append(Place(hit.span, best.id, best.weight, best.term))
    return found


def _written_as_name(text: str, span: Span, entry: Entry) -> bool:
    """Whether a Latin name is capitalised as names are; abbreviations must be all capitals."""
    written = text[span.start : span.end].removeprefix("the ")
    if not entry.term[:1].isascii() or not entry.term[:1].isalpha():
        return True
    return written.isupper() if entry.term.isupper() else written[:1].isupper()


def country_of(text: str) -> str | None:
    """The one country that a short text such as a label's value names, None if none or several."""
    places = places_in(text, fold(text), 0, len(text))
    codes = list(dict.fromkeys(place.alpha3 for place in places))
    return codes[0] if len(codes) == 1 else None
