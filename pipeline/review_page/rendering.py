"""Pages as HTML; every value is escaped."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from pipeline.cli.console import inert
from pipeline.review_page import links
from pipeline.review_page.labels import field_label, label_of, word
from pipeline.review_page.static import addresses

_HERE = Path(__file__).parent
# Its own and those of the pages that are parts of the same server.
_FOLDERS = (_HERE / "templates", _HERE.parent / "explore_page" / "templates")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDERS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        address=links.address,
        only=links.only,
        narrowed=links.narrowed,
        word=word,
        field_label=field_label,
        label_of=label_of,
        static=addresses(),
    )
    environment.filters["inert"] = lambda value: inert(str(value))
    return environment


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A template with its values."""
    return HTMLResponse(_environment().get_template(name).render(**values), status)
