"""The map of countries: a dot for each, what is not on it is told, base maps are drawn as given."""

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.places import countries
from models.vocabulary import VocabularyError
from pipeline.counting.statistics import statistics
from pipeline.counting.tables import Table
from pipeline.reporting import country_map as maps
from pipeline.reporting.basemap import read_basemap
from pipeline.reporting.charts import svg
from pipeline.reporting.country_map import country_map, seats
from pipeline.reporting.errors import ReportError
from pipeline.reporting.wording import Language, Wording

pytest.importorskip("vl_convert", reason="needs the extra report")
# Of ISO 3166-1, without a population of their own and so without a seat.
NO_SEAT = {"ATA", "ATF", "BVT", "HMD", "SGS", "UMI"}
SQUARE = [[0, 50], [10, 50], [10, 55], [0, 55], [0, 50]]
EN = Wording(Language.EN)


@pytest.fixture
def table(run: Path) -> Table:
    from pipeline.counting.quality import load_quality
    from pipeline.counting.statistics import load_counted

    found = statistics(load_counted(run, load_quality(None)))
    return next(table for table in found.tables if table.by == ("host_country",))


def dots(spec: dict[str, Any]) -> dict[str, Any]:
    """The dots of the world by what they lead to."""
    layer = next(each for each in spec["vconcat"][0]["layer"] if each["mark"]["type"] == "circle")
    return {row["to"]: row for row in layer["data"]["values"]}


def test_every_country_has_a_seat_on_earth() -> None:
    assert {*countries()} - {*seats()} == NO_SEAT
    assert {*seats()} <= {*countries()}
    # One in each quarter of the Earth.
    assert seats()["USA"] == (38.9, -77.0) and seats()["BRA"] == (-15.8, -47.9)
    assert seats()["CHN"] == (39.9, 116.4) and seats()["AUS"] == (-35.3, 149.1)


def test_a_seat_that_is_nowhere_is_told_by_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "seats.tsv"
    path.write_text("alpha3\tplace_en\tlatitude\tlongitude\nFIN\tHelsinki\t160.2\t24.9\n", "utf-8")
    monkeypatch.setattr(maps, "_FILE", path)
    with pytest.raises(VocabularyError, match=r"160\.2 24\.9 is not on Earth"):
        seats.__wrapped__()


def test_each_country_is_a_dot_that_leads_to_its_row(table: Table) -> None:
    spec = country_map(table, EN, "r", None)
    found = dots(spec)
    assert {to: row["count"] for to, row in found.items()} == {
        f"#host_country={count.values[0]}": count.count for count in table.counts
    }
    areas = {row["count"]: row["area"] for row in found.values()}
    most = max(areas)
    assert areas[most] == 500 and areas[most // 2 or 1] < 500
    picture = svg(spec)
    assert picture.count('xlink:href="#host_country=') >= len(found)


def test_what_is_not_on_the_map_is_told(table: Table) -> None:
    first = table.counts[0]
    strange = first.model_copy(update={"values": ("ATA",), "count": 2})
    without = table.model_copy(
        update={"counts": (*table.counts, strange), "covered": table.counted - 3}
    )
    spec = country_map(without, EN, "r", None)
    assert "Not on the map: 3 without a country, ATA 2" in spec["title"]["subtitle"]
    assert "#host_country=ATA" not in dots(spec)
    assert any("no boundaries" in line for line in spec["title"]["subtitle"])


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1]], ids=["as RFC 7946", "clockwise"])
@pytest.mark.parametrize("kind", ["FeatureCollection", "Feature", "Polygon", "MultiPolygon"])
def test_land_is_drawn_whichever_way_round_its_rings_run(
    tmp_path: Path, table: Table, ring: list[list[float]], kind: str
) -> None:
    many = kind == "MultiPolygon"
    shape = {
        "type": "MultiPolygon" if many else "Polygon",
        "coordinates": [[ring]] if many else [ring],
    }
    feature = {"type": "Feature", "properties": {"name": "Land"}, "geometry": shape}
    given = {"FeatureCollection": {"type": kind, "features": [feature]}, "Feature": feature}
    path = tmp_path / "land.geojson"
    path.write_text(json.dumps(given.get(kind, shape)), "utf-8")
    spec = country_map(table, EN, "r", read_basemap(path))
    picture = svg(spec)
    # The land alone, on both maps; the wrong way round it would be all of the Earth but itself.
    lands = [part for part in picture.split("<path") if 'fill="#e2e2da"' in part]
    assert len(lands) == 2 and max(map(len, lands)) < 1000
    assert any("base map given" in line for line in spec["title"]["subtitle"])


def test_topojson_is_drawn(tmp_path: Path, table: Table) -> None:
    arc = [[0, 50], [0, 55], [10, 55], [10, 50], [0, 50]]
    path = tmp_path / "land.json"
    land = {"type": "Polygon", "arcs": [[0]]}
    found = {"type": "Topology", "objects": {"x": land, "land": land}, "arcs": [arc]}
    path.write_text(json.dumps(found), "utf-8")
    assert svg(country_map(table, EN, "r", read_basemap(path))).count('fill="#e2e2da"') == 2


@pytest.mark.parametrize(
    "text", ["", "[]", '{"type": "Feature"}', '{"type": "FeatureCollection", "features": [1]}']
)
def test_what_is_no_base_map_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "land.geojson"
    path.write_text(text, "utf-8")
    with pytest.raises(ReportError, match="is no GeoJSON or TopoJSON file"):
        read_basemap(path)
