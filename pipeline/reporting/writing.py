"""Writing a report: the HTML file, and PNG pictures where Chinese can be drawn."""

from pathlib import Path

from pipeline.counting.selection import Selection
from pipeline.counting.statistics import Counted, statistics
from pipeline.reporting.basemap import Basemap, read_basemap
from pipeline.reporting.charts import chart, png
from pipeline.reporting.country_map import BY_COUNTRY, country_map
from pipeline.reporting.errors import ReportError
from pipeline.reporting.fonts import REMEDY, draws_chinese
from pipeline.reporting.report import report
from pipeline.reporting.wording import Language, Wording
from pipeline.runs.folder import open_private


def write_report(
    counted: Counted,
    selection: Selection,
    out: Path,
    pictures: Path | None = None,
    language: str = Language.BOTH,
    replace: bool = False,
    basemap: Path | None = None,
    interactive: bool = False,
) -> list[Path]:
    """Write the report to ``out``, and a picture of each chart into the folder ``pictures``.

    ``basemap`` is a GeoJSON or TopoJSON file to draw under the map; ``interactive`` puts scripts
    into the report that tell the numbers under the pointer.

    Returns what was written. Raises ReportError where ``out`` is taken or cannot be written, and
    for pictures where no font here has Chinese.
    """
    wording = Wording(Language(language))
    if out.exists() and not replace:
        raise ReportError(f"{out} is there already: name another file or pass --force")
    if pictures and wording.language is not Language.EN and not draws_chinese():
        raise ReportError(f"no font here draws Chinese, every character would be a box: {REMEDY}")
    base = read_basemap(basemap) if basemap else None
    text = report(counted, selection, wording, base, interactive)
    try:
        with open_private(out) as file:
            file.write(text)
        return [out, *(_pictures(counted, selection, pictures, wording, base) if pictures else ())]
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReportError(f"cannot write {error.filename or out}: {reason}") from error


def _pictures(
    counted: Counted, selection: Selection, folder: Path, wording: Wording, base: Basemap | None
) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    found = statistics(counted, selection=selection)
    for table in found.tables:
        charts = {"-".join(table.by): chart(table, wording, found.run_id)} if table.counts else {}
        if table.counts and table.by == BY_COUNTRY:
            charts["map"] = country_map(table, wording, found.run_id, base)
        for name, spec in charts.items():
            path = folder / f"{name}.png"
            path.write_bytes(png(spec))
            written.append(path)
    return written
