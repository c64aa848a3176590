"""Options of the commands that pick records of a run by a search."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from pipeline.searching.index import Request

_Command = TypeVar("_Command", bound=Callable[..., Any])

index_option = click.option(
    "--index",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File of the search index, if not beside the run.",
)


def filter_options(command: _Command) -> _Command:
    """Options that narrow the records: facets, dates, and where the words must stand."""
    day = click.DateTime(["%Y-%m-%d"])
    for option in reversed(
        (
            click.option(
                "--where",
                multiple=True,
                metavar="FIELD=VALUE",
                help="Only records with this value of a coded field; of several values of one "
                "field any will do, of several fields all must hold; FIELD= is for none.",
            ),
            click.option("--since", type=day, help="Published on this day or later."),
            click.option("--until", type=day, help="Published on this day or earlier."),
            click.option(
                "--own",
                is_flag=True,
                help="Words must stand in the record's own fields, not elsewhere on its page.",
            ),
        )
    ):
        command = option(command)
    return command


def request(
    query: str, where: tuple[str, ...], since: datetime | None, until: datetime | None, own: bool
) -> "Request":
    """The search that the options ask for. Raises UsageError for a filter without ``=``."""
    from pipeline.searching.index import Request

    chosen: dict[str, list[str]] = defaultdict(list)
    for item in where:
        name, equals, value = item.partition("=")
        if not equals:
            raise click.UsageError(f"--where {item!r} is not written FIELD=VALUE")
        chosen[name].append(value)
    return Request(
        query=query,
        where={name: tuple(values) for name, values in chosen.items()},
        since=since.date() if since else None,
        until=until.date() if until else None,
        own=own,
    )
