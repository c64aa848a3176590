"""``kejichu schema``: the record's schema, and the files generated from it."""

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, REFUSED


@click.command()
@click.option("--write", "do_write", is_flag=True, help="Write the generated files.")
@click.option("--check", is_flag=True, help="Exit with 4 if a generated file is not up to date.")
@click.option(
    "--docs",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the generated files, docs/ of the checkout if not given.",
)
def command(do_write: bool, check: bool, docs: Path | None) -> int:
    """Print the JSON Schema of a record, or write or check the files generated from it:
    JSON Schema, BigQuery schema, data dictionary and code lists.
    """
    from pipeline.schema import files
    from pipeline.schema.json_schema import json_schema

    if do_write and check:
        raise click.UsageError("--write and --check exclude each other: give one of them.")
    if not (do_write or check):
        click.echo(files.as_text(json_schema()), nl=False)
        return DONE
    folder = docs or files.DOCS
    if not folder.is_dir():
        raise click.UsageError(f"{folder} is missing: run this in a checkout, or name --docs.")
    found = files.write(folder) if do_write else files.stale(folder)
    for path in found:
        click.echo(f"{'written' if do_write else 'differs'}: {path}")
    if check and found:
        console.notes().print("run kejichu schema --write and commit the result", markup=False)
        return REFUSED
    return DONE
