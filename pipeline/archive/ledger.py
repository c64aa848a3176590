"""The archive's rows in the store: which captures are in which file, and what is known of a URL."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, Engine, Select, func, or_, select
from sqlalchemy.orm import Session

from pipeline.archive.exchange import NOT_MODIFIED, Entry
from pipeline.inputs.base import clean_text
from pipeline.store import insert_missing, reading
from pipeline.store.captures import ArchiveFileRow, CaptureRow, PayloadRow, SourceRow

_OK = 200
# Rows read in one go: no transaction stays open while somebody works on them.
_CHUNK = 500


def url_key(url: str) -> str:
    """Digest by which captures of a URL are found."""
    return sha256(url.encode()).hexdigest()


def last(session: Session, url: str, answered: bool = False) -> CaptureRow | None:
    """The latest capture of a URL; of those with its content only (200, 304) where ``answered``."""
    query = select(CaptureRow).where(CaptureRow.url_sha256 == url_key(url), CaptureRow.url == url)
    if answered:
        query = query.where(_answered())
    return session.scalars(query.order_by(*_latest_first()).limit(1)).first()


def holder(session: Session, entry: Entry) -> CaptureRow | None:
    """The capture of the same URL that holds the same bytes, where there is one with any bytes."""
    if not entry.size:
        return None
    query = select(CaptureRow).where(
        CaptureRow.url_sha256 == url_key(entry.url),
        CaptureRow.url == entry.url,
        CaptureRow.sha256 == entry.sha256,
        CaptureRow.kind == "response",
    )
    return session.scalars(query.order_by(CaptureRow.id.desc()).limit(1)).first()


def holds(session: Session, entry: Entry) -> bool:
    """Whether the very capture is there: its URL, time and bytes."""
    time = CaptureRow.retrieved_at
    query = select(CaptureRow.id).where(
        CaptureRow.url_sha256 == url_key(entry.url),
        CaptureRow.sha256 == entry.sha256,
        time.is_(None) if entry.retrieved_at is None else time == entry.retrieved_at,
    )
    return session.execute(query.limit(1)).first() is not None


def add(session: Session, row: CaptureRow) -> None:
    """Insert a capture, after the source and payload that it names."""
    connection = session.connection()
    if row.source is not None:
        source = {"name": row.source, "first_seen": row.stored_at}
        insert_missing(connection, SourceRow, [source])
    insert_missing(connection, PayloadRow, [{"sha256": row.sha256, "size": row.size}])
    session.add(row)
    session.flush()


def row_of(entry: Entry, kind: str, record_id: str, stored_at: datetime) -> CaptureRow:
    """The row of an entry, without its place."""
    return CaptureRow(
        record_id=record_id,
        kind=kind,
        source=entry.source,
        url=entry.url,
        url_sha256=url_key(entry.url),
        parent_url=_storable(entry.parent_url),
        retrieved_at=entry.retrieved_at,
        stored_at=stored_at,
        status=entry.status,
        media_type=_storable(entry.media_type),
        etag=_storable(entry.etag),
        last_modified=_storable(entry.last_modified),
        sha256=entry.sha256,
        size=entry.size,
        ip=entry.ip,
        http_version=entry.http_version,
        tls_verified=entry.tls_verified,
        origin=_storable(entry.origin),
    )


def captures(engine: Engine, *where: ColumnElement[bool]) -> Iterator[CaptureRow]:
    """Captures that meet the conditions, in the order of their places in the archive."""
    place = (CaptureRow.file, CaptureRow.offset)
    yield from _rows(engine, select(CaptureRow.id).where(*where).order_by(*place))


def current(engine: Engine, *where: ColumnElement[bool]) -> Iterator[CaptureRow]:
    """For each URL the capture that holds the bytes which it gave last, in order of places.

    A URL that has vanished since, or failed, keeps what it gave before. Of equal bytes in a row the
    first capture stands, so that a page which did not change is the same capture every time.
    ``where`` holds of the captures that count, as if there were no others.
    """
    rank = func.row_number().over(partition_by=CaptureRow.url_sha256, order_by=_latest_first())
    ranked = (
        select(
            func.coalesce(CaptureRow.refers_to, CaptureRow.id).label("holder"),
            rank.label("rank"),
        )
        .where(_answered(), CaptureRow.url != "", *where)
        .subquery()
    )
    latest = select(ranked.c.holder).where(ranked.c.rank == 1)
    # Pages without a URL are no versions of each other.
    bare = select(CaptureRow.id).where(CaptureRow.url == "", *where)
    wanted = or_(CaptureRow.id.in_(latest), CaptureRow.id.in_(bare))
    place = (CaptureRow.file, CaptureRow.offset)
    yield from _rows(engine, select(CaptureRow.id).where(wanted).order_by(*place))


def files(engine: Engine, *where: ColumnElement[bool]) -> list[ArchiveFileRow]:
    """The archive's files by name."""
    with reading(engine) as session:
        query = select(ArchiveFileRow).where(*where).order_by(ArchiveFileRow.name)
        return list(session.scalars(query))


def by_ids(session: Session, ids: list[int]) -> list[CaptureRow]:
    """Captures by their ids, in that order."""
    found = {
        row.id: row for row in session.scalars(select(CaptureRow).where(CaptureRow.id.in_(ids)))
    }
    return [found[one] for one in ids]


def _rows(engine: Engine, ids_query: Select[tuple[int]]) -> Iterator[CaptureRow]:
    with reading(engine) as session:
        ids = list(session.scalars(ids_query))
    for start in range(0, len(ids), _CHUNK):
        with reading(engine) as session:
            rows = by_ids(session, ids[start : start + _CHUNK])
        yield from rows


def _answered() -> ColumnElement[bool]:
    return or_(CaptureRow.status.is_(None), CaptureRow.status.in_((_OK, NOT_MODIFIED)))


def _latest_first() -> tuple[ColumnElement[datetime | None], ColumnElement[int]]:
    return CaptureRow.retrieved_at.desc().nulls_last(), CaptureRow.id.desc()


def _storable(text: str | None) -> str | None:
    """The text without what PostgreSQL or UTF-8 cannot hold."""
    return text and clean_text(text).replace("\0", "\ufffd")
