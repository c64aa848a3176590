"""Tables that list things: one a row under a header, or one a column beside labels."""

from collections.abc import Sequence
from itertools import pairwise

from extractors.folding import fold
from extractors.items import Item, heading_of
from extractors.labels import UNMAPPED
from extractors.language import language_of
from extractors.numbering import list_number
from extractors.sections import names_technology
from extractors.tagged import TaggedDocument
from models.document import Block, Pair
from models.span import Span

# A transposed table of projects has at least so many rows.
_ROWS = 3
# A longer first cell holds more than the thing's name.
_HEADING = 70
# Words over a column are no longer.
_HEADER = 20
# A name beside its number has at least so many characters.
_NAME = 4
_NO_ROW = 1_000_000
# A description of a thing is so long.
_DESCRIPTION = 40


def table_rows(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """A table whose header names a project's fields: one item a row."""
    rows: dict[tuple[int, int], list[int]] = {}
    for index, block in enumerate(body):
        if block.table is not None and block.row is not None:
            for row in range(block.row, block.row + block.rows):
                rows.setdefault((block.table, row), []).append(index)
    rows = _joined(page, body, rows)
    counted = _counted_tables(page, body)
    items = []
    for (table, _), cells in rows.items():
        pairs = [(i, p) for i in cells for p in body[i].pairs]
        under_header = [
            (i, p) for i, p in pairs if not any(body[j].span.holds(p.label) for j in cells)
        ]
        known = {p.label_id for _, p in under_header} - {UNMAPPED, "column_number"}
        counts = table in counted and _number_cell(page, body[cells[0]]) is not None
        if len(known) < 2 and not counts:
            continue
        items.append(Item(tuple(cells), _row_heading(page, body, cells, under_header)))
    return items


def _joined(
    page: TaggedDocument, body: Sequence[Block], rows: dict[tuple[int, int], list[int]]
) -> dict[tuple[int, int], list[int]]:
    """The rows, those joined that a number in the first column spans."""
    joined: dict[tuple[int, int], list[int]] = {}
    for (table, row), cells in rows.items():
        first = body[cells[0]]
        spans = first.rows > 1 and first.column == 0 and _number_cell(page, first) is not None
        key = (table, first.row if spans and first.row is not None else row)
        known = joined.setdefault(key, [])
        known += [cell for cell in cells if cell not in known]
    return joined


def _row_heading(
    page: TaggedDocument,
    body: Sequence[Block],
    cells: list[int],
    under_header: list[tuple[int, Pair]],
) -> Span:
    """The title cell of a row, else its party's, else its first cell of substance."""
    for names in (("title", "technology_requirement"), ("foreign_party", "foreign_party_zh")):
        for _, pair in under_header:
            if pair.label_id in names:
                return pair.value
    telling = [body[i] for i in cells if len(body[i].span) >= 4]
    first = telling[0] if telling else body[cells[0]]
    return first.span if len(first.span) <= _HEADING else heading_of(page, first)


def _number_cell(page: TaggedDocument, block: Block) -> int | None:
    text = fold(page.quote(block.span)).strip(" .、()")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


def _counted_tables(page: TaggedDocument, body: Sequence[Block]) -> set[int]:
    """Tables whose first column counts 1, 2, 3 …"""
    columns: dict[int, list[int]] = {}
    for block in body:
        number = _number_cell(page, block) if block.column == 0 else None
        if block.table is not None and number is not None:
            columns.setdefault(block.table, []).append(number)
    return {t for t, n in columns.items() if len(n) >= 2 and n == list(range(1, len(n) + 1))}


def table_bands(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """A table in which a row with a list number and a name heads the rows below it.

    Columns of such a table hold one language each, or labels and values.
    """
    heads: dict[int, list[int]] = {}
    for index, block in enumerate(body):
        if block.table is None or block.column != 0:
            continue
        number = list_number(page.quote(block.span))
        found = heads.setdefault(block.table, [])
        if number and number.value == len(found) + 1 and len(block.span) - number.length >= _NAME:
            found.append(index)
    items: list[Item] = []
    for table, starts in heads.items():
        rows = [body[i].row or 0 for i in starts]
        long = all(len(body[i].span) >= _DESCRIPTION for i in starts)
        if len(starts) < 2 or (not long and any(b - a < 2 for a, b in pairwise(rows))):
            continue
        cells = [i for i, block in enumerate(body) if block.table == table]
        for start, row, end in zip(starts, rows, [*rows[1:], _NO_ROW], strict=True):
            held = [i for i in cells if row <= (body[i].row or 0) < end]
            items.append(Item(tuple(held), heading_of(page, body[start])))
    return items


def bare_rows(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """A table without a header or labels, each row a short name beside a description."""
    rows: dict[tuple[int, int], list[int]] = {}
    for index, block in enumerate(body):
        if block.table is not None and block.row is not None:
            if block.pairs or block.rows > 1:
                return []
            rows.setdefault((block.table, block.row), []).append(index)
    if len(rows) < 2 or len({table for table, _ in rows}) > 1:
        return []
    for cells in rows.values():
        first = body[cells[0]]
        described = max((len(body[i].span) for i in cells[1:]), default=0)
        if first.column != 0 or len(first.span) > _HEADING or described < _DESCRIPTION:
            return []
    names = [page.quote(body[cells[0]].span) for cells in rows.values()]
    if 2 * sum(map(names_technology, names)) < len(names):
        return []
    return [Item(tuple(cells), heading_of(page, body[cells[0]])) for cells in rows.values()]


def headed_rows(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """A table of at least three columns under a row of short words that no vocabulary knows."""
    tables: dict[int, dict[int, list[int]]] = {}
    for index, block in enumerate(body):
        if block.table is not None and block.row is not None:
            tables.setdefault(block.table, {}).setdefault(block.row, []).append(index)
    for rows in tables.values():
        first, *others = (rows[row] for row in sorted(rows))
        whole = len(first) >= _ROWS and all(len(cells) == len(first) for cells in others)
        if len(others) < 2 or not whole or any(len(body[i].span) > _HEADER for i in first):
            continue
        if any(len(body[i].pairs) > 1 for cells in others for i in cells):
            continue
        return [Item(tuple(cells), _row_heading(page, body, cells, [])) for cells in others]
    return []


def table_columns(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """A transposed table, labels down its first column: one item a column."""
    columns: dict[tuple[int, int], list[int]] = {}
    heads = {(b.table, b.row): b.span for b in body if b.table is not None and b.column == 0}
    for index, block in enumerate(body):
        if block.table is None or not block.column:
            continue
        head = heads.get((block.table, block.row))
        if head is None:
            continue
        if any(head.holds(pair.label) for pair in block.pairs):
            columns.setdefault((block.table, block.column), []).append(index)
    if len(columns) < 2 or any(len(cells) < _ROWS for cells in columns.values()):
        return []
    if max(column for _, column in columns) < 2 or _say_the_same(page, body, columns):
        return []
    items = []
    for cells in columns.values():
        titles = [p.value for i in cells for p in body[i].pairs if p.label_id == "title"]
        items.append(Item(tuple(cells), titles[0] if titles else body[cells[0]].span))
    return items


def _say_the_same(
    page: TaggedDocument, body: Sequence[Block], columns: dict[tuple[int, int], list[int]]
) -> bool:
    """Whether two columns hold one text in two languages."""
    spoken = [language_of("\n".join(page.quote(body[i].span) for i in c)) for c in columns.values()]
    return len(spoken) == 2 and spoken[0] != spoken[1]
