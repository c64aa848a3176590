"""The journal of a run that is not finished: what every finished page gave, one line a page.

It lies in the folder of the unfinished run, so that after a crash the same command goes on where
it was. A line that a crash left half written is cut off.
"""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from pipeline.closing import Closing
from pipeline.runs.finished import from_json, to_json
from pipeline.runs.worker import PageLines

NAME = "journal.jsonl"
_CHECK, _OWNER_FILE = 16, 0o600
_PLACES = "CREATE TABLE places (page TEXT PRIMARY KEY, place INTEGER) WITHOUT ROWID; BEGIN;"


class Journal(Closing):
    """A journal file, made where it is missing; the lines it holds are found by their keys."""

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_FILE)
        self._file = os.fdopen(handle, "r+b")
        # In a file of SQLite's own that goes with the connection; it takes no memory a page.
        self._places = sqlite3.connect("", isolation_level=None)
        self._places.executescript(_PLACES)
        self._read_in()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._places.close()

    def __len__(self) -> int:
        return int(self._places.execute("SELECT count(*) FROM places").fetchone()[0])

    def find(self, keys: Sequence[str]) -> Mapping[str, PageLines]:
        """What is known of the pages."""
        query = "SELECT place FROM places WHERE page = ?"
        found = {key: self._places.execute(query, (key,)).fetchone() for key in keys}
        return {key: self._at(row[0]) for key, row in found.items() if row}

    def keep(self, key: str, lines: PageLines) -> None:
        """Append what a page gave; it outlasts this process, though not a power failure."""
        text = f"{key} {to_json(lines)}"
        place = self._file.seek(0, os.SEEK_END)
        self._file.write(f"{_check(text.encode())} {text}\n".encode())
        self._file.flush()
        self._note(key, place)

    def flush(self) -> None:
        """Nothing: each page is written at once."""

    def _read_in(self) -> None:
        """Index the whole lines and cut off what follows the last of them."""
        whole = 0
        for line in self._file:
            check, _, text = line.rstrip(b"\n").partition(b" ")
            if not line.endswith(b"\n") or check.decode("ascii", "replace") != _check(text):
                break
            self._note(text.partition(b" ")[0].decode("ascii"), whole)
            whole += len(line)
        self._file.truncate(whole)

    def _note(self, key: str, place: int) -> None:
        self._places.execute("REPLACE INTO places VALUES (?, ?)", (key, place))

    def _at(self, place: int) -> PageLines:
        self._file.seek(place)
        return from_json(self._file.readline().split(b" ", 2)[2])


def _check(text: bytes) -> str:
    return sha256(text).hexdigest()[:_CHECK]
