"""Loading of vocabulary files: tab-separated, one entry a line, errors that name file and line."""

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent / "vocabularies"


class VocabularyError(ValueError):
    """A vocabulary file that breaks its own rules; the message names file, line and mend."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path.name}:{line}: {message}")


class Row(Mapping[str, str]):
    """One line of a vocabulary file, by column name, which knows where it stands."""

    def __init__(self, path: Path, line: int, cells: dict[str, str]) -> None:
        self.path, self.line, self._cells = path, line, cells

    def __getitem__(self, column: str) -> str:
        return self._cells[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def many(self, column: str) -> tuple[str, ...]:
        """The ``|``-separated values of a cell, without empty ones."""
        return tuple(part.strip() for part in self[column].split("|") if part.strip())

    def one_of(self, column: str, allowed: frozenset[str]) -> str:
        """The cell's value, which must be one of ``allowed``."""
        if self[column] not in allowed:
            raise self.error(f"{column} {self[column]!r} is none of {', '.join(sorted(allowed))}")
        return self[column]

    def weight(self, column: str = "weight") -> int:
        """The cell as a weight: 3 decides alone, 2 decides with another, 1 only supports."""
        return int(self.one_of(column, frozenset("123")))

    def error(self, message: str) -> VocabularyError:
        """An error at this line, to be raised by the caller."""
        return VocabularyError(self.path, self.line, message)


def read_rows(path: Path, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """All rows of a vocabulary file whose header must be exactly ``columns``.

    Raises VocabularyError on a wrong header, a wrong number of cells, an empty first cell or a
    row that stands twice.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != columns:
        raise VocabularyError(path, 1, f"the header must be {' '.join(columns)}")
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise VocabularyError(path, number, f"{len(cells)} cells instead of {len(columns)}")
        if not cells[0].strip():
            raise VocabularyError(path, number, f"{columns[0]} is empty")
        if line in seen:
            raise VocabularyError(path, number, f"the same as line {seen[line]}")
        seen[line] = number
        rows.append(Row(path, number, dict(zip(columns, map(str.strip, cells), strict=True))))
    return tuple(rows)


@cache
def digest() -> str:
    """SHA-256 over all vocabulary files, so that a run names the vocabularies it was made with."""
    total = sha256()
    for path in sorted(ROOT.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
