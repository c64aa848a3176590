"""Dates in text against dateparser, and dates of pages against htmldate; zh and en.

    python tests/benchmarks/bench_dates.py

Sentences are those of the Recognizers suites in the shared corpus (MIT). Asked are the dates that
a sentence writes in full and in one way only: a year of four digits from 1990 to 2035, a month and
a day. What else stands there (tomorrow, 29日, 3-7-2017, 05/05/89, a day of the lunar calendar) is
doubtful on a page of unknown age and origin: a day found in such a sentence is counted as guessed.
Pages are those of the shared corpus whose date is in gold.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import htmldate
from bench_text import CORPUS, Gold, missions, ours
from dateparser.search import search_dates
from side_by_side import named, row, share, table, timed

from extractors.dates import YEARS, find_dates
from extractors.folding import fold
from pipeline.reading.encoding import decode

CASES = CORPUS / "datetime_contacts_recognizers"
SUITE = CORPUS / "html_extraction_gold"
_LANGUAGES = {"Chinese": "zh", "English": "en"}
_YEAR = re.compile(r"\d{4}|[〇零○一二三四五六七八九]{4}")
_TWO_WAYS = re.compile(r"农历|(?<!\d)(?:0?\d|1[012])[-/](?:0?\d|1[012])[-/,]\s?\d{4}")
_RELATIVE = {"RELATIVE_BASE": datetime(2018, 1, 1)}

Finder = Callable[[str], set[date]]


def cases(language: str) -> list[tuple[str, set[date]]]:
    """Sentences, and the full dates that each writes."""
    path = CASES / f"DateTime__{language}__DateParser.json"
    found = []
    for case in json.loads(path.read_text("utf-8-sig")):
        days = {day for result in case["Results"] for day in _written(result)}
        found.append((case["Input"], days))
    return found


def _written(result: dict[str, Any]) -> Iterable[date]:
    timex = (result.get("Value") or {}).get("Timex", "")
    text = result["Text"]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", timex) and _YEAR.search(text):
        # Some sentences write a day that does not exist.
        with suppress(ValueError):
            day = date.fromisoformat(timex)
            if day.year in YEARS and not _TWO_WAYS.search(text):
                yield day


def by_grammar(text: str) -> set[date]:
    """kejichu's grammar."""
    return {found.value for found in find_dates(fold(text)) if found.value}


def by_dateparser(language: str) -> Finder:
    """dateparser's search, told the language."""

    def find(text: str) -> set[date]:
        found = search_dates(text, languages=[_LANGUAGES[language]], settings=_RELATIVE) or []
        return {day.date() for _, day in found}

    return find


def report_sentences(language: str) -> None:
    """Print one language's table."""
    sentences = cases(language)
    asked = sum(bool(days) for _, days in sentences)
    print(f"\n{language}: {len(sentences)} sentences, {asked} of them with a full date\n")
    table("", "full dates right", "guessed where it is doubtful", "µs CPU a sentence")
    finders = {"kejichu": by_grammar, named("dateparser"): by_dateparser(language)}
    for name, find in finders.items():
        texts = [text for text, _ in sentences]
        found, seconds = timed(lambda find=find, texts=texts: [find(text) for text in texts])
        pairs = list(zip(found, (days for _, days in sentences), strict=True))
        right = sum(got == days for got, days in pairs if days)
        guessed = sum(bool(got) for got, days in pairs if not days)
        shares = share(right, asked), share(guessed, len(sentences) - asked)
        row(name, *shares, f"{1e6 * seconds / len(sentences):.0f}")


def dated_pages() -> list[Gold]:
    """Pages with a date in gold."""
    known = json.loads((SUITE / "gold_htmldate_zh.json").read_text("utf-8")).values()
    found = [(path, one) for one in known for path in SUITE.glob(f"raw/*{one['file']}")]
    return [*missions(), *(Gold(path.read_bytes(), None, one["date"]) for path, one in found)]


def by_htmldate(body: bytes) -> str:
    """The original date."""
    now = datetime.now(UTC).strftime("%Y-%m-%d")
    return htmldate.find_date(decode(body).shown(), original_date=True, max_date=now) or ""


def report_pages() -> None:
    """Print the table of pages; kejichu's time is that of the whole reading, title included."""
    golds = dated_pages()
    print(f"\n{len(golds)} Chinese pages\n")
    table("", "date right", "another date", "none", "ms CPU a page")
    finders: dict[str, Callable[[bytes], str]] = {
        "kejichu": lambda body: ours(body).date,
        named("htmldate"): by_htmldate,
    }
    for name, find in finders.items():
        found, seconds = timed(lambda find=find: [find(gold.body) for gold in golds])
        right = sum(day == gold.date for day, gold in zip(found, golds, strict=True))
        none = found.count("")
        shares = (share(n, len(golds)) for n in (right, len(golds) - right - none, none))
        row(name, *shares, f"{1000 * seconds / len(golds):.1f}")


def main() -> None:
    """Measure what is at hand."""
    if not CASES.is_dir():
        print("the shared corpus is not here", file=sys.stderr)
        return
    for language in _LANGUAGES:
        report_sentences(language)
    report_pages()


if __name__ == "__main__":
    main()
