"""The folder of a survey: the draw with its frame, and the coding sheet."""

from pathlib import Path

from pydantic import ValidationError

from pipeline.runs.folder import open_private
from pipeline.surveying.drawing import Draw, frame_digest
from pipeline.surveying.errors import SurveyError
from pipeline.surveying.sheet import CSV_SHEET, XLSX_SHEET, write_csv, write_xlsx

DRAW = "draw.json"


def write_survey(draw: Draw, folder: Path, form: str) -> Path:
    """Write a draw with an empty sheet, ``csv`` or ``xlsx``; gives the sheet's path.

    Raises SurveyError where the folder holds anything: a sheet that people fill in is never
    overwritten.
    """
    if folder.exists() and (folder.is_file() or any(folder.iterdir())):
        raise SurveyError(f"{folder} is not empty: name a new folder for the survey")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open_private(folder / DRAW) as handle:
        handle.write(draw.model_dump_json(indent=1) + "\n")
    sheet = folder / (CSV_SHEET if form == "csv" else XLSX_SHEET)
    (write_csv if form == "csv" else write_xlsx)(draw, sheet)
    return sheet


def read_draw(folder: Path) -> Draw:
    """The draw of a survey's folder. Raises SurveyError, also where its frame was changed."""
    try:
        draw = Draw.model_validate_json((folder / DRAW).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise SurveyError(f"{folder} holds no survey: its {DRAW} cannot be read") from error
    if frame_digest(draw.frame) != draw.frame_sha256 or len(draw.frame) != draw.frame_size:
        raise SurveyError(f"the frame in {folder / DRAW} was changed after the draw")
    return draw


def the_sheet(folder: Path) -> Path:
    """The one sheet of the folder. Raises SurveyError for none or both."""
    found = [folder / name for name in (CSV_SHEET, XLSX_SHEET) if (folder / name).is_file()]
    if len(found) != 1:
        problem = "no sheet" if not found else "two sheets"
        raise SurveyError(f"{folder} holds {problem}: name the sheet with --sheet")
    return found[0]
