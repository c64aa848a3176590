"""Tables of the crawls: what each did, and every page that a source is known to have."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.base import Base, RowId, UtcTime


class Role(StrEnum):
    """What a page is to its source."""

    LIST = "list"
    ITEM = "item"
    ATTACHMENT = "attachment"


class State(StrEnum):
    """How a page stands after its last visit.

    ``new``: never visited. ``fresh``: content that the crawl's end will confirm or hold back.
    ``good``: content as expected. ``held``: the server sent something else, such as a login page.
    ``gone``: the server says that there is no such page. ``failed``: no answer.
    """

    NEW = "new"
    FRESH = "fresh"
    GOOD = "good"
    HELD = "held"
    GONE = "gone"
    FAILED = "failed"


class Change(StrEnum):
    """What the last visit found, against what was known; ``none`` where nothing was learned."""

    NONE = "none"
    FIRST = "first"
    CHANGED = "changed"
    SAME = "same"
    VANISHED = "vanished"


class CrawlRow(Base):
    """One crawl of a source; unfinished ones are resumed. ``report`` is a CrawlReport as JSON."""

    __tablename__ = "crawls"
    __table_args__ = (Index("ix_crawls_source_id", "source", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    source: Mapped[str] = mapped_column(ForeignKey("sources.name"))
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    outcome: Mapped[str | None] = mapped_column(String(20))
    report: Mapped[str | None] = mapped_column(Text)


class PageRow(Base):
    """A page of a source, by its canonical URL, and by time where it is a web archive's.

    ``archived`` are the 14 digits of that time, else empty. ``parent`` is the page that linked to
    an attachment, ``name`` a file name that is safe on any system. ``found_in``, ``listed_in`` and
    ``visited_in`` are crawls: the first that met it, the last that a list or page named it in, the
    last that asked for it. ``code`` and ``message`` tell why a page is held or failed.

    ``capture`` is what may be read as the page's content: the last that was as expected. ``latest``
    is what was served last. Both are captures that hold their bytes, never revisits.
    """

    __tablename__ = "crawl_pages"
    __table_args__ = (
        Index("ix_crawl_pages_source_key_sha256", "source", "key_sha256", unique=True),
        Index("ix_crawl_pages_source_visited_in", "source", "visited_in"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    source: Mapped[str] = mapped_column(ForeignKey("sources.name"))
    key_sha256: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(20))
    url: Mapped[str] = mapped_column(Text)
    archived: Mapped[str] = mapped_column(String(14), default="")
    parent: Mapped[int | None] = mapped_column(RowId, ForeignKey("crawl_pages.id"), index=True)
    name: Mapped[str] = mapped_column(Text, default="")
    found_in: Mapped[int] = mapped_column(RowId, ForeignKey("crawls.id"))
    listed_in: Mapped[int] = mapped_column(RowId, ForeignKey("crawls.id"))
    visited_in: Mapped[int | None] = mapped_column(RowId, ForeignKey("crawls.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(20), default=State.NEW.value)
    change: Mapped[str] = mapped_column(String(20), default=Change.NONE.value)
    code: Mapped[str] = mapped_column(String(40), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    capture: Mapped[int | None] = mapped_column(RowId, ForeignKey("captures.id"), index=True)
    latest: Mapped[int | None] = mapped_column(RowId, ForeignKey("captures.id"))
