"""Which captures a run may read: of pages that a crawl knows, only content that was as expected."""

from sqlalchemy import ColumnElement, func, or_, select

from pipeline.crawling.tables import PageRow, Role
from pipeline.store.captures import CaptureRow


def admitted() -> ColumnElement[bool]:
    """A condition on captures: not lists, not stand-ins such as login pages, not what a template
    change has made unreadable. Captures of sources that were never crawled are all admitted.
    """
    crawled = select(PageRow.source).distinct()
    good = select(PageRow.capture).where(
        PageRow.role != Role.LIST.value, PageRow.capture.is_not(None)
    )
    holder = func.coalesce(CaptureRow.refers_to, CaptureRow.id)
    return or_(CaptureRow.source.is_(None), CaptureRow.source.not_in(crawled), holder.in_(good))
