"""Searching the records of a run: words, facets and dates together, counts of every facet."""

import sqlite3
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any

import orjson
from pydantic import Field

from models.base import Frozen
from pipeline.closing import Closing
from pipeline.runs.folder import RECORDS, read_manifest
from pipeline.searching import bits
from pipeline.searching.building import build, signature
from pipeline.searching.errors import SearchError
from pipeline.searching.facets import facets
from pipeline.searching.query import parse


class Request(Frozen):
    """What is searched for. ``where`` names values by facet: one of them must hold for each facet.

    ``since`` and ``until`` are both included; records without a date are then left out. ``own``
    looks for words in the records' own fields only, not on the whole page.
    """

    query: str = ""
    where: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    own: bool = False

    def text(self) -> str:
        """The request in words, such as ``query 氢能; host_country=DEU|FIN; since 2018-01-01``."""
        parts = [f"query {self.query}"] if self.query else []
        parts += [f"{name}={'|'.join(values)}" for name, values in self.where.items()]
        parts += [f"{name} {day}" for name in ("since", "until") if (day := getattr(self, name))]
        parts += ["own fields only"] if self.query and self.own else []
        return "; ".join(parts) or "all records"


class Hit(Frozen):
    """A record that was found; ``own`` tells whether the words stand in its own fields."""

    opportunity_id: str
    publication_date: date | None
    host_country: str | None
    title: str
    own: bool


def index_path(run: Path) -> Path:
    """Where the index of a run stands: beside its folder, as a run is never changed."""
    folder = run.absolute()
    return folder.with_name(f".{folder.name}.search.sqlite")


class Matches:
    """The rows that a request found, and those of them that stand first."""

    def __init__(self, index: "SearchIndex", request: Request, rows: int, first: int) -> None:
        self._index, self._request, self._rows, self._first = index, request, rows, first

    @property
    def total(self) -> int:
        """How many records were found."""
        return self._rows.bit_count()

    @property
    def total_own(self) -> int:
        """How many of them have the words in their own fields."""
        return (self._rows & self._first).bit_count()

    def hits(self, count: int, skip: int = 0) -> list[Hit]:
        """Records found: first those with the words in their own fields, then the newest."""
        first, rest = self._rows & self._first, self._rows & ~self._first
        ordered = chain(bits.rows_of(first), bits.rows_of(rest))
        return [
            self._index.hit(row, bool(self._first >> row & 1))
            for row in islice(ordered, skip, skip + count)
        ]

    def ids(self) -> set[str]:
        """Ids of all records found."""
        return {self._index.id_of(row) for row in bits.rows_of(self._rows)}

    def counts(self, facet: str) -> list[tuple[str, int]]:
        """Values of a facet with their counts, the most frequent first.

        The facet's own filter is left aside, so that the counts tell what another choice would
        give; all other filters hold.
        """
        rows = self._rows
        if facet in self._request.where:
            others = {name: v for name, v in self._request.where.items() if name != facet}
            request = self._request.model_copy(update={"where": others})
            rows = self._index.rows(request)
        counted = ((v, (rows & own).bit_count()) for v, own in self._index.facet(facet).items())
        return sorted((pair for pair in counted if pair[1]), key=lambda pair: (-pair[1], pair[0]))


