"""The formats of exports, each loaded only when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.publishing.job import Format

# Name of a format to its module and function, imported when it is asked for.
FORMATS = {
    "jsonl": "json_lines:json_lines",
    "csv": "csv_files:csv_files",
    "xlsx": "workbook:workbook",
    "parquet": "parquet_file:parquet_file",
    "datapackage": "data_package:data_package",
    "cset": "cset_table:cset_table",
    "ftm": "ftm_file:ftm_file",
}


def load_format(name: str) -> "Format":
    """The format of a name. Raises KeyError for none."""
    module, _, function = FORMATS[name].partition(":")
    found: Format = getattr(import_module(f"pipeline.publishing.{module}"), function)
    return found
