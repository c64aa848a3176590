"""Pages that need not be parsed again: found before parsing, kept after it, order unchanged."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Protocol

from pipeline.inputs.base import Served
from pipeline.options import ParseOptions
from pipeline.runs.configuration import configuration_digest, page_key
from pipeline.runs.pool import Page, batches, parse_all
from pipeline.runs.worker import PageLines

# Ends that tell of the machine and not of the page: another time the page may well be read.
_OF_THE_MACHINE = frozenset({"timeout", "out_of_memory", "worker_died"})
_LISTS = ("records", "issues")


class Finished(Protocol):
    """A place that keeps what pages gave, by their keys (``configuration.page_key``)."""

    def find(self, keys: Sequence[str]) -> Mapping[str, PageLines]:
        """What is known of the pages."""
        ...

    def keep(self, key: str, lines: PageLines) -> None:
        """Keep what a page gave."""
        ...

    def flush(self) -> None:
        """Return when all that was kept will outlast this process."""
        ...


class Places:
    """Several places as one: the first that knows a page counts, all keep it.

    What a later place knows alone is kept in the earlier ones too: a run that goes on from its
    journal leaves as much behind as one that was never interrupted.
    """

    def __init__(self, places: Sequence[Finished]) -> None:
        self._places = places

    def find(self, keys: Sequence[str]) -> Mapping[str, PageLines]:
        """What any of the places knows."""
        found = dict[str, PageLines]()
        for at, place in enumerate(self._places):
            news = place.find([key for key in keys if key not in found])
            for earlier in self._places[:at]:
                for key, lines in news.items():
                    earlier.keep(key, lines)
            found |= news
        return found

    def keep(self, key: str, lines: PageLines) -> None:
        """Keep what a page gave in all of them."""
        for place in self._places:
            place.keep(key, lines)

    def flush(self) -> None:
        """Flush all of them."""
        for place in self._places:
            place.flush()


def parse_unfinished(
    pages: Iterable[Served],
    workers: int,
    options: ParseOptions,
    place: Finished,
    taken_over: Callable[[], None],
) -> Iterator[PageLines]:
    """Lines of all pages in their order; those that the place knows are not parsed.

    What is parsed is kept there. ``taken_over`` is called for each page that is not.
    """
    configuration = configuration_digest(options)
    # Keys of the pages on their way, in order; none for those that are known.
    ahead = deque[str | None]()

    def with_the_known() -> Iterator[Page]:
        for batch in batches(pages):
            keys = [page_key(served.capture, configuration) for served in batch]
            known = place.find(keys)
            for served, key in zip(batch, keys, strict=True):
                ahead.append(None if key in known else key)
                if key in known:
                    taken_over()
                yield known.get(key, served)

    for lines in parse_all(with_the_known(), workers, options):
        key = ahead.popleft()
        if key is not None and lines.code not in _OF_THE_MACHINE:
            place.keep(key, lines)
        yield lines
    place.flush()


def to_json(lines: PageLines) -> str:
    """The lines of a page as JSON, the same text for the same lines."""
    return json.dumps(asdict(lines), ensure_ascii=False)


def from_json(text: str | bytes) -> PageLines:
    """The lines of a page from their JSON."""
    fields = json.loads(text)
    return PageLines(**{**fields, **{name: tuple(fields[name]) for name in _LISTS}})
