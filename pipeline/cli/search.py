"""``kejichu search``: records that hold words, narrowed and counted by coded fields."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE
from pipeline.cli.run_option import run_folder, run_option
from pipeline.cli.selecting import filter_options, index_option, request

if TYPE_CHECKING:
    from pipeline.searching.index import Matches, Request, SearchIndex

_ALL = "all"
_FACETS = ("publication_year", "host_country", "technology_fields", "opportunity_direction")
_SHOWN_VALUES = 6


@click.command()
@click.argument("words", nargs=-1)
@run_option
@filter_options
@click.option("--facet", multiple=True, help="Count the values of this field; all for all.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=0))
@click.option("--skip", default=0, type=click.IntRange(min=0), help="Leave out so many first.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@index_option
def command(
    words: tuple[str, ...],
    run: str,
    where: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    own: bool,
    facet: tuple[str, ...],
    limit: int,
    skip: int,
    as_json: bool,
    index: Path | None,
    workspace: Path,
) -> int:
    """Search the records of a run for WORDS, which must all stand in a record or on its page.

    Chinese is found in any part of a word, traditional or simplified; English by whole words.
    '"fuel cell"' asks for words in a row, 氢能 OR hydrogen for either, hydro* for a beginning, and
    after a -- the word -电池 for records without it.

    \b
    kejichu search 氢能 OR hydrogen --where host_country=DEU --since 2018-01-01
    """
    from pipeline.searching.facets import facets
    from pipeline.searching.index import SearchIndex

    asked = request(" ".join(words), where, since, until, own)
    counted = facets() if _ALL in facet else facet or _FACETS
    with SearchIndex(run_folder(run, workspace), index) as found:
        matches = found.search(asked)
        note_unknown(found, asked)
        if as_json:
            console.print_json(_document(found, asked, matches, counted, limit, skip))
        else:
            _print(matches, counted, limit, skip)
    return DONE


def note_unknown(index: "SearchIndex", asked: "Request") -> None:
    """Say on stderr which values of filters no record of the run has."""
    for name, values in asked.where.items():
        for value in values:
            if value not in index.facet(name):
                console.notes().print(f"no record has {name}={value}", markup=False)


def _document(
    index: "SearchIndex",
    asked: "Request",
    matches: "Matches",
    counted: tuple[str, ...],
    limit: int,
    skip: int,
) -> dict[str, Any]:
    return {
        "run_id": index.run_id,
        "request": asked.model_dump(mode="json"),
        "total": matches.total,
        "total_own": matches.total_own,
        "hits": [hit.model_dump(mode="json") for hit in matches.hits(limit, skip)],
        "facets": {name: dict(matches.counts(name)) for name in counted},
    }


def _print(matches: "Matches", counted: tuple[str, ...], limit: int, skip: int) -> None:
    results = console.results()
    for hit in matches.hits(limit, skip):
        day, country = hit.publication_date or "–         ", hit.host_country or "–  "
        title = console.inert(hit.title)
        results.print(f"{hit.opportunity_id}  {day}  {country}  {title}", markup=False)
    own = matches.total_own
    where = f", {own} with the words in their own fields" if 0 < own < matches.total else ""
    results.print(f"{matches.total} records{where}", markup=False)
    for name in counted:
        pairs = matches.counts(name)
        shown = ", ".join(f"{v or 'none'} {count}" for v, count in pairs[:_SHOWN_VALUES])
        more = f", and {len(pairs) - _SHOWN_VALUES} more" if len(pairs) > _SHOWN_VALUES else ""
        results.print(f"{name}: {console.inert(shown)}{more}", markup=False)
