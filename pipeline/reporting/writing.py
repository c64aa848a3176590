"""Writing a report: the HTML file, and PNG pictures where Chinese can be drawn."""

from pathlib import Path

from pipeline.counting.selection import Selection
from pipeline.counting.statistics import Counted, statistics
from pipeline.reporting.basemap import Basemap, read_basemap
from pipeline.reporting.charts import png
from pipeline.reporting.errors import ReportError
from pipeline.reporting.fonts import REMEDY, draws_chinese
from pipeline.reporting.pictures import pictures
from pipeline.reporting.report import report
from pipeline.reporting.wording import Language, Wording
from pipeline.runs.folder import open_private


def write_report(
    counted: Counted,
    selection: Selection,
    out: Path,
    png_folder: Path | None = None,
    language: str = Language.BOTH,
    replace: bool = False,
    basemap: Path | None = None,
    interactive: bool = False,
) -> list[Path]:
    """Write the report to ``out``, and a picture of each chart into ``png_folder``.

    ``basemap`` is a GeoJSON or TopoJSON file to draw under the map; ``interactive`` puts scripts
    into the report that tell the numbers under the pointer.

    Returns what was written. Raises ReportError where ``out`` is taken or cannot be written, and
    for pictures where no font here has Chinese.
    """
    wording = Wording(Language(language))
    if out.exists() and not replace:
        raise ReportError(f"{out} is there already: name another file or pass --force")
    if png_folder and wording.language is not Language.EN and not draws_chinese():
        raise ReportError(f"no font here draws Chinese, every character would be a box: {REMEDY}")
    base = read_basemap(basemap) if basemap else None
    text = report(counted, selection, wording, base, interactive)
    try:
        with open_private(out) as file:
            file.write(text)
        return [out, *(_draw(counted, selection, png_folder, wording, base) if png_folder else ())]
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReportError(f"cannot write {error.filename or out}: {reason}") from error


def _draw(
    counted: Counted, selection: Selection, folder: Path, wording: Wording, base: Basemap | None
) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    found = statistics(counted, selection=selection)
    for table in found.tables:
        for name, spec in pictures(table, wording, found.run_id, base):
            path = folder / f"{name}.png"
            path.write_bytes(png(spec))
            written.append(path)
    return written
