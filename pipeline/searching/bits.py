"""Sets of rows as integers: bit N stands for row N. Python counts and joins them at once."""

from collections.abc import Iterable, Iterator

_ZERO, _ONE = b"0", ord("1")


def of_rows(rows: Iterable[int], size: int) -> int:
    """The set of row numbers below ``size``."""
    digits = bytearray(_ZERO * (size or 1))
    for row in rows:
        digits[row] = _ONE
    digits.reverse()
    return int(digits, 2)


def of_range(start: int, end: int) -> int:
    """The set of the rows from ``start`` to before ``end``."""
    return (1 << end) - (1 << start) if start < end else 0


def rows_of(bits: int) -> Iterator[int]:
    """The row numbers, in rising order."""
    digits = f"{bits:b}"[::-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)


def to_bytes(bits: int) -> bytes:
    """The set as bytes."""
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def from_bytes(data: bytes) -> int:
    """The set that ``to_bytes`` wrote."""
    return int.from_bytes(data, "little")
