"""The structure of an isolated HTML fragment: paragraphs, headings, lists, tables, bold labels."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PageElement, PreformattedString

from models.document import Attachment, BlockKind, Region
from pipeline.bounds import bounds
from pipeline.reading.draft import CellPlace, DraftBlock
from pipeline.reading.indents import indented_paragraphs
from pipeline.reading.mapped_text import MappedText
from pipeline.reading.preformatted import paragraphs_of
from pipeline.reading.source_runs import SourceAligner, key_of
from pipeline.reading.tables import TableGrid, is_data_table

_BLOCK_TAGS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul caption option select".split()
)
_SKIPPED = frozenset("script style template noscript iframe object embed input select svg".split())
# Deeper paths say nothing more to a person.
_PATH_DEPTH = 12
_BOLD = frozenset(("b", "strong", "em"))
_ATTACHMENT_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "wps": "application/vnd.ms-works",
}


@dataclass(slots=True)
class _Piece:
    text: MappedText
    bold: bool


def parse_fragment(markup: str, noise: tuple[str, ...] = ()) -> BeautifulSoup:
    """The fragment as a tree, without the elements that the noise selectors name."""
    soup = BeautifulSoup(markup, "lxml")
    for selector in noise:
        for element in soup.select(selector):
            element.decompose()
    return soup


def attachments_of(soup: BeautifulSoup, base: str) -> list[Attachment]:
    """Files that the fragment links to, each once, with absolute URLs where ``base`` is known."""
    found: dict[str, Attachment] = {}
    for link in soup.find_all("a", href=True):
        href = str(link["href"]).strip()
        ending = href.split("?")[0].rsplit(".", 1)[-1].lower()
        if ending in _ATTACHMENT_TYPES:
            try:
                url = urljoin(base, href) if base else href
            except ValueError:
                url = href
            name = key_of(link.get_text()) or href.rsplit("/", 1)[-1]
            found.setdefault(
                url, Attachment(name=name, url=url, media_type=_ATTACHMENT_TYPES[ending])
            )
    return list(found.values())


class BlockReader:
    """Walks one fragment and gives its blocks in reading order."""

    def __init__(self, aligner: SourceAligner, region: Region, path: str) -> None:
        self._aligner = aligner
        self._region = region
        self._path = path
        self._texts: dict[int, MappedText] = {}
        self._ordinals: dict[int, dict[int, int]] = {}
        self._tables = self._cells = 0
        self.unaligned = 0
        self.used_runs: list[int] = []

    def read(self, soup: BeautifulSoup, first_table: int = 0) -> list[DraftBlock]:
        """The fragment's blocks. ``unaligned`` then counts text nodes without a source.

        Raises Unreadable for too many blocks or table cells.
        """
        self._tables = first_table
        self._locate(soup)
        root = soup.body or soup
        blocks: list[DraftBlock] = []
        for block in self._flow(root):
            if block.text.chars:
                blocks.append(block)
                bounds().page_blocks.check(len(blocks))
        return blocks

    @property
    def tables(self) -> int:
        """Number of the next table."""
        return self._tables

    def _locate(self, soup: BeautifulSoup) -> None:
        nodes = [node for node in soup.find_all(string=True) if _shows(node)]
        keys = [key_of(str(node)) for node in nodes]
        for node, index in zip(nodes, self._aligner.align(keys), strict=True):
            if index is None:
                self.unaligned += 1
                self._texts[id(node)] = MappedText.unmapped(str(node))
            else:
                self._texts[id(node)] = self._aligner.text_of(index)
                self.used_runs.append(index)

    def _flow(self, root: Tag) -> Iterator[DraftBlock]:
        """Blocks of an element. Inline text gathers until the next block boundary."""
        pieces: list[_Piece] = []
        context: Tag = root
        for event, node in _events(root):
            if event == "text":
                text = self._texts.get(id(node))
                if text is None:
                    text = MappedText.unmapped(" ")
                in_pre = node.find_parent("pre") is not None
                lines = paragraphs_of(text) if in_pre else indented_paragraphs(text)
                for number, line in enumerate(lines):
                    if number:
                        yield from self._block(pieces, context, root)
                        pieces = []
                    pieces.append(_Piece(line, _is_bold(node, root)))
                continue
            yield from self._block(pieces, context, root)
            pieces = []
            if event == "table":
                assert isinstance(node, Tag)
                yield from self._table(node)
                context = node.parent or root
            elif event == "open":
                assert isinstance(node, Tag)
                context = node
            elif event == "close":
                context = node.parent or root
        yield from self._block(pieces, context, root)

    def _block(self, pieces: list[_Piece], context: Tag, root: Tag) -> Iterator[DraftBlock]:
        text, bold = _join(pieces)
        if not text.chars:
            return
        kind, level = _kind_of(context, root)
        yield DraftBlock(
            kind,
            self._region,
            text,
            self._path_to(context, root, self._path),
            level,
            bold_prefix=bold,
            term=context.name == "dt",
        )

    def _path_to(self, element: Tag, root: Tag, prefix: str) -> str:
        steps: list[str] = []
        current: Tag | None = element
        while current is not None and current is not root and len(steps) < _PATH_DEPTH:
            steps.append(f"{current.name}[{self._ordinal(current)}]")
            current = current.parent
        return " ".join([prefix, *reversed(steps)]).strip()

    def _ordinal(self, element: Tag) -> int:
        """The element's number, from 1, among its siblings of the same name."""
        parent = element.parent
        if parent is None:
            return 1
        if id(parent) not in self._ordinals:
            counts: dict[str, int] = {}
            numbers: dict[int, int] = {}
            for child in parent.contents:
                if isinstance(child, Tag):
                    counts[child.name] = counts.get(child.name, 0) + 1
                    numbers[id(child)] = counts[child.name]
            self._ordinals[id(parent)] = numbers
        return self._ordinals[id(parent)][id(element)]

    def _table(self, table: Tag) -> Iterator[DraftBlock]:
        number, self._tables = self._tables, self._tables + 1
        for place in TableGrid(table).cells():
            self._cells += 1
            bounds().table_cells.check(self._cells)
            inner = list(self._flow(place.element))
            text = MappedText()
            for block in inner:
                if text.chars:
                    text.extend(MappedText.unmapped("\n"))
                text.extend(block.text)
            whole_bold = bool(inner) and all(b.bold_prefix == len(b.text) for b in inner)
            yield DraftBlock(
                BlockKind.TABLE_CELL,
                self._region,
                text,
                self._path_to(place.element, table, f"{self._path} table[{number}]"),
                bold_prefix=len(text) if whole_bold else 0,
                cell=CellPlace(
                    number,
                    place.row,
                    place.column,
                    place.rows,
                    place.columns,
                    place.element.name == "th",
                ),
            )


