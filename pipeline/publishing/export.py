"""Exports: records of a run in the forms that others read, several at once."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from models.base import Frozen
from pipeline.publishing.about import ABOUT, About, Licence, Tally, about_run
from pipeline.publishing.formats import load_format
from pipeline.publishing.job import Item, Job
from pipeline.publishing.selecting import selected
from pipeline.runs.folder import new_run_folder, open_private, read_manifest
from pipeline.searching.index import Request


class Order(Frozen):
    """What is asked of an export: formats, which records, and in what state.

    ``excel`` asks for CSV that Excel opens by a double click; ``licence`` states other terms than
    those of ``licence.yaml``.
    """

    formats: tuple[str, ...]
    request: Request = Request()
    contacts: bool = False
    excel: bool = False
    licence: Licence | None = None


def export(
    run: Path, out: Path, order: Order, index: Path | None = None, replace: bool = False
) -> About:
    """Write records of a run into the new folder ``out`` in the formats asked for, with
    ``about.json``; with several formats each gets a folder of its name.

    Returns the colophon with its counts. Raises RunFolderError where ``run`` is none or ``out`` is
    taken, QueryError and SearchError for a request that cannot be met, and ExportError where a
    format cannot be written here.
    """
    tally = Tally(
        about_run(read_manifest(run), order.licence, order.request.text(), order.contacts)
    )
    with new_run_folder(out, replace, marker=ABOUT, thing="an export") as folder:
        with ExitStack() as stack:
            takers = [
                stack.enter_context(load_format(name)(Job(own, tally, order.excel)))
                for name, own in _folders(folder, order.formats)
            ]
            for record in selected(run, order.request, order.contacts, index):
                item = Item(record)
                tally.add(item.values)
                for take in takers:
                    take(item)
        with open_private(folder / ABOUT) as text:
            text.write(tally.about.model_dump_json(indent=1) + "\n")
    return tally.about


def _folders(folder: Path, formats: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    names = [*dict.fromkeys(formats)]
    for name in names:
        own = folder / name if len(names) > 1 else folder
        own.mkdir(mode=0o700, exist_ok=True)
        yield name, own
