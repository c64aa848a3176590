"""The pages that a source is known to have, and what each crawl found of them, in the store."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Engine, ScalarSelect, and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from pipeline.crawling.lists.base import Link
from pipeline.crawling.tables import Change, CrawlRow, PageRow, Role, State
from pipeline.inputs.urls import canonical_url
from pipeline.store import insert_missing, reading
from pipeline.store.captures import CaptureRow, SourceRow

_CHUNK = 500


@dataclass(frozen=True)
class Visit:
    """What a visit found; ``latest`` is the capture that holds the bytes served, if any."""

    state: State
    change: Change = Change.NONE
    code: str = ""
    message: str = ""
    latest: int | None = None


def page_key(url: str, archived: str = "") -> str:
    """Digest under which a page of a source is known."""
    return sha256(f"{canonical_url(url)} {archived}".encode()).hexdigest()


class Pages:
    """The pages of one source, as one crawl sees them; made by ``begin``."""

    def __init__(self, engine: Engine, source: str, crawl: int, resumed: bool) -> None:
        self._engine, self.source = engine, source
        self.crawl, self.resumed = crawl, resumed

    @classmethod
    def begin(cls, engine: Engine, source: str) -> "Pages":
        """Begin a crawl, or take up the last one where it never ended."""
        now = datetime.now(UTC)
        with Session(engine) as session, session.begin():
            insert_missing(session.connection(), SourceRow, [{"name": source, "first_seen": now}])
            query = select(CrawlRow).where(CrawlRow.source == source)
            last = session.scalars(query.order_by(CrawlRow.id.desc()).limit(1)).first()
            if last is not None and last.finished_at is None:
                return cls(engine, source, last.id, resumed=True)
            crawl = CrawlRow(source=source, started_at=now)
            session.add(crawl)
            session.flush()
            return cls(engine, source, crawl.id, resumed=False)

    def found(self, links: Sequence[Link], role: Role, parent: int | None = None) -> int:
        """Note that a list or page names these links; returns how many were not known."""
        rows = {self._key(link): link for link in links}
        with Session(self._engine) as session, session.begin():
            before = self._known(session, rows)
            missing = [
                self._new(key, link, role, parent)
                for key, link in rows.items()
                if key not in before
            ]
            insert_missing(session.connection(), PageRow, missing)
            for keys in _chunks([*before]):
                own = and_(PageRow.source == self.source, PageRow.key_sha256.in_(keys))
                session.execute(update(PageRow).where(own).values(listed_in=self.crawl))
        return len(missing)

    def due(self, role: Role, recheck: timedelta) -> list[int]:
        """Ids of the pages that this crawl still has to ask the site for, in the order found.

        Not those checked within ``recheck`` that were as expected, nor those gone that nobody
        names any more.
        """
        rested = PageRow.checked_at > datetime.now(UTC) - recheck
        query = select(PageRow.id).where(
            PageRow.source == self.source,
            PageRow.role == role.value,
            PageRow.archived == "",
            or_(PageRow.visited_in.is_(None), PageRow.visited_in != self.crawl),
            or_(PageRow.state != State.GONE.value, PageRow.listed_in == self.crawl),
            ~and_(PageRow.state == State.GOOD.value, rested),
        )
        with reading(self._engine) as session:
            return list(session.scalars(query.order_by(PageRow.id)))

    def page(self, page_id: int) -> PageRow:
        """A page as it stands."""
        with reading(self._engine) as session:
            return session.get_one(PageRow, page_id)

    def by_link(self, link: Link) -> PageRow | None:
        """The page of a link, if it is known."""
        own = and_(PageRow.source == self.source, PageRow.key_sha256 == self._key(link))
        with reading(self._engine) as session:
            return session.scalars(select(PageRow).where(own)).first()

    def visited(self, page_id: int, visit: Visit) -> None:
        """Keep what a visit found. A page that is good has its content in ``latest``."""
        with Session(self._engine) as session, session.begin():
            page = session.get_one(PageRow, page_id)
            page.visited_in, page.checked_at = self.crawl, datetime.now(UTC)
            page.state, page.change = visit.state.value, visit.change.value
            page.code, page.message = visit.code, visit.message
            if visit.latest is not None:
                page.latest = visit.latest
            if visit.state is State.GOOD:
                page.capture = page.latest

    def fresh(self) -> Counter[str]:
        """How many items of this crawl wait to be confirmed, by code; "" is as expected."""
        query = select(PageRow.code, func.count()).where(
            self._visited(), PageRow.state == State.FRESH.value, PageRow.role == Role.ITEM.value
        )
        with reading(self._engine) as session:
            return Counter(dict(session.execute(query.group_by(PageRow.code)).tuples().all()))

    def hold_repeated(self, least: int, code: str, message: str) -> int:
        """Hold items back that share their bytes with so many others of the crawl."""
        with Session(self._engine) as session, session.begin():
            repeated = self._repeated(least)
            query = (
                select(PageRow.id)
                .join(CaptureRow, CaptureRow.id == PageRow.latest)
                .where(self._fresh_items(), CaptureRow.sha256.in_(repeated))
            )
            ids = list(session.scalars(query))
            for chunk in _chunks(ids):
                values = {"state": State.HELD.value, "code": code, "message": message}
                session.execute(update(PageRow).where(PageRow.id.in_(chunk)).values(**values))
        return len(ids)

    def settle(self, broken_code: str | None) -> None:
        """Confirm what this crawl found, but hold items with ``broken_code`` back, if given."""
        fresh = and_(self._visited(), PageRow.state == State.FRESH.value)
        with Session(self._engine) as session, session.begin():
            if broken_code is not None:
                held = and_(fresh, PageRow.code == broken_code)
                session.execute(update(PageRow).where(held).values(state=State.HELD.value))
            values = {"state": State.GOOD.value, "capture": PageRow.latest}
            session.execute(update(PageRow).where(fresh).values(**values))

    def counts(self) -> Counter[tuple[str, str, str, str]]:
        """Pages visited in this crawl, by role, state, change and code."""
        kinds = (PageRow.role, PageRow.state, PageRow.change, PageRow.code)
        query = select(*kinds, func.count()).where(self._visited()).group_by(*kinds)
        with reading(self._engine) as session:
            return Counter({(r, s, h, c): n for r, s, h, c, n in session.execute(query).tuples()})

    def troubled(self, most: int) -> list[PageRow]:
        """Pages of this crawl that are held or failed, the first so many."""
        states = (State.HELD.value, State.FAILED.value)
        query = select(PageRow).where(self._visited(), PageRow.state.in_(states))
        with reading(self._engine) as session:
            return list(session.scalars(query.order_by(PageRow.id).limit(most)))

    def row(self) -> CrawlRow:
        """The crawl's row."""
        with reading(self._engine) as session:
            return session.get_one(CrawlRow, self.crawl)

    def finish(self, outcome: str, report: str, finished_at: datetime) -> None:
        """End the crawl."""
        values = {"outcome": outcome, "report": report, "finished_at": finished_at}
        with Session(self._engine) as session, session.begin():
            session.execute(update(CrawlRow).where(CrawlRow.id == self.crawl).values(**values))

    def _visited(self) -> ColumnElement[bool]:
        return and_(PageRow.source == self.source, PageRow.visited_in == self.crawl)

    def _fresh_items(self) -> ColumnElement[bool]:
        return and_(
            self._visited(),
            PageRow.state == State.FRESH.value,
            PageRow.role == Role.ITEM.value,
        )

    def _repeated(self, least: int) -> ScalarSelect[str]:
        capture = aliased(CaptureRow)
        return (
            select(capture.sha256)
            .join(PageRow, PageRow.latest == capture.id)
            .where(self._fresh_items(), PageRow.archived == "")
            .group_by(capture.sha256)
            .having(func.count() >= least)
            .scalar_subquery()
        )

    def _known(self, session: Session, keys: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for chunk in _chunks([*keys]):
            query = select(PageRow.key_sha256).where(
                PageRow.source == self.source, PageRow.key_sha256.in_(chunk)
            )
            found |= set(session.scalars(query))
        return found

    def _key(self, link: Link) -> str:
        return page_key(link.url, link.archived.timestamp if link.archived else "")

    def _new(self, key: str, link: Link, role: Role, parent: int | None) -> dict[str, object]:
        return {
            "source": self.source,
            "key_sha256": key,
            "role": role.value,
            "url": link.url,
            "archived": link.archived.timestamp if link.archived else "",
            "parent": parent,
            "name": link.title if role is Role.ATTACHMENT else "",
            "found_in": self.crawl,
            "listed_in": self.crawl,
            "state": State.NEW.value,
            "change": Change.NONE.value,
            "code": "",
            "message": "",
        }


def _chunks(values: Sequence[str] | Sequence[int]) -> Iterable[Sequence[str] | Sequence[int]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
