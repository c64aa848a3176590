"""Values that are given on the command line: JSON where they can only be that, else plain text."""

import json
from typing import Any

import click


def given_value(text: str | None, option: str, *words: str) -> Any:
    """The value of an option: null and ``words`` are JSON, and what begins as an object or list.

    None where the option was not given. Raises UsageError for what begins as JSON and is none.
    """
    if text is None or text == "null":
        return None
    if text in words or text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError as error:
            raise click.UsageError(f"{option} is no JSON: {error}") from error
    return text
