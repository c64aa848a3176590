"""What the accepted run's pages gave, as a place where finished pages are found."""

import zlib
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Engine, select

from pipeline.runs.finished import from_json
from pipeline.runs.worker import PageLines
from pipeline.store import reading
from pipeline.store.runs import ResultRow


def results(store: Engine, digests: Iterable[str]) -> dict[str, PageLines]:
    """Results by their digests, as far as they are kept."""
    query = select(ResultRow.sha256, ResultRow.body).where(ResultRow.sha256.in_(set(digests)))
    with reading(store) as session:
        return {own: from_json(zlib.decompress(body)) for own, body in session.execute(query)}


class Carried:
    """Pages that are expected under a key, with the digest of the result that stands for them."""

    def __init__(self, store: Engine) -> None:
        self._store, self._expected = store, dict[str, str]()

    def expect(self, key: str, digest: str) -> None:
        """A page comes that is carried over."""
        self._expected[key] = digest

    def find(self, keys: Sequence[str]) -> Mapping[str, PageLines]:
        """The results of pages that are carried over."""
        own = {key: self._expected.pop(key) for key in keys if key in self._expected}
        found = results(self._store, own.values()) if own else {}
        return {key: found[digest] for key, digest in own.items() if digest in found}

    def keep(self, key: str, lines: PageLines) -> None:
        """Nothing: these are kept already."""

    def flush(self) -> None:
        """Nothing."""
