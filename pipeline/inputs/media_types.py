"""Which media types are pages, and which media type a file suffix means: one data file.

The table is kejichu's own because that of the standard library depends on the machine.
"""

from functools import cache
from pathlib import Path, PurePath

from models.vocabulary import Row, read_rows

_FILE = Path(__file__).with_name("media_types.tsv")
_KINDS = frozenset({"yes", "no", "unknown", "if_json"})


@cache
def _rows() -> tuple[Row, ...]:
    return read_rows(_FILE, ("media_type", "page", "suffixes"))


@cache
def _kinds() -> dict[str, str]:
    return {row["media_type"]: row.one_of("page", _KINDS) for row in _rows()}


@cache
def _by_suffix() -> dict[str, str]:
    return {suffix: row["media_type"] for row in _rows() for suffix in row.many("suffixes")}


def media_type_of(path: PurePath) -> str | None:
    """Media type by the file's suffix, or None for a suffix that tells nothing."""
    return _by_suffix().get(path.suffix.lower())


def suffix_of(media_type: str | None) -> str:
    """The usual file suffix of a media type, ``.bin`` where none is known.

    >>> suffix_of("text/html"), suffix_of(None)
    ('.html', '.bin')
    """
    rows = (row for row in _rows() if row["media_type"] == media_type)
    return next((suffix for row in rows for suffix in row.many("suffixes")), ".bin")


def file_is_page(path: PurePath) -> bool:
    """Whether a file found in a folder may be a page: only a suffix known to be none refuses."""
    media_type = media_type_of(path)
    return media_type is None or _kinds()[media_type] != "no"


def page_kind(media_type: str | None) -> str:
    """``yes``, ``no``, ``unknown`` or ``if_json`` for the declared type of a record.

    Handlers often serve their JSON as text/plain, hence ``if_json``; a type that is not in the
    table is no page, a record without one is unknown.
    """
    return "unknown" if media_type is None else _kinds().get(media_type, "no")
