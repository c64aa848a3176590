"""Consoles: one for results, one for everything else; page text is printed inert."""

import json
import unicodedata
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

# Bidirectional overrides and isolates could make a quote read other than it is.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def results() -> "Console":
    """The console of results, on stdout."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def notes() -> "Console":
    """The console of progress and remarks, on stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def inert(text: str) -> str:
    """Text of a page for a terminal: control characters and bidi overrides shown as U+FFFD."""
    return "".join(
        "\ufffd"
        if char in _BIDI or (unicodedata.category(char) == "Cc" and char not in "\n\t")
        else char
        for char in text
    )


def print_json(value: Any) -> None:
    """A value as JSON on stdout, in one line that other programs read."""
    click.echo(json.dumps(value, ensure_ascii=False))
