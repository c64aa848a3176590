"""Building the index of a run: an SQLite file beside it, readable by its owner alone.

It holds no text: words for FTS5 without their contents, facets as sets of rows, and where each
record stands in the run's file. Rows are numbered by date, the newest first and those without a
date last, so that the order of results costs nothing and a span of dates is a span of rows.
Contact data is hidden before its words are taken, so no search finds a person's number.
"""

import os
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from models.run import Run
from pipeline.publishing.redaction import Hider, Private, private_of
from pipeline.runs.folder import RECORDS
from pipeline.searching import bits
from pipeline.searching.facets import facet_values, facets
from pipeline.searching.texts import own_texts, page_texts
from pipeline.searching.words import words

# To be raised when an index of old code would answer otherwise than one of new code.
VERSION = 1
# A word that no text gives, so that no phrase runs from one text into the next.
_BREAK = " § "
_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE records (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, date TEXT, country TEXT, title TEXT NOT NULL,
    start INTEGER NOT NULL, length INTEGER NOT NULL
);
CREATE INDEX dates ON records (date);
CREATE TABLE facets (facet TEXT, value TEXT, rows BLOB NOT NULL, PRIMARY KEY (facet, value));
CREATE VIRTUAL TABLE words USING fts5(own, page, content='', columnsize=0, tokenize='ascii');
"""


class Place(NamedTuple):
    """A record's date and id, and where its line begins in the file, in bytes."""

    date: str
    id: str
    start: int
    length: int


def signature(run: Run) -> str:
    """What an index must have been made of to be that of this run's records."""
    return f"{VERSION} {run.files[RECORDS]}"


def build(run: Path, manifest: Run, path: Path) -> None:
    """Write the index of a run to ``path``; what was there is replaced when it is whole."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        with closing(sqlite3.connect(partial)) as db:
            db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
            _fill(db, run / RECORDS)
            db.execute("INSERT INTO about VALUES ('signature', ?)", (signature(manifest),))
            db.commit()
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _fill(db: sqlite3.Connection, records: Path) -> None:
    places, private = _places(records)
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    with records.open("rb") as lines:
        for row, place in enumerate(places):
            lines.seek(place.start)
            record = orjson.loads(lines.read(place.length))
            shown = Hider(record, private.get(record["report_id"])).record()
            db.execute(
                "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)",
                (row, *_shown(shown), place.start, place.length),
            )
            db.execute(
                "INSERT INTO words (rowid, own, page) VALUES (?, ?, ?)",
                (row, _indexed(own_texts(shown)), _indexed(page_texts(shown))),
            )
            for facet in facets():
                for value in facet_values(record, facet):
                    found[facet, value].append(row)
    db.execute("INSERT INTO words (words) VALUES ('optimize')")
    db.executemany(
        "INSERT INTO facets VALUES (?, ?, ?)",
        (
            (facet, value, bits.to_bytes(bits.of_rows(rows, len(places))))
            for (facet, value), rows in found.items()
        ),
    )


def _shown(record: dict[str, Any]) -> tuple[str, str | None, str | None, str]:
    date, country = record["publication_date"], record["host_country"]
    return record["opportunity_id"], date, country, record["title"]


def _indexed(texts: list[str]) -> str:
    return _BREAK.join(" ".join(words(text)) for text in texts)


def _places(records: Path) -> tuple[list[Place], dict[str, Private]]:
    """The lines of a file of records, the newest first, and what each page says of contacts."""
    places: list[Place] = []
    private: dict[str, Private] = {}
    start = 0
    with records.open("rb") as lines:
        for line in lines:
            record = orjson.loads(line)
            places.append(
                Place(record["publication_date"] or "", record["opportunity_id"], start, len(line))
            )
            start += len(line)
            if record["contacts"]:
                page = record["report_id"]
                private[page] = private.get(page, Private()) | private_of(record)
    places.sort(key=lambda place: place.id)
    places.sort(key=lambda place: place.date, reverse=True)
    return places, private
