"""The counts by country as a map: a dot a country, so that small states are seen too.

A dot stands at the seat of government (``seats.tsv``), its area is the count. Without a base map
only the graticule is drawn, in the Equal Earth projection, which keeps areas true (Šavrič,
Patterson and Jenny 2018); the report takes no position on boundaries. Europe, where dots would
cover each other, stands below once more and larger.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from models.vocabulary import read_rows
from pipeline.counting.tables import Table
from pipeline.reporting.basemap import Basemap
from pipeline.reporting.charts import CONFIG, SCHEMA, anchor, label
from pipeline.reporting.wording import Wording

BY_COUNTRY = ("host_country",)
_FILE = Path(__file__).with_name("seats.tsv")
_COLUMNS = ("alpha3", "place_en", "latitude", "longitude")
# Dots of the world that have their names beside them; those of Europe have their codes below.
_NAMED = 12
_WIDTH, _HEIGHT, _EUROPE_HEIGHT = 760, 374, 400
# Square pixels of the smallest and the largest dot.
_LEAST_AREA, _MOST_AREA = 12, 500
# South, north, west and east of the larger map, in degrees.
_EUROPE = (34.0, 66.0, -25.0, 45.0)
_WORLD_PROJECTION = {
    "type": "equalEarth",
    "scale": 139,
    "translate": [_WIDTH / 2, _HEIGHT / 2],
}
_EUROPE_PROJECTION = {
    "type": "conicEqualArea",
    "parallels": [40, 60],
    "rotate": [-12, 0],
    "center": [0, 51],
    "scale": 780,
    "translate": [_WIDTH / 2, _EUROPE_HEIGHT / 2],
}


@cache
def seats() -> dict[str, tuple[float, float]]:
    """Latitude and longitude of seats of government in degrees, by ISO 3166-1 alpha-3.

    Raises VocabularyError, which names file and line, for a place that is not on Earth.
    """
    found = {}
    for row in read_rows(_FILE, _COLUMNS):
        try:
            place = float(row["latitude"]), float(row["longitude"])
        except ValueError as error:
            raise row.error(f"{row['latitude']} {row['longitude']} are no degrees") from error
        if not (-90 <= place[0] <= 90 and -180 <= place[1] <= 180):
            raise row.error(f"{row['latitude']} {row['longitude']} is not on Earth")
        found[row["alpha3"]] = place
    return found


def left_out(table: Table) -> tuple[int, dict[str, int]]:
    """What the map cannot show: records without a country, and counts of codes without a seat."""
    strange = {c.values[0]: c.count for c in table.counts if c.values[0] not in seats()}
    return table.counted - table.covered, strange


def off_the_map(table: Table, wording: Wording) -> str:
    """The line that tells what the map cannot show."""
    nowhere, strange = left_out(table)
    listed = "".join(f", {code} {count}" for code, count in strange.items())
    return wording.say("off_the_map", count=nowhere, listed=listed)


def country_map(
    table: Table, wording: Wording, run_id: str, base: Basemap | None
) -> dict[str, Any]:
    """The table of countries as a Vega-Lite map whose dots lead to the countries' rows."""
    rows = list(_rows(table, wording))
    europe = [row for row in rows if _in_europe(row)]
    named = [row for row in rows if row not in europe][:_NAMED]
    maps = [_map(_WORLD_PROJECTION, _HEIGHT, base, rows, named, "text")]
    if europe:
        maps.append(_map(_EUROPE_PROJECTION, _EUROPE_HEIGHT, base, europe, europe, "short"))
    return {
        "$schema": SCHEMA,
        "title": {
            "text": wording.say("map"),
            "subtitle": [
                wording.say("picture", covered=table.covered, counted=table.counted, run=run_id),
                off_the_map(table, wording),
                wording.say("boundaries_given" if base else "boundaries_none"),
            ],
            "anchor": "start",
            "offset": 12,
            "subtitleColor": "#595959",
        },
        "background": "white",
        "config": CONFIG,
        "vconcat": maps,
    }


def _rows(table: Table, wording: Wording) -> Iterator[dict[str, Any]]:
    most = max((count.count for count in table.counts), default=1)
    for count in table.counts:
        (code,) = count.values
        if code in seats():
            area = max(_MOST_AREA * count.count / most, _LEAST_AREA)
            yield {
                "told": f"{label(count, wording)}: {count.count}",
                "text": f"{label(count, wording)} {count.count}",
                "short": f"{code} {count.count}",
                "count": count.count,
                "area": area,
                "latitude": seats()[code][0],
                "longitude": seats()[code][1],
                "to": f"#{anchor(table, count.values)}",
            }


def _in_europe(row: dict[str, Any]) -> bool:
    south, north, west, east = _EUROPE
    return bool(south <= row["latitude"] <= north and west <= row["longitude"] <= east)


def _map(
    projection: dict[str, Any],
    height: int,
    base: Basemap | None,
    rows: list[dict[str, Any]],
    named: list[dict[str, Any]],
    name: str,
) -> dict[str, Any]:
    return {
        "width": _WIDTH,
        "height": height,
        "projection": projection,
        "layer": [*_ground(base), *_dots(rows, named, name)],
    }


def _ground(base: Basemap | None) -> list[dict[str, Any]]:
    shape = {"type": "geoshape", "clip": True}
    sphere = {"data": {"sphere": True}, "mark": {**shape, "fill": "#f2f6fa"}}
    lines = {
        "data": {"graticule": {"step": [15, 15]}},
        "mark": {**shape, "filled": False, "stroke": "#d5dde6", "strokeWidth": 0.6},
    }
    land = {**shape, "fill": "#e2e2da", "stroke": "white", "strokeWidth": 0.4}
    return [sphere, lines, *([{"data": base.data(), "mark": land}] if base else [])]


def _dots(
    rows: list[dict[str, Any]], named: list[dict[str, Any]], name: str
) -> list[dict[str, Any]]:
    place = {
        "longitude": {"field": "longitude", "type": "quantitative"},
        "latitude": {"field": "latitude", "type": "quantitative"},
    }
    # The area itself, so that a dot is as large on both maps.
    size = {"field": "area", "type": "quantitative", "scale": None}
    tooltip = {"field": "told", "type": "nominal"}
    dots = {
        "data": {"values": rows},
        "mark": {
            "type": "circle",
            "color": "#2f6f8f",
            "opacity": 0.7,
            "stroke": "white",
            "strokeWidth": 1,
        },
        "encoding": {**place, "size": size, "href": {"field": "to"}, "tooltip": tooltip},
    }
    names = {
        "data": {"values": named},
        "mark": {"type": "text", "dy": -13, "fontSize": 10},
        "encoding": {**place, "text": {"field": name, "type": "nominal"}},
    }
    return [dots, names]
