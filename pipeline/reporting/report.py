"""A run's report: every count as chart, table and CSV, and the records behind them, in one file."""

import csv
import io
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from models.opportunity import Opportunity
from pipeline.counting.dimensions import dimension
from pipeline.counting.quality import BOUND
from pipeline.counting.rows import CountRow
from pipeline.counting.selection import Selection, select
from pipeline.counting.statistics import Counted, Statistics, statistics
from pipeline.counting.tables import Table
from pipeline.publishing.about import default_licence
from pipeline.publishing.cells import safe_cell
from pipeline.publishing.redaction import page_private, redacted
from pipeline.reporting.basemap import Basemap
from pipeline.reporting.charts import TOP, anchor, label, svg
from pipeline.reporting.interactive import description, script
from pipeline.reporting.interactive import digest as script_digest
from pipeline.reporting.pictures import pictures
from pipeline.reporting.wording import Wording
from pipeline.runs.records import read_records

_HERE = Path(__file__).parent
# A page of more records than this is slow to open.
MOST_RECORDS = 5_000
_DIGEST = 12
# Values whose evidence a reader of the counts asks for.
_SHOWN = (
    "publication_date",
    "referring_mission_id",
    "host_country",
    "opportunity_direction",
    "foreign_parties",
    "technology_fields",
    "cooperation_types",
)


@dataclass(frozen=True)
class Section:
    """A table of the report, ready to be shown: remarks, and rows with their records.

    ``pictures`` are drawn as SVG, each with its description for an interactive report.
    """

    title: str
    id: str
    remarks: tuple[str, ...]
    pictures: tuple[tuple[Markup, dict[str, Any]], ...]
    rows: tuple[tuple[str, str, str, int, str, int, tuple[str, ...]], ...]
    csv: str


def report(
    counted: Counted,
    selection: Selection,
    wording: Wording,
    base: Basemap | None = None,
    interactive: bool = False,
) -> str:
    """The report as HTML: nothing fetched, text of pages inert. Raises ReportError.

    ``base`` is drawn under the map of countries. No script is in it unless it is ``interactive``:
    then the charts tell the numbers under the pointer.
    """
    found = statistics(counted, selection=selection)
    rows = select(counted.rows, selection).rows
    style = (_HERE / "report.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return _template().render(
        say=wording.say,
        language="en" if wording.language == "en" else "zh",
        head=_head(found, wording),
        sections=[_section(table, rows, wording, found.run_id, base) for table in found.tables],
        records=list(_records(counted.run, rows)) if len(rows) <= MOST_RECORDS else None,
        most=MOST_RECORDS,
        style=Markup(style),  # our own file
        style_hash=f"sha256-{digest}",
        description=description,
        script=script() if interactive else None,
        script_source=script_digest() if interactive else "",
    )


def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("report.html.j2")


def _head(found: Statistics, wording: Wording) -> list[str]:
    say = wording.say
    unit = "counted" if found.unit.startswith("unique") else "copies"
    reasons = ", ".join(say(name, count=count) for name, count in found.apart.items())
    lines = [
        say(unit, counted=found.counted, reports=found.reports),
        say("apart", records=found.records, reasons=reasons),
    ]
    if found.since or found.until:
        lines.append(say("window", since=found.since or "…", until=found.until or "…"))
    if found.where:
        lines.append(say("chosen", where=", ".join(found.where)))
    lines.append(say("reviewed", count=found.any_review) if found.any_review else say("unreviewed"))
    lines += _single_numbers(found, wording)
    lines.append(
        say(
            "versions",
            run=found.run_id,
            schema=found.schema_version,
            pipeline=found.pipeline_version,
            vocabulary=found.vocabulary_digest[:_DIGEST],
        )
    )
    licence = default_licence()
    lines.append(
        say("licence", text=wording.pick(licence.title_zh or licence.title, licence.title))
    )
    return lines


def _single_numbers(found: Statistics, wording: Wording) -> Iterator[str]:
    if found.parties:
        yield wording.say("parties", **_plain(found.parties, "distinct", "covered", "counted"))
    if found.alliances:
        share = _percent(found.alliances.share)
        yield wording.say("alliances", **_plain(found.alliances, "count", "of"), share=share)
    for closure in found.closures:
        values = closure.model_dump(exclude={"share_before"})
        yield wording.say("closure", **values, share=_percent(closure.share_before))


def _plain(value: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _section(
    table: Table, rows: Sequence[CountRow], wording: Wording, run_id: str, base: Basemap | None
) -> Section:
    lines = tuple(
        (
            anchor(table, count.values),
            ", ".join(count.values),
            label(count, wording),
            count.count,
            _percent(count.share),
            count.reviewed,
            tuple(row.opportunity_id for row in rows if _under(row, table, count.values)),
        )
        for count in table.counts
    )
    specs = [spec for _, spec in pictures(table, wording, run_id, base)]
    return Section(
        title=wording.pick(table.label_zh, table.label_en),
        id="-".join(table.by),
        remarks=tuple(_remarks(table, wording)),
        pictures=tuple((Markup(svg(spec)), spec) for spec in specs),  # drawn by us
        rows=lines,
        csv=_csv(table),
    )


def _under(row: CountRow, table: Table, values: Sequence[str]) -> bool:
    pairs = zip(table.by, values, strict=True)
    return all(value in dimension(name).values(row) for name, value in pairs)


def _remarks(table: Table, wording: Wording) -> Iterator[str]:
    yield wording.say("coverage", **_plain(table, "covered", "counted", "reviewed"))
    if table.several:
        yield wording.say("several")
    for error in table.errors:
        key = "error_bound" if error.basis == BOUND else "error_measured"
        yield wording.say(key, error=_percent(error.error), metric=error.metric)
    rest = table.counts[TOP:]
    if rest and table.by != ("year",):
        count = sum(count.count for count in rest)
        yield wording.say("more", shown=TOP, more=len(rest), count=count)
    if not table.counts:
        yield wording.say("nothing")


def _csv(table: Table) -> str:
    """The table as a CSV file in an address, so that the report stays one file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["value", "label_zh", "label_en", "count", "share", "covered", "counted"])
    for count in table.counts:
        texts = (count.values, count.labels_zh, count.labels_en)
        cells = [safe_cell(" × ".join(parts)) for parts in texts]
        writer.writerow([*cells, count.count, count.share, table.covered, table.counted])
    data = b64encode(("\ufeff" + out.getvalue()).encode()).decode()
    return f"data:text/csv;charset=utf-8;base64,{data}"


def _records(run: Path, rows: Sequence[CountRow]) -> Iterator[tuple[Opportunity, list[Any]]]:
    wanted = {row.opportunity_id for row in rows}
    for _, records in groupby(read_records(run), key=lambda record: record.report_id):
        page = list(records)
        known = page_private(page)
        for record in page:
            if record.opportunity_id in wanted:
                shown = redacted(record, known)
                yield shown, [e for e in shown.field_evidence if e.pointer.split("/")[1] in _SHOWN]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"