class SearchIndex(Closing):
    """The index of a run, built where it is missing or of other records. A context manager.

    Raises RunFolderError where the folder holds no run and SearchError where the index cannot be
    written. For one thread at a time.
    """

    def __init__(self, run: Path, path: Path | None = None) -> None:
        self._run, self._path = run, path or index_path(run)
        manifest = read_manifest(run)
        if self._signature() != signature(manifest):
            try:
                build(run, manifest, self._path)
            except (OSError, sqlite3.OperationalError) as error:
                raise SearchError(
                    f"cannot write the index {self._path}: {error}; name another with --index"
                ) from error
        self.run_id = manifest.run_id
        self._db = self._connect()
        self._facets: dict[str, dict[str, int]] = {}
        self._words: dict[str, int] = {}

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def _connect(self) -> sqlite3.Connection:
        address = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
        # A server searches in its own thread, and is closed in another.
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    def _signature(self) -> str | None:
        if not self._path.is_file():
            return None
        db = self._connect()
        try:
            return str(db.execute("SELECT value FROM about WHERE name='signature'").fetchone()[0])
        except (sqlite3.DatabaseError, TypeError):
            return None
        finally:
            db.close()

    @cached_property
    def size(self) -> int:
        """How many records the run has."""
        return int(self._db.execute("SELECT count(*) FROM records").fetchone()[0])

    def search(self, request: Request) -> Matches:
        """What a request finds. Raises QueryError, and SearchError for a facet that is none."""
        unknown = [name for name in request.where if name not in facets()]
        if unknown:
            raise SearchError(f"{unknown[0]} is no facet; facets are {', '.join(facets())}")
        return Matches(self, request, self.rows(request), self._own(request))

    def rows(self, request: Request) -> int:
        """The rows that meet all of a request."""
        rows = self._with_words(request.query, request.own) & self._between(request)
        for facet, values in request.where.items():
            own = self.facet(facet)
            chosen = 0
            for value in values:
                chosen |= own.get(value, 0)
            rows &= chosen
        return rows

    def _own(self, request: Request) -> int:
        return self._with_words(request.query, True) if request.query else 0

    def _with_words(self, text: str, own: bool) -> int:
        query = parse(text)
        rows = bits.of_range(0, self.size)
        if wanted := query.wanted_expression():
            rows = self._match(wanted, own)
        if unwanted := query.unwanted_expression():
            rows &= ~self._match(unwanted, own)
        return rows

    def _match(self, expression: str, own: bool) -> int:
        if own:
            expression = f"own : ({expression})"
        if expression not in self._words:
            # One text of all row numbers comes out four times as fast as the rows one by one.
            (found,) = self._db.execute(
                "SELECT group_concat(rowid) FROM words WHERE words MATCH ?", (expression,)
            ).fetchone()
            rows = orjson.loads(f"[{found or ''}]")
            self._words[expression] = bits.of_rows(rows, self.size)
        return self._words[expression]

    def _between(self, request: Request) -> int:
        if request.since is None and request.until is None:
            return bits.of_range(0, self.size)
        since = request.since.isoformat() if request.since else ""
        until = request.until.isoformat() if request.until else "9999"
        # The newest comes first, so the range begins at its upper end.
        first, last = self._db.execute(
            "SELECT (SELECT row FROM records WHERE date <= ? ORDER BY date DESC, row LIMIT 1),"
            " (SELECT row FROM records WHERE date >= ? ORDER BY date, row DESC LIMIT 1)",
            (until, since),
        ).fetchone()
        return 0 if first is None or last is None else bits.of_range(first, last + 1)

    def forget(self) -> None:
        """Forget which rows hold which words, as a new index would."""
        self._words.clear()

    def facet(self, name: str) -> dict[str, int]:
        """The rows of each value of a facet."""
        if name not in self._facets:
            found = self._db.execute("SELECT value, rows FROM facets WHERE facet = ?", (name,))
            self._facets[name] = {value: bits.from_bytes(rows) for value, rows in found}
        return self._facets[name]

    def hit(self, row: int, own: bool) -> Hit:
        """What is shown of a row."""
        query = "SELECT id, date, country, title FROM records WHERE row = ?"
        id_, day, country, title = self._db.execute(query, (row,)).fetchone()
        return Hit(
            opportunity_id=id_, publication_date=day, host_country=country, title=title, own=own
        )

    def id_of(self, row: int) -> str:
        """The id of the record of a row."""
        found = self._db.execute("SELECT id FROM records WHERE row = ?", (row,)).fetchone()
        return str(found[0])

    def values(self, opportunity_id: str) -> dict[str, Any]:
        """A record's values as the run holds them."""
        start, length = self._db.execute(
            "SELECT start, length FROM records WHERE id = ?", (opportunity_id,)
        ).fetchone()
        with (self._run / RECORDS).open("rb") as lines:
            lines.seek(start)
            found: dict[str, Any] = orjson.loads(lines.read(length))
            return found
