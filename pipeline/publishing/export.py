"""Exports: records of a run in the forms that others read, several at once."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

from models.opportunity import Opportunity
from pipeline.publishing.about import ABOUT, About, Tally
from pipeline.publishing.job import Format, Item, Job
from pipeline.publishing.redaction import redacted
from pipeline.runs.folder import new_run_folder, open_private

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


def load_format(name: str) -> Format:
    """The format of a name. Raises KeyError for none."""
    module, _, function = FORMATS[name].partition(":")
    found: Format = getattr(import_module(f"pipeline.publishing.{module}"), function)
    return found


def export(
    records: Iterable[Opportunity],
    out: Path,
    names: Sequence[str],
    about: About,
    excel: bool = False,
    replace: bool = False,
) -> About:
    """Write the records into the new folder ``out`` in the named formats, and ``about.json``.

    With several formats each gets a folder of its name. Contacts are redacted where ``about`` says
    so. Returns the colophon with its counts. Raises RunFolderError where ``out`` is taken, and
    ExportError where a format cannot be written here.
    """
    tally = Tally(about)
    with new_run_folder(out, replace, ABOUT, "export") as folder:
        with ExitStack() as stack:
            takers = []
            for name in dict.fromkeys(names):
                own = folder / name if len({*names}) > 1 else folder
                own.mkdir(mode=0o700, exist_ok=True)
                takers.append(stack.enter_context(load_format(name)(Job(own, tally, excel))))
            for record in records:
                item = Item(redacted(record) if about.contacts == "redacted" else record)
                tally.add(item.values)
                for take in takers:
                    take(item)
        with open_private(folder / ABOUT) as text:
            text.write(tally.about.model_dump_json(indent=1) + "\n")
    return tally.about
