"""What pages gave, kept in the store: an unchanged page is taken over into the next run."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from time import monotonic

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.runs.finished import from_json, to_json
from pipeline.runs.worker import PageLines
from pipeline.store.engine import insert_missing, reading, transaction
from pipeline.store.runs import ExtractionRow, ResultRow

# Pages written at a time, and seconds that they wait; a commit takes as long as half a page.
_PAGES, _SECONDS = 64, 5.0


class StoredResults:
    """Results in the store. ``look_up`` False finds nothing, so that all is extracted anew."""

    def __init__(self, store: Engine, look_up: bool = True) -> None:
        self._store, self._look_up = store, look_up
        self._waiting = list[tuple[str, PageLines]]()
        self._since = monotonic()

    def find(self, keys: Sequence[str]) -> Mapping[str, PageLines]:
        """What is known of the pages."""
        if not self._look_up or not keys:
            return {}
        query = (
            select(ExtractionRow.page, ResultRow.body)
            .join(ResultRow, ResultRow.sha256 == ExtractionRow.result)
            .where(ExtractionRow.page.in_(keys))
        )
        with reading(self._store) as session:
            return {page: from_json(zlib.decompress(body)) for page, body in session.execute(query)}

    def keep(self, key: str, lines: PageLines) -> None:
        """Keep what a page gave; some pages are written at a time."""
        if not self._waiting:
            self._since = monotonic()
        self._waiting.append((key, lines))
        if len(self._waiting) >= _PAGES or monotonic() - self._since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        now = datetime.now(UTC)
        results, pages = [], []
        for key, lines in self._waiting:
            text = to_json(lines).encode()
            digest = sha256(text).hexdigest()
            pages.append({"page": key, "result": digest, "made_at": now})
            results.append(
                {
                    "sha256": digest,
                    "end": lines.end,
                    "code": lines.code,
                    "records": len(lines.records),
                    "body": zlib.compress(text, 6),
                }
            )
        with transaction(self._store) as connection:
            insert_missing(connection, ResultRow, results)
            _replace(connection, pages)
        self._waiting.clear()


def _replace(connection: Connection, pages: Sequence[Mapping[str, object]]) -> None:
    """Insert extractions; of a page that was extracted anew the new result counts."""
    if connection.dialect.name == "sqlite":
        new = sqlite.insert(ExtractionRow)
        values = {"result": new.excluded.result, "made_at": new.excluded.made_at}
        connection.execute(new.on_conflict_do_update(index_elements=["page"], set_=values), pages)
    else:
        other = postgresql.insert(ExtractionRow)
        values = {"result": other.excluded.result, "made_at": other.excluded.made_at}
        connection.execute(other.on_conflict_do_update(index_elements=["page"], set_=values), pages)
