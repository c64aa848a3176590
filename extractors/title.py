"""The opportunity's title: the labelled name, the list item's heading, or the page's title."""

from extractors.language import language_of
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import BlockKind, Region
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "1"


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """``title``, and ``title_en`` where the page itself gives the title in English too."""
    found = _title(page, scope)
    english = _english(page, scope, found)
    return [*found, *english]


def _title(page: TaggedDocument, scope: Scope) -> list[Mention]:
    labelled = [pair.value for pair in page.pairs(scope.own, "title")]
    if labelled and (scope.single or scope.heading in labelled):
        return [
            page.mention(
                "title", page.quote(labelled[0]), labelled[0], "title.label", Grade.CERTAIN
            )
        ]
    if scope.heading is not None:
        return [
            page.mention(
                "title", page.quote(scope.heading), scope.heading, "title.heading", Grade.CERTAIN
            )
        ]
    if labelled:
        return [
            page.mention(
                "title", page.quote(labelled[0]), labelled[0], "title.label", Grade.CERTAIN
            )
        ]
    for kind, grade in ((BlockKind.PAGE_TITLE, Grade.CERTAIN), (BlockKind.HEADING, Grade.LIKELY)):
        for block in page.blocks_of(kind):
            return [
                page.mention(
                    "title", page.quote(block.span), block.span, f"title.{kind.value}", grade
                )
            ]
    for block in page.document.blocks:
        if block.region == Region.BODY or block.kind == BlockKind.SITE_NAME:
            span = _first_line(page, block.span)
            return [
                page.mention("title", page.quote(span), span, "title.first_line", Grade.DOUBTFUL)
            ]
    return []


def _first_line(page: TaggedDocument, span: Span) -> Span:
    line = page.quote(span).split("\n")[0]
    return Span(start=span.start, end=span.start + len(line))


def _english(page: TaggedDocument, scope: Scope, found: list[Mention]) -> list[Mention]:
    for pair in page.pairs(scope.own, "title_en"):
        return [
            page.mention(
                "title_en", page.quote(pair.value), pair.value, "title_en.label", Grade.CERTAIN
            )
        ]
    if found and language_of(found[0].quote) == "en":
        return [found[0].model_copy(update={"field": "title_en", "rule": "title_en.title"})]
    if scope.single:
        for block in page.blocks_of(BlockKind.PAGE_TITLE, BlockKind.HEADING)[1:3]:
            if language_of(page.quote(block.span)) == "en":
                return [
                    page.mention(
                        "title_en",
                        page.quote(block.span),
                        block.span,
                        "title_en.second_title",
                        Grade.LIKELY,
                    )
                ]
    return []
