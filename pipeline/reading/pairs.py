"""Labels and values: every way in which pages announce a field.

``标签：值`` in a line, several in one line, a label on a line of its own, a bold label, a term of a
definition list, a label cell beside its value, a header cell over its column. A labelled line whose
label the vocabulary does not know is kept with the id ``unmapped``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.folding import compact, fold
from extractors.labels import UNMAPPED, label_id, longest_label
from models.document import BlockKind, Pair
from models.span import Span
from pipeline.reading.draft import DraftBlock

# A label candidate before a colon, at a line's start or after a separator; values may follow.
_COLON = re.compile(r"[:：]")
# A label candidate is sought no further back than this, so that long lines stay linear.
_WINDOW = 80
_STOP = re.compile(r"[。；;，,！？!?|│]")
_LEAD = re.compile(
    r"^[\s◆●■▲★※•·\-*【\[（(]*(?:(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．)）]\s*)?"
)
_UNKNOWN_LABEL = re.compile(r"^[\u3400-\u9fffA-Za-z（）()/ &、'\-]{2,24}$")
_UNKNOWN_WORDS = 5
_UNKNOWN_HAN = 10
_LABEL_CELL = 24
# 【国别】德国; a colon may follow.
_BRACKETS = re.compile(r"[【［\[]([^【】［］\[\]]{2,16})[】］\]]\s*[:：]?")
_EDGE = " \t\n\u3000\xa0;；,，、|【】"
# A transposed table has at least so many labelled rows.
_LABEL_ROWS = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft block with its offsets in the document's text."""

    draft: DraftBlock
    start: int
    end: int

    @property
    def text(self) -> str:
        """The block's characters."""
        return str(self.draft.text)


def find_pairs(blocks: list[Placed]) -> list[tuple[Pair, ...]]:
    """For each block, its labels and values."""
    pairs: list[list[Pair]] = [_in_lines(block) for block in blocks]
    for index, found in _in_tables(blocks):
        if not pairs[index] or found.label_id != UNMAPPED:
            pairs[index] = [found, *(p for p in pairs[index] if p.label_id != UNMAPPED)]
    _on_own_lines(blocks, pairs)
    return [tuple(found) for found in pairs]


def _in_lines(block: Placed) -> list[Pair]:
    """``label: value`` in every line of the block."""
    found: list[Pair] = []
    text, at = block.text, 0
    for line in text.split("\n"):
        found += _in_line(line, block.start + at)
        at += len(line) + 1
    if not found and block.draft.bold_prefix:
        found += _bold(block)
    return found


def _in_line(line: str, offset: int) -> list[Pair]:
    labels = list(_bracketed(line))
    if not labels:
        marks = [(m, _label_before(line, m.start())) for m in _COLON.finditer(line)]
        labels = [(m, span, name) for m, label in marks if label for span, name in [label]]
    pairs: list[Pair] = []
    for number, (mark, span, name) in enumerate(labels):
        end = labels[number + 1][1][0] if number + 1 < len(labels) else len(line)
        value = _trim(line, mark.end(), end)
        if value[0] < value[1] or name != UNMAPPED:
            pairs.append(
                Pair(
                    label=Span(start=offset + span[0], end=offset + span[1]),
                    value=Span(start=offset + value[0], end=offset + max(value)),
                    label_id=name,
                )
            )
    return pairs


def _bracketed(line: str) -> Iterator[tuple[re.Match[str], tuple[int, int], str]]:
    """Known labels in brackets with their values after them, where one opens the line."""
    for number, mark in enumerate(_BRACKETS.finditer(line)):
        name = label_id(mark[1])
        if number == 0 and (mark.start() > 0 or name is None):
            return
        if name is not None:
            yield mark, mark.span(1), name


def _label_before(line: str, colon: int) -> tuple[tuple[int, int], str] | None:
    """The label that ends at a colon: its span in the line and its id."""
    start = max(0, colon - _WINDOW)
    for stop in _STOP.finditer(line, start, colon):
        start = stop.end()
    known = _known_suffix(line, start, colon)
    if known:
        return known
    lead = _LEAD.match(line[: min(colon, _WINDOW)])
    begin = lead.end() if lead else 0
    if start > begin:
        return None
    words = line[begin:colon].strip()
    han = sum("\u3400" <= c <= "\u9fff" for c in words)
    if (
        not _UNKNOWN_LABEL.match(words)
        or (han and len(compact(words)) > _UNKNOWN_HAN)
        or (not han and len(words.split()) > _UNKNOWN_WORDS)
        or line[colon + 1 : colon + 3] == "//"
        or fold(words) in ("http", "https")
    ):
        return None
    return _trim_label(line, begin, colon), UNMAPPED


