"""Quotes put back at their characters: kejichu's evidence against langextract's aligner, zh and en.

    python tests/benchmarks/bench_grounding.py

The quotes are those of the evidence of the bundled pages' accepted records, by the language of the
page. kejichu's readers and extractors carry offsets along, so nothing is searched for: its figures
are those of the records, each checked, and its time is that of the whole extraction. langextract
is given the same text and the same quotes, in order of the text, as a model would give them, and
aligns them by its default tokenizer and by its Unicode tokenizer. A quote is grounded where the
characters at the offsets are the quote; at the right place where they are those of the evidence.
Digits and signs alone (a telephone number) are grounded as the rest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from langextract import resolver
from langextract.core import data, tokenizer
from side_by_side import named, row, share, table

from models.opportunity import Opportunity
from pipeline.fixtures import cases, served
from pipeline.parsing import parse

ROOT = Path(__file__).resolve().parents[2]
Place = tuple[int, int]


@dataclass(frozen=True)
class Quotes:
    """A record's text, the places of its quotes in order, and how many are what stands there."""

    text: str
    places: tuple[Place, ...]
    language: str
    true: int


def quotes_of(record: Opportunity) -> Quotes:
    """Every place of evidence in the text, once."""
    found = {(e.start, e.end): e.quote for e in record.field_evidence if e.source == "text"}
    true = sum(record.content[start:end] == quote for (start, end), quote in found.items())
    return Quotes(record.content, tuple(sorted(found)), record.content_language, true)


def bundled() -> tuple[list[Quotes], float]:
    """The records of all bundled pages, and the CPU seconds that they took."""
    begun, found = process_time(), []
    for case in cases(ROOT / "fixtures"):
        found += [quotes_of(record) for record in parse(served(case)).records]
    return found, process_time() - begun


def aligned(one: Quotes, tokens: tokenizer.Tokenizer | None) -> list[Place | None]:
    """Places that langextract gives the quotes."""
    asked = [data.Extraction("value", one.text[start:end]) for start, end in one.places]
    options = {"tokenizer_inst": tokens} if tokens else {}
    got = list(resolver.Resolver().align(asked, one.text, 0, 0, **options))
    at = (extraction.char_interval for extraction in got)
    return [(place.start_pos, place.end_pos) if place else None for place in at]


def report(language: str, every: list[Quotes]) -> None:
    """Print one language's table."""
    whole = sum(len(one.places) for one in every)
    print(f"\n{language}: {len(every)} records, {whole} quotes\n")
    table("", "grounded", "at the right place", "ms CPU a record")
    own = sum(one.true for one in every)
    row("kejichu", share(own, whole), share(own, whole), "–")
    name = named("langextract")
    aligners: dict[str, Callable[[], tokenizer.Tokenizer | None]] = {
        name: lambda: None,
        f"{name}, UnicodeTokenizer": tokenizer.UnicodeTokenizer,
    }
    for title, make in aligners.items():
        tokens, begun = make(), process_time()
        pairs = list(_pairs(every, tokens))
        seconds = process_time() - begun
        grounded = sum(bool(got) and text[slice(*got)] == quote for text, quote, got, _ in pairs)
        right = sum(got == place for _, _, got, place in pairs)
        shares = share(grounded, whole), share(right, whole)
        row(title, *shares, f"{1000 * seconds / len(every):.0f}")


def _pairs(
    every: list[Quotes], tokens: tokenizer.Tokenizer | None
) -> Iterator[tuple[str, str, Place | None, Place]]:
    for one in every:
        for got, place in zip(aligned(one, tokens), one.places, strict=True):
            yield one.text, one.text[slice(*place)], got, place


def main() -> None:
    """Measure and print."""
    every, seconds = bundled()
    print(f"kejichu: {1000 * seconds / len(every):.0f} ms CPU a record, all of the extraction")
    for language in ("zh", "en"):
        if some := [one for one in every if one.language == language]:
            report(language, some)


if __name__ == "__main__":
    main()
