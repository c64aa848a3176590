"""Cells of tables that spreadsheets open: text that none of them takes for a formula."""

import re

# What a spreadsheet begins a formula with, in either width, behind anything it may skip; and a tab
# or line end in front, which some of them split the cell at.
_FORMULA = re.compile(r"[\s\ufeff\x00-\x1f]*[=+\-@＝＋－＠]|[\t\r\n]")


def safe_cell(text: str) -> str:
    """The text as a cell: behind an apostrophe where it could be a formula.

    >>> safe_cell("=cmd|'/c calc'!A0"), safe_cell("中文"), safe_cell("\\t@SUM(A1)")
    ("'=cmd|'/c calc'!A0", '中文', "'\\t@SUM(A1)")
    """
    return f"'{text}" if _FORMULA.match(text) else text
