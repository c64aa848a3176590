"""Drawing pages to be coded: stratified, by seed, from a frame that is written down.

The frame is every page that the run read, with records or without: what was missed can only be
found on pages that gave nothing. Each page gets a number of its own, made of the seed and its
digest, and the lowest of each stratum are drawn (permanent random numbers: Ohlsson 1995). Strata
get their share of the sample, and at least one page each.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from math import ceil, floor
from pathlib import Path

import orjson

from models.base import Frozen
from pipeline.gold_samples.errors import GoldSampleError
from pipeline.runs.folder import DOCUMENTS, read_manifest

VERSION = 1
BY = ("language", "source")


class FramePage(Frozen):
    """A page that could be drawn; ``sha256`` is the digest of its bytes."""

    sha256: str
    url: str | None
    language: str
    source: str
    text: str


class Stratum(Frozen):
    """How many pages of a stratum there are, and were drawn."""

    values: tuple[str, ...]
    frame: int
    drawn: int


class Sample(Frozen):
    """A sample as it was drawn: ``pages`` are digests in the order of coding, ``double`` those to
    be coded twice. ``frame_sha256`` is that of the frame's digests in order, one a line.
    """

    version: int = VERSION
    run_id: str
    seed: str
    by: tuple[str, ...]
    frame_sha256: str
    strata: tuple[Stratum, ...]
    pages: tuple[str, ...]
    double: tuple[str, ...]


def frame_of(run: Path) -> Iterator[FramePage]:
    """The pages that a run read, each content once. Raises RunFolderError."""
    read_manifest(run)
    seen: set[str] = set()
    with (run / DOCUMENTS).open("rb") as lines:
        for line in lines:
            found = orjson.loads(line)
            capture = found["capture"]
            if capture["sha256"] not in seen:
                seen.add(capture["sha256"])
                yield FramePage(
                    sha256=capture["sha256"],
                    url=capture.get("url"),
                    language=found.get("language") or "und",
                    source=found["profile"],
                    text=found["text"],
                )


def draw_pages(
    run_id: str, frame: Sequence[FramePage], n: int, seed: str, by: Sequence[str], double: float
) -> Sample:
    """Draw ``n`` pages, the part ``double`` of which (0 to 1) is to be coded twice.

    Raises GoldSampleError where there are fewer pages, or more strata than pages are drawn.
    """
    strata: defaultdict[tuple[str, ...], list[FramePage]] = defaultdict(list)
    for page in frame:
        strata[tuple(str(getattr(page, name)) for name in by)].append(page)
    if n > len(frame):
        raise GoldSampleError(f"there are {len(frame)} pages to draw {n} from: draw fewer")
    if n < len(strata):
        raise GoldSampleError(f"{len(strata)} strata need as many pages: draw more, or by less")
    numbers = _shares({key: len(pages) for key, pages in strata.items()}, n)
    drawn = [
        page.sha256
        for key, pages in sorted(strata.items())
        for page in sorted(pages, key=lambda page: _number(seed, page.sha256))[: numbers[key]]
    ]
    # In an order that says nothing of the strata.
    drawn.sort(key=lambda digest: _number(f"{seed}\norder", digest))
    twice = sorted(drawn, key=lambda digest: _number(f"{seed}\ndouble", digest))
    return Sample(
        run_id=run_id,
        seed=seed,
        by=tuple(by),
        frame_sha256=sha256("\n".join(sorted(p.sha256 for p in frame)).encode()).hexdigest(),
        strata=tuple(
            Stratum(values=key, frame=len(pages), drawn=numbers[key])
            for key, pages in sorted(strata.items())
        ),
        pages=tuple(drawn),
        double=tuple(sorted(twice[: ceil(double * n)])),
    )


def _shares(sizes: dict[tuple[str, ...], int], n: int) -> dict[tuple[str, ...], int]:
    """So many of each stratum: in proportion, by largest remainder, at least one, at most all."""
    whole = sum(sizes.values())
    exact = {key: n * size / whole for key, size in sizes.items()}
    numbers = {key: max(1, floor(share)) for key, share in exact.items()}
    while (missing := n - sum(numbers.values())) != 0:
        step = 1 if missing > 0 else -1
        able = [k for k in sizes if (numbers[k] < sizes[k] if step > 0 else numbers[k] > 1)]
        # The stratum that is furthest from its share, of equals the first by name.
        key = min(able, key=lambda k: (step * (numbers[k] - exact[k]), k))
        numbers[key] += step
    return numbers


def _number(seed: str, digest: str) -> str:
    return sha256(f"{seed}\n{digest}".encode()).hexdigest()
