"""A base map that the user gives: land to draw under the dots, as GeoJSON or TopoJSON."""

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.reporting.errors import ReportError

# Bytes; a map of the world for a picture of this size has less than one million.
_MOST = 20_000_000
_SHAPES = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")
_COUNTRIES, _LAND = "countries", "land"
Ring = list[list[float]]


@dataclass(frozen=True)
class Basemap:
    """Features of a file, ready for a chart."""

    _data: dict[str, Any]

    def data(self) -> dict[str, Any]:
        """The data source of a Vega-Lite layer."""
        return self._data


def read_basemap(path: Path) -> Basemap:
    """Read a file. Raises ReportError for what is neither GeoJSON nor TopoJSON, or too large."""
    try:
        if path.stat().st_size > _MOST:
            raise ReportError(f"{path} is larger than {_MOST:,} bytes: take a coarser base map")
        found = json.loads(path.read_text("utf-8"))
        kind = found["type"]
        if kind == "Topology":
            return Basemap(_topology(found))
        features = found["features"] if kind == "FeatureCollection" else [found]
        shapes = [_shape(each) for each in features]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        if isinstance(error, ReportError):
            raise
        raise ReportError(f"{path} is no GeoJSON or TopoJSON file: {error}") from error
    return Basemap({"values": [shape for shape in shapes if shape], "format": {"type": "json"}})


def _topology(found: dict[str, Any]) -> dict[str, Any]:
    names = [*found["objects"]]
    name = next((n for n in (_COUNTRIES, _LAND) if n in names), names[0])
    return {"values": found, "format": {"type": "topojson", "feature": name}}


def _shape(feature: dict[str, Any]) -> dict[str, Any] | None:
    geometry = feature["geometry"] if feature["type"] == "Feature" else feature
    if geometry is None or geometry["type"] not in _SHAPES:
        return None
    kind, places = geometry["type"], geometry["coordinates"]
    if kind == "Polygon":
        places = _wound(places)
    elif kind == "MultiPolygon":
        places = [_wound(polygon) for polygon in places]
    return {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": places}}


def _wound(polygon: list[Ring]) -> list[Ring]:
    """A polygon whose outer ring runs clockwise and holes do not, as d3-geo needs it.

    RFC 7946 asks for the contrary, and many files follow neither; the wrong way round, a country is
    all of the Earth but itself.
    """
    return [
        ring if (_area(ring) > 0) == bool(number) else ring[::-1]
        for number, ring in enumerate(polygon)
    ]


def _area(ring: Ring) -> float:
    """Twice the area in square degrees, positive for a ring that runs counter-clockwise."""
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairwise(ring))
