"""Tables as grids: where each cell stands once rows and columns that it spans are counted."""

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from pipeline.bounds import bounds

# A layout table holds most of its text in one cell, and more of it than a data cell would.
_LAYOUT_SHARE = 0.8
_LAYOUT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell element with its grid place."""

    element: Tag
    row: int
    column: int
    rows: int
    columns: int


def own_rows(table: Tag) -> list[Tag]:
    """The rows of a table, without those of tables inside its cells."""
    return [row for row in table.find_all("tr") if row.find_parent("table") is table]


def own_cells(row: Tag) -> list[Tag]:
    """The cells of a row, without those of tables inside them."""
    return list(row.find_all(["td", "th"], recursive=False))


def is_data_table(table: Tag) -> bool:
    """Whether rows and columns mean something, rather than place the page's parts."""
    if table.find("table") is not None:
        return False
    rows = [own_cells(row) for row in own_rows(table)]
    if max((len(cells) for cells in rows), default=0) < 2:
        return False
    lengths = [len(cell.get_text(strip=True)) for cells in rows for cell in cells]
    total, longest = sum(lengths), max(lengths)
    if not total:
        return False
    return not (len(rows) == 1 and longest > _LAYOUT_LENGTH and longest > _LAYOUT_SHARE * total)


def _span(cell: Tag, name: str) -> int:
    value, most = str(cell.get(name, "1")).strip()[:9], bounds().cell_span.most
    return min(max(int(value), 1), most) if value.isascii() and value.isdigit() else 1


class TableGrid:
    """The grid of one table."""

    def __init__(self, table: Tag) -> None:
        self._rows = own_rows(table)

    def cells(self) -> Iterator[PlacedCell]:
        """The cells in reading order with their places."""
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(self._rows):
            column = 0
            for cell in own_cells(row):
                while (r, column) in taken:
                    column += 1
                height, width = _span(cell, "rowspan"), _span(cell, "colspan")
                if height > 1:
                    down_to = min(height, len(self._rows) - r)
                    bounds().covered_places.check(len(taken) + (down_to - 1) * width)
                    taken.update(
                        (r + down, column + right)
                        for down in range(1, down_to)
                        for right in range(width)
                    )
                yield PlacedCell(cell, r, column, height, width)
                column += width