def _known_suffix(line: str, start: int, colon: int) -> tuple[tuple[int, int], str] | None:
    """The longest known label that ends at the colon and begins at a boundary."""
    for begin in range(max(start, colon - 3 * longest_label()), colon):
        if begin > start and not _boundary(line, begin):
            continue
        name = label_id(line[begin:colon])
        if name:
            return _trim_label(line, begin, colon), name
    return None


def _boundary(line: str, at: int) -> bool:
    return line[at - 1].isspace() or line[at - 1] in "、,，;；.。)）】]／/|"


def _trim_label(line: str, start: int, end: int) -> tuple[int, int]:
    """A label's span without its number, ornaments and colon."""
    lead = _LEAD.match(line[start:end])
    start += lead.end() if lead and lead.end() < end - start else 0
    start, end = _trim(line, start, end, " \t\n\u3000\xa0:：【】[]<>《》")
    # Brackets around the whole label are ornament; one at its end holds a unit.
    if end - start > 2 and line[start] in "(（" and line[end - 1] in ")）":
        return start + 1, end - 1
    return start, end


def _trim(line: str, start: int, end: int, edge: str = _EDGE) -> tuple[int, int]:
    while start < end and line[start] in edge:
        start += 1
    while end > start and line[end - 1] in edge:
        end -= 1
    return start, end


def _bold(block: Placed) -> list[Pair]:
    """A known label in bold with its value after it, without a colon."""
    length = block.draft.bold_prefix
    name = label_id(block.text[:length])
    if name is None or length >= len(block.text):
        return []
    value = _trim(block.text, length, len(block.text))
    return [_pair(block.start, _trim_label(block.text, 0, length), block.start, value, name)]


def _pair(
    label_offset: int, label: tuple[int, int], value_offset: int, value: tuple[int, int], name: str
) -> Pair:
    return Pair(
        label=Span(start=label_offset + label[0], end=label_offset + label[1]),
        value=Span(start=value_offset + value[0], end=value_offset + value[1]),
        label_id=name,
    )


def _whole(label: Placed, value: Placed, name: str) -> Pair:
    return _pair(
        label.start,
        _trim_label(label.text, 0, len(label.text)),
        value.start,
        _trim(value.text, 0, len(value.text)),
        name,
    )


def _on_own_lines(blocks: list[Placed], pairs: list[list[Pair]]) -> None:
    """A block that is nothing but a label names the next block, or the lines after a colon."""
    for index, block in enumerate(blocks[:-1]):
        following = blocks[index + 1]
        empty = pairs[index] and not len(pairs[index][-1].value)
        alone = not pairs[index] and block.draft.cell is None and len(block.text) <= _LABEL_CELL * 2
        if block.draft.kind in (BlockKind.SITE_NAME, BlockKind.BREADCRUMB, BlockKind.DATE_LINE):
            continue
        if following.draft.cell is not None or following.draft.region != block.draft.region:
            continue
        if empty:
            name: str | None = pairs[index][-1].label_id
        else:
            name = label_id(block.text) if alone else None
            if name is None and block.draft.term:
                name = UNMAPPED
        if name is None or pairs[index + 1] or label_id(following.text):
            continue
        if empty:
            pairs[index].pop()
        pairs[index + 1].append(_whole(block, following, name))
    for found in pairs:
        found[:] = [pair for pair in found if len(pair.value)]


