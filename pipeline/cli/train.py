"""``kejichu train``: the sentence classifiers, from labelled texts."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extractors.tasks import TASKS
from pipeline.cli import console
from pipeline.cli.errors import DONE

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.training.measuring import HeldOut


@click.command()
@click.argument("texts", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of the weights."
)
@click.option("--task", "tasks", multiple=True, type=click.Choice(TASKS), help="Only this task.")
@click.option(
    "--report",
    is_flag=True,
    help="Measure on families of texts left out whole, beside texts left out alone.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(
    texts: Path, out: Path | None, tasks: tuple[str, ...], report: bool, as_json: bool
) -> int:
    """Train the classifiers on TEXTS, a folder of .jsonl files, one a family of texts.

    The same texts give the same weights. Needs the extra train.
    """
    from pipeline.training.texts import TrainingMissing, read_texts
    from pipeline.training.train import held_out, train, write_weights

    if out is None and not report:
        raise click.UsageError("name a folder with --out, or measure with --report")
    if find_spec("sklearn") is None:
        raise TrainingMissing("training needs scikit-learn: pip install 'kejichu[train]'")
    read, tasks = read_texts(texts), tasks or TASKS
    written = [str(write_weights(one, out)) for one in train(read, tasks)] if out else []
    measured = list(_noted(held_out(read, tasks))) if report else []
    if as_json:
        console.print_json({"texts": len(read), "weights": written, "held_out": _data(measured)})
        return DONE
    for path in written:
        console.results().print(path, markup=False)
    if measured:
        console.results().print(_table(measured))
    return DONE


def _noted(measured: "Iterator[HeldOut]") -> "Iterator[HeldOut]":
    """Each task as it is done: they take minutes."""
    for one in measured:
        console.notes().print(f"{one.task}: {one.unseen:.3f}", markup=False)
        yield one


def _data(measured: "list[HeldOut]") -> list[dict[str, Any]]:
    return [
        {
            "task": one.task,
            "texts": one.texts,
            "families": one.families,
            "families_held_out": round(one.unseen, 4),
            "families_seen": round(one.seen, 4),
            "labels": [
                {
                    "label": label,
                    "texts": n,
                    "families_held_out": round(unseen, 4),
                    "families_seen": round(seen, 4),
                }
                for label, n, unseen, seen in one.labels
            ],
        }
        for one in measured
    ]


def _table(measured: "list[HeldOut]") -> "Table":
    from rich.table import Table

    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("F1 on texts left out", no_wrap=True)
    for name in ("texts", "families held out", "families seen", "apart"):
        shown.add_column(name, justify="right", no_wrap=True)
    for one in measured:
        shown.add_row(one.task, *_cells(one.texts, one.unseen, one.seen))
        for label, texts, unseen, seen in one.labels:
            shown.add_row(f"  {label}", *_cells(texts, unseen, seen))
    return shown


def _cells(texts: int, unseen: float, seen: float) -> tuple[str, ...]:
    return str(texts), f"{unseen:.3f}", f"{seen:.3f}", f"{100 * (seen - unseen):+.1f}"
