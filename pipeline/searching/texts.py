"""Which texts of a record are searched: its own fields, and the page that it stands on.

The content of a record is its whole page, which others may share. Finds in the record's own fields
come first for that reason.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_OWN = (
    "title",
    "title_en",
    "summary",
    "advantages",
    "application_area",
    "partner_requirements",
    "cooperation_type_raw",
    "technology_field_raw",
    "host_country_name",
    "referring_mission_raw",
)
_NAMES = ("name", "name_zh", "name_en", "aliases", "alias", "description", "location", "city")
_NAMED = ("foreign_parties", "chinese_parties", "people")
_PAGE = ("content", "content_en")


def own_texts(record: Mapping[str, Any]) -> list[str]:
    """Texts of the record's own fields: titles, descriptions, names of parties and persons."""
    found = [text for field in _OWN for text in _strings(record[field])]
    for field in _NAMED:
        found += _names(record[field])
    return found


def page_texts(record: Mapping[str, Any]) -> list[str]:
    """Texts of the page."""
    return [text for field in _PAGE for text in _strings(record[field])]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif value is not None:
        yield from value


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name in _NAMES:
            yield from _names(value.get(name))
    elif value is not None:
        for item in value:
            yield from _names(item)
