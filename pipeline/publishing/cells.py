"""Cells of tables that spreadsheets open: text that none of them takes for a formula."""

# What a spreadsheet begins a formula with, in either width, and what it skips before one.
_FORMULA = frozenset("=+-@＝＋－＠")
_SKIPPED = " \t\r\n\u00a0\u3000\ufeff"


def safe_cell(text: str) -> str:
    """The text as a cell: behind an apostrophe where it could be a formula.

    >>> safe_cell("=cmd|'/c calc'!A0"), safe_cell("中文"), safe_cell("\\t@SUM(A1)")
    ("'=cmd|'/c calc'!A0", '中文', "'\\t@SUM(A1)")
    """
    begin = text.lstrip(_SKIPPED)[:1]
    # A tab or return at the front splits the cell in some of them.
    return f"'{text}" if (begin in _FORMULA and begin) or text[:1] in ("\t", "\r", "\n") else text
