"""Drawing pages to be coded: a stratified random sample that says of what it was drawn.

Within a stratum pages are drawn by permanent random numbers, as parties of a survey are
(``surveying.drawing``): the same seed draws the same pages on every machine. Strata get shares in
proportion to their size (Cochran, "Sampling Techniques", 3rd ed., 1977, section 5.5) and at least
one page each; whole numbers are made by the method of Webster and Sainte-Laguë (Balinski and Young,
"Fair Representation", 1982), which favours neither small strata nor large ones.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from math import floor

from models.base import Frozen
from pipeline.gold.errors import CodingError
from pipeline.gold.pages import STRATA, RunPage
from pipeline.surveying.drawing import draw_number, frame_digest

SAMPLE_VERSION = 1
_ID_LENGTH = 12


class Stratum(Frozen):
    """Pages that share the values of the fields of stratification: all of them, and those drawn."""

    values: tuple[str, ...]
    frame: int
    drawn: int


class Item(Frozen):
    """A drawn page. ``twice`` says that two people are to code it. ``language`` and ``source`` (the
    class of its site) are what figures can be split by.
    """

    page_id: str
    sha256: str
    url: str
    title: str
    language: str
    source: str
    twice: bool


class Sample(Frozen):
    """A sample and its frame: ``frame`` are the ids of all pages that could have been drawn.

    ``items`` are in random order, so that the first of them are a sample too. ``double`` is the
    share that is to be coded twice; ``unreadable`` counts captures of the run in quarantine, which
    have no text to code and are not in the frame.
    """

    sample_version: int = SAMPLE_VERSION
    sample_id: str = ""
    run_id: str
    seed: str
    by: tuple[str, ...]
    n: int
    double: float
    frame_size: int
    frame_sha256: str
    unreadable: int
    drawn_at: datetime
    strata: tuple[Stratum, ...]
    items: tuple[Item, ...]
    frame: tuple[str, ...]


def draw(
    pages: Iterable[RunPage],
    run_id: str,
    n: int,
    by: Sequence[str],
    seed: str,
    double: float = 0.2,
    unreadable: int = 0,
) -> Sample:
    """Draw ``n`` pages, stratified by some of ``STRATA``; a share of them to be coded twice.

    Raises CodingError for an unknown field, and where there are too few pages, or fewer to draw
    than there are strata.
    """
    if unknown := [name for name in by if name not in STRATA]:
        raise CodingError(f"no stratum is called {unknown[0]!r}: take {', '.join(STRATA)}")
    strata: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    facts: dict[str, RunPage] = {}
    for page in pages:
        strata[tuple(page.strata[name] for name in by)].append(page.page_id)
        facts[page.page_id] = page.model_copy(update={"text": ""})
    shares = allocate({values: len(found) for values, found in strata.items()}, n)
    chosen = [page for values in shares for page in _lowest(strata[values], seed, shares[values])]
    twice = {*_lowest(chosen, f"{seed}\ntwice", floor(double * n + 0.5))}
    frame = sorted(facts)
    sample = Sample(
        run_id=run_id,
        seed=seed,
        by=tuple(by),
        n=n,
        double=double,
        frame_size=len(frame),
        frame_sha256=frame_digest(frame),
        unreadable=unreadable,
        drawn_at=datetime.now(UTC),
        strata=tuple(
            Stratum(values=values, frame=len(strata[values]), drawn=shares[values])
            for values in sorted(shares)
        ),
        items=tuple(_item(facts[page], page in twice) for page in _lowest(chosen, seed, n)),
        frame=tuple(frame),
    )
    return sample.model_copy(update={"sample_id": _id(sample)})


def allocate(sizes: Mapping[tuple[str, ...], int], n: int) -> dict[tuple[str, ...], int]:
    """How many of ``n`` each stratum gets: in proportion to its size, at least 1, at most all.

    >>> allocate({("zh",): 80, ("en",): 19, ("ru",): 1}, 10)
    {('zh',): 7, ('en',): 2, ('ru',): 1}

    Raises CodingError where ``n`` is more than there are pages or less than there are strata.
    """
    whole = sum(sizes.values())
    if n > whole:
        raise CodingError(f"there are {whole} pages to draw {n} from: draw fewer")
    if n < len(sizes):
        raise CodingError(f"there are {len(sizes)} strata and {n} pages to draw: draw more")
    given = dict.fromkeys(sizes, 1)
    for _ in range(n - len(sizes)):
        free = (stratum for stratum in given if given[stratum] < sizes[stratum])
        given[max(free, key=lambda own: (sizes[own] / (2 * given[own] + 1), own))] += 1
    return given


def _lowest(pages: Iterable[str], seed: str, n: int) -> list[str]:
    return sorted(pages, key=lambda page: draw_number(seed, page))[:n]


def _item(page: RunPage, twice: bool) -> Item:
    return Item(
        page_id=page.page_id,
        sha256=page.sha256,
        url=page.url,
        title=page.title,
        language=page.strata["language"],
        source=page.strata["site"],
        twice=twice,
    )


def _id(sample: Sample) -> str:
    """Made of what was drawn from what, not of when."""
    text = sample.model_dump_json(exclude={"sample_id", "drawn_at"})
    return "s-" + sha256(text.encode()).hexdigest()[:_ID_LENGTH]


def check(sample: Sample) -> None:
    """Raise CodingError where frame or items were changed after the draw."""
    whole = Counter(sample.frame)
    unchanged = sample.sample_id == _id(sample) and frame_digest(sample.frame) == (
        sample.frame_sha256
    )
    if not unchanged or any(item.page_id not in whole for item in sample.items):
        raise CodingError(f"sample {sample.sample_id} was changed after the draw: draw it anew")
