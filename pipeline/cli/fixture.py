"""``kejichu fixture``: what the bundled pages give, and acceptance of a reviewed change."""

from pathlib import Path
from typing import Any

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, REFUSED

_SHOWN = 160


@click.group()
def command() -> None:
    """Compare fixtures with what the program gives, and accept a reviewed change."""


def _cases(names: tuple[str, ...], folder: Path | None) -> list[Path]:
    from pipeline.fixtures import cases
    from pipeline.runs.bundled import bundled_folder

    found = cases(folder or bundled_folder())
    unknown = set(names) - {case.name for case in found}
    if unknown:
        raise click.UsageError(f"no such fixture: {', '.join(sorted(unknown))}")
    return [case for case in found if not names or case.name in names]


_FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the fixtures; the bundled ones by default.",
)


@command.command()
@click.argument("cases", nargs=-1)
@_FOLDER
def check(cases: tuple[str, ...], folder: Path | None) -> int:
    """Show every field that differs from output.json; exit code 4 if any does."""
    return REFUSED if _show(_cases(cases, folder)) else DONE


@command.command()
@click.argument("cases", nargs=-1)
@_FOLDER
@click.option("--all", "everything", is_flag=True, help="Accept all fixtures.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def accept(cases: tuple[str, ...], folder: Path | None, everything: bool, yes: bool) -> int:
    """Show what changed in CASES and, once confirmed, write it to their output.json."""
    from pipeline.fixtures import accept as write

    if not cases and not everything:
        raise click.UsageError("name the cases, or pass --all")
    chosen = _cases(cases, folder)
    changed = _show(chosen)
    if not changed:
        console.notes().print("nothing changed")
        return DONE
    if not yes:
        click.confirm(f"accept {len(changed)} fixtures?", abort=True, err=True)
    for case in changed:
        write(case)
    return DONE


def _show(cases: list[Path]) -> list[Path]:
    from rich.text import Text

    from pipeline.fixtures import changes

    results, changed = console.results(), []
    for case in cases:
        found = list(changes(case))
        if found:
            changed.append(case)
        for change in found:
            place = "" if change.record < 0 else f"[{change.record}]"
            results.print(Text(f"{case.name}{place}.{change.field}", style="bold"))
            results.print(Text(f"  - {_short(change.expected)}", style="red"))
            results.print(Text(f"  + {_short(change.actual)}", style="green"))
    return changed


def _short(value: Any) -> str:
    text = console.inert(str(value))
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
