"""Cells that spreadsheets would run, cut or refuse.

Text of web pages may begin like a formula. A spreadsheet that opens a CSV file would compute it, so
such a cell gets an apostrophe in front, as does one that begins with an apostrophe: taking one
leading apostrophe away gives the text again.
"""

from pipeline.publishing.cells import safe_cell

_APOSTROPHE = "'"
# A cell of Excel holds this many UTF-16 code units.
MOST_UNITS = 32_767
CUT = " […cut]"


def inert_cell(value: str) -> str:
    """The text of a CSV cell, so that no spreadsheet takes it for a formula.

    >>> inert_cell("=cmd|'/c calc'!A0")
    "'=cmd|'/c calc'!A0"
    """
    return _APOSTROPHE + value if value.startswith(_APOSTROPHE) else safe_cell(value)


def fitting_cell(value: str) -> str:
    """The text cut to what a cell of Excel holds, with a mark where it was cut."""
    if len(value) <= MOST_UNITS // 2 or _units(value) <= MOST_UNITS:
        return value
    room = MOST_UNITS - _units(CUT)
    kept = value.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return kept + CUT


def _units(value: str) -> int:
    return len(value.encode("utf-16-le")) // 2