def _in_tables(blocks: list[Placed]) -> Iterator[tuple[int, Pair]]:
    """Pairs of table cells, with the index of the value's block."""
    tables: dict[int, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.draft.cell is not None:
            tables.setdefault(block.draft.cell.table, []).append(index)
    for members in tables.values():
        yield from (
            _label_column(blocks, members)
            or _header_row(blocks, members)
            or _label_cells(blocks, members)
        )


def _label_column(blocks: list[Placed], members: list[int]) -> list[tuple[int, Pair]]:
    """Pairs of a transposed table: labels down the first column, one thing a column."""
    heads = {_cell(blocks[i])[0]: i for i in members if _cell(blocks[i])[1] == 0}
    others = [i for i in members if _cell(blocks[i])[1] > 0 and blocks[i].text.strip()]
    if len({_cell(blocks[i])[1] for i in others}) < 2 or len(heads) < _LABEL_ROWS:
        return []
    known = [i for i in heads.values() if label_id(blocks[i].text)]
    labels = [i for i in others if label_id(blocks[i].text)]
    short = all(len(blocks[i].text) <= _LABEL_CELL for i in heads.values())
    if not short or 3 * len(known) < len(heads) or len(known) < 2 or len(labels) * 10 > len(others):
        return []
    return [
        (i, _whole(blocks[head], blocks[i], label_id(blocks[head].text) or UNMAPPED))
        for i in others
        if (head := heads.get(_cell(blocks[i])[0])) is not None
    ]


def _header_row(blocks: list[Placed], members: list[int]) -> list[tuple[int, Pair]]:
    """Pairs under a first row of labels; empty where the first row is none."""
    for first in sorted({_cell(blocks[i])[0] for i in members})[:2]:
        heads = [i for i in members if _cell(blocks[i])[0] == first]
        if len(heads) < 2:
            continue  # the table's title
        known = [i for i in heads if label_id(blocks[i].text)]
        cells = [blocks[i].draft.cell for i in heads]
        marked = len(heads) > 1 and all(cell is not None and cell.header for cell in cells)
        # More labels down the first column than along the first row: the column names the rows.
        down = [i for i in members if _cell(blocks[i])[1] == 0 and label_id(blocks[i].text)]
        if len(down) > len(known):
            return []
        rows_below = {_cell(blocks[i])[0] for i in members} - set(range(first + 1))
        enough = len(known) >= 2 and 2 * len(known) >= len(heads) and len(heads) > 2
        if rows_below and (enough or marked or (len(heads) == 2 and len(known) == 2)):
            break
    else:
        return []
    columns = {_cell(blocks[i])[1]: i for i in heads}
    found = []
    for index in members:
        row, column = _cell(blocks[index])
        if row > first and column in columns and blocks[index].text.strip():
            head = blocks[columns[column]]
            found.append((index, _whole(head, blocks[index], label_id(head.text) or UNMAPPED)))
    return found


def _label_cells(blocks: list[Placed], members: list[int]) -> list[tuple[int, Pair]]:
    """Pairs of label cells with the value cell right of them."""
    found: list[tuple[int, Pair]] = []
    rows: dict[int, list[int]] = {}
    for index in members:
        rows.setdefault(_cell(blocks[index])[0], []).append(index)
    for cells in rows.values():
        doubled = _doubled(blocks, cells)
        if doubled:
            found += doubled
            continue
        position = 0
        while position + 1 < len(cells):
            label, value = blocks[cells[position]], blocks[cells[position + 1]]
            name = label_id(label.text)
            structural = len(cells) == 2 and 1 < len(label.text.strip()) <= _LABEL_CELL
            if value.text.strip() and (name or structural) and not label_id(value.text):
                found.append((cells[position + 1], _whole(label, value, name or UNMAPPED)))
                position += 1
            position += 1
    return found


def _doubled(blocks: list[Placed], cells: list[int]) -> list[tuple[int, Pair]]:
    """A row of labels in two languages, then of their values: label, label, value, value."""
    half = len(cells) // 2
    names = [label_id(blocks[i].text) for i in cells]
    if half < 2 or len(cells) % 2 or not any(names[:half]) or any(names[half:]):
        return []
    if not all(len(blocks[i].text) <= _LABEL_CELL for i in cells[:half]):
        return []
    known = next(name for name in names[:half] if name)
    return [
        (value, _whole(blocks[label], blocks[value], name or known))
        for label, value, name in zip(cells[:half], cells[half:], names[:half], strict=True)
        if blocks[value].text.strip()
    ]


def _cell(block: Placed) -> tuple[int, int]:
    cell = block.draft.cell
    assert cell is not None
    return cell.row, cell.column
