"""What a crawl of a source did, for people and programs."""

from datetime import datetime
from enum import StrEnum

from models.base import Frozen
from pipeline.crawling.page_checks import OTHER_TEMPLATE, page_checks
from pipeline.crawling.pages import Pages
from pipeline.crawling.tables import Change, Role, State

# Pages with a fault that a report names one by one; their number is always told.
_NAMED = 50
# What says that a list is not what the profile describes, rather than out of reach.
_BROKEN_LISTS = frozenset(
    "list_changed list_missing login_page challenge_page missing_page spam_page".split()
)


class Outcome(StrEnum):
    """``broken``: the site no longer fits the profile. ``degraded``: some pages are missing.
    ``failed``: no list could be fetched.
    """

    OK = "ok"
    DEGRADED = "degraded"
    BROKEN = "broken"
    FAILED = "failed"


class ListReport(Frozen):
    """One entry list: pages read, items named, and why it ended early, if it did."""

    url: str
    kind: str
    pages: int
    links: int
    code: str = ""
    message: str = ""


class Tally(Frozen):
    """Pages visited, by what the visit found; ``held`` and ``failed`` are told apart from these.

    ``first`` and ``changed`` brought bytes that were not known, ``same`` did not, ``vanished`` are
    pages that were there before.
    """

    first: int = 0
    changed: int = 0
    same: int = 0
    vanished: int = 0
    missing: int = 0
    held: int = 0
    failed: int = 0


class PageFault(Frozen):
    """A page that is held back or gave no answer."""

    url: str
    role: str
    state: str
    code: str
    message: str


class CrawlReport(Frozen):
    """One crawl of one source.

    ``reason`` tells why the outcome is what it is; ``other_template`` counts items that were kept
    although their template is not the profile's.
    """

    source: str
    crawl: int
    outcome: Outcome
    reason: str
    resumed: bool
    started_at: datetime
    finished_at: datetime
    lists: tuple[ListReport, ...]
    items: Tally
    attachments: Tally
    other_template: int
    faults: tuple[PageFault, ...]


def template_is_gone(pages: Pages) -> bool:
    """Whether so many of the items read anew lack the template that the site must have changed."""
    fresh = pages.fresh()
    other, read = fresh[OTHER_TEMPLATE], sum(fresh.values())
    checks = page_checks()
    return other >= min(checks.broken_pages, max(read, 1)) and other >= checks.broken_share * read


def make_report(
    pages: Pages, lists: tuple[ListReport, ...], broken: bool, finished_at: datetime
) -> CrawlReport:
    """The report of a crawl whose pages are settled."""
    counts = pages.counts()
    items, attachments = _tally(pages, Role.ITEM), _tally(pages, Role.ATTACHMENT)
    outcome, reason = _outcome(lists, broken, items, attachments)
    return CrawlReport(
        source=pages.source,
        crawl=pages.crawl,
        outcome=outcome,
        reason=reason,
        resumed=pages.resumed,
        started_at=pages.row().started_at,
        finished_at=finished_at,
        lists=lists,
        items=items,
        attachments=attachments,
        other_template=sum(
            number
            for (_, state, _, code), number in counts.items()
            if code == OTHER_TEMPLATE and state == State.GOOD
        ),
        faults=tuple(
            PageFault(url=p.url, role=p.role, state=p.state, code=p.code, message=p.message)
            for p in pages.troubled(_NAMED)
        ),
    )


def _tally(pages: Pages, role: Role) -> Tally:
    found: dict[str, int] = {}
    for (own, state, change, _), number in pages.counts().items():
        if own != role:
            continue
        name = state if state in (State.HELD, State.FAILED) else change
        name = "missing" if name == Change.NONE else name
        found[name] = found.get(name, 0) + number
    return Tally(**found)


def _outcome(
    lists: tuple[ListReport, ...], broken: bool, items: Tally, attachments: Tally
) -> tuple[Outcome, str]:
    changed = [entry for entry in lists if entry.code in _BROKEN_LISTS]
    if changed:
        return Outcome.BROKEN, f"{changed[0].code}: {changed[0].message}"
    if broken:
        return Outcome.BROKEN, "the selectors of the reading profile match nothing on new pages"
    faulty = [entry for entry in lists if entry.code]
    if faulty and len(faulty) == len(lists) and not any(entry.pages for entry in lists):
        return Outcome.FAILED, f"{faulty[0].code}: {faulty[0].message}"
    if faulty:
        return Outcome.DEGRADED, f"{faulty[0].code}: {faulty[0].message}"
    troubled = items.held + items.failed + attachments.held + attachments.failed
    if troubled:
        return Outcome.DEGRADED, f"{troubled} pages are held back or gave no answer"
    return Outcome.OK, ""
