"""Charts of a table of counts: bars by value, or by year, as Vega-Lite, SVG and PNG."""

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from pipeline.counting.tables import Count, Table
from pipeline.reporting.errors import ReportError
from pipeline.reporting.wording import Wording

# Bars of a chart; the table under it has all values.
TOP = 15
_YEAR = "year"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
VEGA_LITE = "6.4"
_COLOUR = "#2f6f8f"
_FONTS = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
CONFIG = {"font": _FONTS, "view": {"stroke": None}}
_WIDTH, _BAR = 520, 22
_SCALE = 2
_COMMON = ("中华人民共和国", " of the People's Republic of China")
_CLIP = re.compile(r'(id="|url\(#)clip(\d+)')
# Vega makes the places in the page that bars lead to into addresses of its own site.
_BASE = "https://vega.github.io/vega-datasets/#"


def anchor(table: Table, values: Sequence[str]) -> str:
    """The place in the report of a value's records."""
    return f"{'-'.join(table.by)}={'-'.join(values)}"


def chart(table: Table, wording: Wording, run_id: str) -> dict[str, Any]:
    """The table's first values as a Vega-Lite chart whose bars lead to the values' rows.

    It says how much of the run it shows, as a picture may go about alone.
    """
    by_year = table.by == (_YEAR,)
    counts = table.counts if by_year else table.counts[:TOP]
    rows = [
        {
            "value": _short(label(count, wording)),
            "count": count.count,
            "told": f"{label(count, wording)}: {count.count}",
            "to": f"#{anchor(table, count.values)}",
        }
        for count in counts
    ]
    if by_year:
        rows = _every_year(rows)
    title = wording.pick(table.label_zh, table.label_en)
    return {
        "$schema": SCHEMA,
        "title": {
            "text": title,
            "subtitle": wording.say(
                "picture", covered=table.covered, counted=table.counted, run=run_id
            ),
            "anchor": "start",
            "offset": 12,
            "subtitleColor": "#595959",
        },
        "background": "white",
        "config": CONFIG,
        "data": {"values": rows},
        **(_columns() if by_year else _bars()),
    }


def label(count: Count, wording: Wording) -> str:
    """What a value is called, by its code where the vocabularies have no name for it."""
    return wording.pick(" × ".join(count.labels_zh), " × ".join(count.labels_en))


def _short(text: str) -> str:
    """A name without what all missions' names have in common."""
    for common in _COMMON:
        text = text.replace(common, "")
    return text


def _every_year(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Years without records between others are bars of no height, not gaps left out."""
    known = {int(row["value"]): row for row in rows}
    if not known:
        return []
    years = range(min(known), max(known) + 1)
    return [
        known.get(year, {"value": str(year), "count": 0, "told": f"{year}: 0", "to": "#"})
        for year in years
    ]


def _bars() -> dict[str, Any]:
    axis = {"title": None, "labelLimit": 300, "ticks": False, "domain": False}
    value = {"field": "value", "type": "nominal", "sort": None, "axis": axis}
    count = {"field": "count", "type": "quantitative", "axis": _counts_axis()}
    text = {"align": "left", "dx": 4}
    encoding = {"y": value, "x": count, "href": {"field": "to"}}
    return {"width": _WIDTH, "height": {"step": _BAR}, **_layers(encoding, text)}


def _columns() -> dict[str, Any]:
    axis = {"title": None, "labelAngle": 0, "ticks": False}
    value = {"field": "value", "type": "ordinal", "sort": None, "axis": axis}
    count = {"field": "count", "type": "quantitative", "axis": _counts_axis()}
    text = {"baseline": "bottom", "dy": -2}
    encoding = {"x": value, "y": count, "href": {"field": "to"}}
    return {"width": _WIDTH, "height": 200, **_layers(encoding, text)}


def _counts_axis() -> dict[str, Any]:
    return {"title": None, "grid": True, "tickMinStep": 1, "format": "d", "domain": False}


def _layers(encoding: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
    number = {"text": {"field": "count", "type": "quantitative"}}
    told = {"field": "told", "type": "nominal"}
    return {
        "encoding": encoding,
        "layer": [
            {"mark": {"type": "bar", "color": _COLOUR}, "encoding": {"tooltip": told}},
            {"mark": {"type": "text", **text}, "encoding": number},
        ],
    }


def svg(spec: dict[str, Any]) -> str:
    """The chart as SVG, its links leading to places of the same page. Raises ReportError."""
    given = json.dumps(spec)
    text: str = converter().vegalite_to_svg(given, vl_version=VEGA_LITE)
    return _own_names(text.replace(f'"{_BASE}', '"#'), sha256(given.encode()).hexdigest()[:8])


def _own_names(picture: str, chart: str) -> str:
    """A picture whose clips are named after the chart: Vega counts those of all pictures on."""
    numbers: dict[str, int] = {}

    def named(found: re.Match[str]) -> str:
        number = numbers.setdefault(found[2], len(numbers) + 1)
        return f"{found[1]}clip-{chart}-{number}"

    return _CLIP.sub(named, picture)


def png(spec: dict[str, Any]) -> bytes:
    """The chart as PNG, at twice its size. Raises ReportError."""
    data: bytes = converter().vegalite_to_png(json.dumps(spec), vl_version=VEGA_LITE, scale=_SCALE)
    return data


def converter() -> Any:
    """The module that draws charts. Raises ReportError where it is not installed."""
    try:
        import vl_convert
    except ImportError as error:
        raise ReportError("charts need the extra report: pip install 'kejichu[report]'") from error
    return vl_convert
