"""What pages gave, on the disk until it is known which of them stand in the run.

That several captures are of one page, and which is the latest, shows only at the end; until then
no line is held in memory. The file lies in the folder of the unfinished run and is made anew by
each attempt: what outlasts a crash is the journal.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipeline.closing import Closing
from pipeline.runs.worker import PageLines

NAME = "spool.sqlite"
# Lines of pages, and those that belong to no page: inputs that gave no bytes, repeated captures.
RECORDS, DOCUMENT, REFUSED = "records", "document", "refused"
QUARANTINED, ISSUES = "quarantined", "issues"
UNREACHED, REPEATED = "unreached", "repeated"
# What silences the check of built queries below: these kinds are names of tables, which no query
# takes as a parameter, and no text from outside ever becomes one.
_OF_PAGES = (RECORDS, DOCUMENT, REFUSED, QUARANTINED, ISSUES)
# Nothing of it is needed after a crash, so the disk is never waited for. Cache in kB.
_SETTINGS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;"
_TABLES = """
CREATE TABLE seen (report TEXT, sha256 TEXT, name TEXT, PRIMARY KEY (report, sha256)) WITHOUT ROWID;
CREATE TABLE pages (page INTEGER PRIMARY KEY, report TEXT, name TEXT, ended TEXT);
CREATE TABLE best (report TEXT PRIMARY KEY, page INTEGER, is_read INTEGER, retrieved_at TEXT)
    WITHOUT ROWID;
"""
_LINES = "CREATE TABLE {} (page INTEGER PRIMARY KEY, number INTEGER, text TEXT);"
# Of several captures of one page the latest that could be read stands; of equals the later one.
_BETTER = """
INSERT INTO best VALUES (:report, :page, :is_read, :retrieved_at)
ON CONFLICT (report) DO UPDATE
SET page = excluded.page, is_read = excluded.is_read, retrieved_at = excluded.retrieved_at
WHERE (excluded.is_read, excluded.retrieved_at) >= (is_read, retrieved_at)
"""
# CROSS keeps SQLite to this order of the tables, so that lines come sorted without a sort.
_STANDS = "CROSS JOIN pages USING (page) CROSS JOIN best USING (page, report)"


class Spool(Closing):
    """A new spool in a folder; ``close`` removes its file."""

    def __init__(self, folder: Path) -> None:
        self._path, self._pages = folder / NAME, 0
        self._path.unlink(missing_ok=True)
        self._path.touch(0o600)
        self._db = sqlite3.connect(self._path, isolation_level=None)
        tables = map(_LINES.format, (*_OF_PAGES, UNREACHED, REPEATED))
        self._db.executescript(_SETTINGS + _TABLES + "".join(tables) + "BEGIN;")

    def close(self) -> None:
        """Close and remove the file."""
        self._db.close()
        with suppress(OSError):
            self._path.unlink()

    def first(self, report: str, sha256: str, name: str) -> tuple[str, bool]:
        """Name of the capture that first gave a report these bytes, and whether it is this one."""
        query = "SELECT name FROM seen WHERE report = ? AND sha256 = ?"
        if found := self._db.execute(query, (report, sha256)).fetchone():
            return str(found[0]), False
        self._db.execute("INSERT INTO seen VALUES (?, ?, ?)", (report, sha256, name))
        return name, True

    def add(self, page: PageLines) -> int:
        """Keep the next page and give the number of pages so far."""
        self._pages += 1
        values = (self._pages, page.report, page.name, page.end)
        self._db.execute("INSERT INTO pages VALUES (?, ?, ?, ?)", values)
        self._db.execute(
            _BETTER,
            {
                "report": page.report,
                "page": self._pages,
                "is_read": page.end != "quarantined",
                "retrieved_at": page.retrieved_at,
            },
        )
        for kind in _OF_PAGES:
            self._keep(kind, getattr(page, kind), self._pages)
        return self._pages

    def note(self, kind: str, line: str) -> None:
        """Keep a line of no page, of the kind UNREACHED or REPEATED."""
        self._keep(kind, line, None)

    def lines(self, kind: str) -> Iterator[str]:
        """All lines of a kind, in order; of pages those that stand."""
        stands = _STANDS if kind in _OF_PAGES else ""
        query = f"SELECT text FROM {kind} {stands} ORDER BY page"  # noqa: S608
        for (text,) in self._db.execute(query):
            yield from text.split("\n")

    def count(self, kind: str) -> int:
        """The number of lines that ``lines`` gives."""
        stands = _STANDS if kind in _OF_PAGES else ""
        query = f"SELECT coalesce(sum(number), 0) FROM {kind} {stands}"  # noqa: S608
        return int(self._db.execute(query).fetchone()[0])

    def superseded(self) -> Iterator[tuple[str, str]]:
        """Names of the pages that do not stand, in order, and of those that stand for them."""
        yield from self._db.execute(
            "SELECT old.name, new.name FROM pages old CROSS JOIN best USING (report) "
            "CROSS JOIN pages new ON new.page = best.page "
            "WHERE old.page <> best.page ORDER BY old.page"
        )

    def count_superseded(self) -> int:
        """The number of pages that do not stand."""
        return self._pages - int(self._db.execute("SELECT count(*) FROM best").fetchone()[0])

    def ends(self) -> Counter[str]:
        """How often each end came about, of the pages that stand."""
        query = "SELECT ended, count(*) FROM pages JOIN best USING (page, report) GROUP BY ended"
        return Counter(dict(self._db.execute(query)))

    def _keep(self, kind: str, lines: tuple[str, ...] | str | None, page: int | None) -> None:
        if not lines:
            return
        every = (lines,) if isinstance(lines, str) else lines
        values = (page, len(every), "\n".join(every))
        self._db.execute(f"INSERT INTO {kind} VALUES (?, ?, ?)", values)  # noqa: S608
