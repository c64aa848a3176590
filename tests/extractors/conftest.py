"""``page_from``: a tagged page and its one scope from plain lines of text."""

from collections.abc import Callable
from hashlib import sha256

import pytest

from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.capture import Capture
from models.document import BlockKind, Origin, Region
from pipeline.reading.builder import build_document
from pipeline.reading.draft import Draft, DraftBlock
from pipeline.reading.mapped_text import MappedText
from pipeline.tagging import tag

PageFrom = Callable[..., tuple[TaggedDocument, Scope]]


def make_page(
    text: str, url: str = "", *, title: str = "", date_line: str = "", feed: bool = False
) -> tuple[TaggedDocument, Scope]:
    """A page whose body has one paragraph a line of ``text``, and a scope of all of it."""
    path = "date" if feed else "div.date"
    draft = Draft()
    head = [(BlockKind.PAGE_TITLE, title, "div.title"), (BlockKind.DATE_LINE, date_line, path)]
    for kind, line, where in head:
        if line:
            draft.blocks.append(DraftBlock(kind, Region.HEAD, MappedText.unmapped(line), where))
    for number, line in enumerate(line for line in text.split("\n") if line.strip()):
        draft.blocks.append(
            DraftBlock(
                BlockKind.PARAGRAPH, Region.BODY, MappedText.unmapped(line.strip()), f"p[{number}]"
            )
        )
    capture = Capture(
        name="page", url=url, sha256=sha256(text.encode()).hexdigest(), size=len(text.encode())
    )
    document = build_document(draft, capture, "utf-8", None, lambda _: lambda start, end: Origin())
    page = tag(document)
    head_spans = tuple(b.span for b in document.blocks if b.region == Region.HEAD)
    return page, Scope(0, "", page.body, head_spans)


@pytest.fixture
def page_from() -> PageFrom:
    """The maker of pages: ``page, scope = page_from("合作方式：合资")``."""
    return make_page
