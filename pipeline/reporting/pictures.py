"""Which pictures a table has: a chart, and countries a map too."""

from collections.abc import Iterator
from typing import Any

from pipeline.counting.tables import Table
from pipeline.reporting.basemap import Basemap
from pipeline.reporting.charts import chart
from pipeline.reporting.country_map import BY_COUNTRY, country_map
from pipeline.reporting.wording import Wording


def pictures(
    table: Table, wording: Wording, run_id: str, base: Basemap | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pictures of a table as Vega-Lite, each by its name; none of a table without counts."""
    if not table.counts:
        return
    yield "-".join(table.by), chart(table, wording, run_id)
    if table.by == BY_COUNTRY:
        yield "map", country_map(table, wording, run_id, base)
