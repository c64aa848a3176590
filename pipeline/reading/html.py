"""HTML page to draft: title, date line, body blocks, and the lines around that name the site."""

import re

from extractors.folding import compact
from models.codes import QualityFlag
from models.document import BlockKind
from models.document import Region as Part
from pipeline.bounds import bounds
from pipeline.reading.draft import Draft, DraftBlock
from pipeline.reading.html_blocks import BlockReader, attachments_of, parse_fragment
from pipeline.reading.html_regions import ENOUGH_BODY, Region, find_regions
from pipeline.reading.html_tree import parse_html
from pipeline.reading.source_runs import SourceAligner, SourceRun, key_of, mapped_run

_DATE_LINE = re.compile(
    r"(?:19|20)\d{2}\s*[-年./]\s*\d{1,2}|[〇零一二三四五六七八九]{4}年|发布时间|发布日期|发文日期"
    r"|日期[:：]|时间[:：]|Published|Posted|Date:|\b(?:19|20)\d{2}\b.{0,3}$|(?:19|20)\d{4,6}\b",
    re.I,
)
_FOOT_LINE = re.compile(
    r"版权|主办|承办|地址|使馆|領館|领馆|领事馆|Copyright|Embassy|Consulate|Permanent Mission", re.I
)
_SHORT, _FOOT_LINES, _HEAD_LINES = 120, 12, 6
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_VOID = frozenset("br hr img input meta link area base col embed source track wbr param".split())


def read_html(source: str, url: str, fragment: bool = False) -> Draft:
    """Read an HTML page, or a bare body fragment of a feed.

    ``source`` is the decoded page; positions in the draft are its code points. Raises Unreadable
    for a page beyond a bound.
    """
    draft = Draft()
    aligner = SourceAligner(source)
    bounds().page_characters.check(sum(len(run.key) for run in aligner.runs))
    tree = parse_html(source)
    if fragment:
        draft.profile = "feed"
        body = Region(tree.body.html if tree.body else "", "content")
        draft.blocks = _body(draft, aligner, body, (), url)[0]
        return draft
    regions = find_regions(tree, url)
    draft.profile = regions.profile
    if regions.profile == "density":
        draft.flags.add(QualityFlag.NO_PROFILE)
    title = _lines(aligner, regions.title, BlockKind.PAGE_TITLE)[:2]
    date = _lines(aligner, regions.date, BlockKind.DATE_LINE)[:2]
    blocks, first, last = _body(draft, aligner, regions.body, regions.noise, url)
    if _length(blocks) < ENOUGH_BODY:
        library = _library_body(aligner, source)
        if library is not None and _length(library[0]) > _length(blocks):
            blocks, first, last = library
            draft.profile = "trafilatura"
    head = [run for run in aligner.runs[: first or 0] if len(run.key) <= _SHORT]
    foot = [run for run in aligner.runs[(last or -1) + 1 :] if len(run.key) <= _SHORT]
    site = _run_blocks(aligner, _title_runs(aligner), BlockKind.SITE_NAME, Part.HEAD)
    if not date:
        near = [*head[-_HEAD_LINES:], *foot[:_HEAD_LINES]]
        dated = [run for run in near if _DATE_LINE.search(run.key)]
        date = _run_blocks(aligner, dated[:3], BlockKind.DATE_LINE, Part.HEAD)
    crumbs = _lines(aligner, regions.breadcrumb, BlockKind.BREADCRUMB)[:1]
    feet = [run for run in foot if _FOOT_LINE.search(run.key)][:_FOOT_LINES]
    draft.blocks = [
        *site,
        *crumbs,
        *title,
        *date,
        *_without_repeats(blocks, [*title, *date]),
        *_run_blocks(aligner, feet, BlockKind.PARAGRAPH, Part.FOOT),
    ]
    return draft


def _lines(aligner: SourceAligner, region: Region | None, kind: BlockKind) -> list[DraftBlock]:
    """A small region as one block a line, all of the given kind."""
    if region is None:
        return []
    reader = BlockReader(aligner, Part.HEAD, region.path)
    blocks = reader.read(parse_fragment(region.markup))
    for block in blocks:
        block.kind, block.cell, block.level = kind, None, None
    return blocks


def _body(
    draft: Draft, aligner: SourceAligner, region: Region | None, noise: tuple[str, ...], url: str
) -> tuple[list[DraftBlock], int | None, int | None]:
    """The body's blocks and the indexes of its first and last source run."""
    if region is None:
        return [], None, None
    if bounds().html_depth.exceeded(nesting_depth(region.markup)):
        draft.flags.add(QualityFlag.DEEPLY_NESTED)
        bounds().page_blocks.check(len(aligner.runs))
        blocks = _run_blocks(aligner, aligner.runs, BlockKind.PARAGRAPH, Part.BODY)
        return blocks, 0, len(aligner.runs) - 1
    bounds().page_elements.check(region.markup.count("<"))
    soup = parse_fragment(region.markup, noise)
    draft.attachments = attachments_of(soup, url)
    reader = BlockReader(aligner, Part.BODY, region.path)
    blocks = reader.read(soup)
    if reader.unaligned:
        draft.flags.add(QualityFlag.SOURCE_MAP_PARTIAL)
    runs = reader.used_runs
    return blocks, (runs[0] if runs else None), (runs[-1] if runs else None)


def _length(blocks: list[DraftBlock]) -> int:
    return sum(len(block.text) for block in blocks)


def _library_body(aligner: SourceAligner, source: str) -> tuple[list[DraftBlock], int, int] | None:
    """Second fallback: the main text as trafilatura sees it, matched back to the source."""
    import trafilatura

    text = trafilatura.extract(source, include_comments=False, include_tables=True)
    lines = [key_of(line) for line in (text or "").splitlines() if key_of(line)]
    found = [index for index in aligner.align(lines) if index is not None]
    if not found:
        return None
    runs = [aligner.runs[index] for index in found]
    blocks = _run_blocks(aligner, runs, BlockKind.PARAGRAPH, Part.BODY)
    return blocks, found[0], found[-1]


def nesting_depth(markup: str) -> int:
    """Depth of the deepest element of serialised HTML, in which every element is closed."""
    depth = deepest = 0
    for closing, name, empty in _TAG.findall(markup):
        if closing:
            depth -= 1
        elif not empty and name.lower() not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _title_runs(aligner: SourceAligner) -> list[SourceRun]:
    found = re.search(r"<title[^>]*>(.*?)</title", aligner.source, re.S | re.I)
    if not found:
        return []
    return [run for run in aligner.runs if found.start(1) <= run.start < found.end(1)][:1]


def _run_blocks(
    aligner: SourceAligner, runs: list[SourceRun], kind: BlockKind, part: Part
) -> list[DraftBlock]:
    texts = [mapped_run(aligner.source, run.start, run.end).collapsed() for run in runs]
    return [DraftBlock(kind, part, text, "source") for text in texts if text.chars]


def _without_repeats(body: list[DraftBlock], head: list[DraftBlock]) -> list[DraftBlock]:
    """The body without a first few lines that only repeat the title or the date line."""
    known = {compact(str(block.text)) for block in head}
    return [b for i, b in enumerate(body) if i >= 6 or compact(str(b.text)) not in known]