def _shows(node: NavigableString) -> bool:
    return not isinstance(node, (Comment, PreformattedString)) and bool(key_of(str(node)))


def _hidden(element: Tag) -> bool:
    style = str(element.get("style", "")).replace(" ", "").lower()
    return "display:none" in style or element.has_attr("hidden")


def _events(root: Tag) -> Iterator[tuple[str, PageElement]]:
    """Document-order events below ``root``: text, break, open, close and data tables as a whole."""
    stack: list[tuple[str, PageElement]] = [("enter", c) for c in reversed(root.contents)]
    while stack:
        event, node = stack.pop()
        if event != "enter":
            yield event, node
        elif isinstance(node, NavigableString):
            if not isinstance(node, (Comment, PreformattedString)):
                yield "text", node
        elif not isinstance(node, Tag) or node.name in _SKIPPED or _hidden(node):
            continue
        elif node.name == "br":
            yield "break", node
        elif node.name == "table" and is_data_table(node):
            yield "table", node
        else:
            block = node.name in _BLOCK_TAGS
            if block:
                yield "open", node
                stack.append(("close", node))
            stack.extend(("enter", child) for child in reversed(node.contents))


def _is_bold(node: PageElement, root: Tag) -> bool:
    element = node.parent
    while element is not None and element is not root:
        if element.name in _BOLD:
            return True
        style = str(element.get("style", "")).replace(" ", "").lower()
        if "font-weight:bold" in style or "font-weight:700" in style:
            return True
        if element.name in _BLOCK_TAGS:
            return False
        element = element.parent
    return False


def _join(pieces: list[_Piece]) -> tuple[MappedText, int]:
    """One text of several pieces, and the length of its bold beginning."""
    text, bold, leading = MappedText(), MappedText(), True
    for piece in pieces:
        text.extend(piece.text)
        leading = leading and (piece.bold or not str(piece.text).strip())
        if leading and piece.bold:
            bold = text.slice(0, len(text))
    return text.collapsed(), len(bold.collapsed())


def _kind_of(context: Tag, root: Tag) -> tuple[BlockKind, int | None]:
    element: Tag | None = context
    while element is not None:
        if len(element.name) == 2 and element.name[0] == "h" and element.name[1] in "123456":
            return BlockKind.HEADING, int(element.name[1])
        if element.name in ("li", "dt", "dd"):
            return BlockKind.LIST_ITEM, None
        if element is root:
            break
        element = element.parent
    return BlockKind.PARAGRAPH, None
