"""Tables of the archive's ledger: sources, archive files, payloads, captures."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.base import Base, RowId, UtcTime

_DIGEST = String(64)


class SourceRow(Base):
    """A source that captures name; its profile is a file."""

    __tablename__ = "sources"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    first_seen: Mapped[datetime] = mapped_column(UtcTime)


class ArchiveFileRow(Base):
    """A WARC file of the archive. ``size`` is its length in bytes up to the last whole record.

    ``records`` counts all of its records; ``sealed`` says that its writer closed it.
    """

    __tablename__ = "archive_files"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    size: Mapped[int] = mapped_column(BigInteger)
    records: Mapped[int]
    sealed: Mapped[bool] = mapped_column(default=False)


class PayloadRow(Base):
    """Bytes that were served, by their SHA-256 (hex), with their size in bytes."""

    __tablename__ = "payloads"

    sha256: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)


class CaptureRow(Base):
    """A capture: one exchange with a site, or one imported page, and where its bytes lie.

    ``kind`` is the type of its WARC record: ``response``, ``resource``, or ``revisit`` where the
    bytes are those of the capture ``refers_to``. ``offset`` and ``length`` are the bytes of the
    compressed record in ``file``, ``record_number`` its place there, counted from 1, so that
    ``name`` is the name that reading the file gives the page; ``request_length`` are the bytes of
    the request's record right after it, where there is one. ``sha256`` is the digest of the body
    as it came, its content coding not undone. ``retrieved_at`` is null where an import did not
    tell it; ``origin`` names what was imported. Rows are never changed.
    """

    __tablename__ = "captures"
    # URLs may be longer than an index entry of PostgreSQL.
    __table_args__ = (
        Index("ix_captures_url_sha256_id", "url_sha256", "id"),
        Index("ix_captures_file_offset", "file", "offset", unique=True),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    record_id: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str | None] = mapped_column(ForeignKey("sources.name"), index=True)
    url: Mapped[str] = mapped_column(Text)
    url_sha256: Mapped[str] = mapped_column(_DIGEST)
    parent_url: Mapped[str | None] = mapped_column(Text)
    retrieved_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    stored_at: Mapped[datetime] = mapped_column(UtcTime)
    status: Mapped[int | None]
    media_type: Mapped[str | None] = mapped_column(Text)
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(ForeignKey("payloads.sha256"), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    refers_to: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    file: Mapped[str] = mapped_column(ForeignKey("archive_files.name"))
    record_number: Mapped[int]
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)
    request_length: Mapped[int | None]
    ip: Mapped[str | None] = mapped_column(String(64))
    http_version: Mapped[str | None] = mapped_column(String(20))
    tls_verified: Mapped[bool | None]
    origin: Mapped[str | None] = mapped_column(Text)

    @property
    def name(self) -> str:
        """Name of the page in runs: its place in the archive, which never changes."""
        return f"{self.file}#{self.record_number}"
