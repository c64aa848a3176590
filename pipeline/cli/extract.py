"""``kejichu extract``: pages in, a run folder out."""

from pathlib import Path

import click

from models.run import Run
from pipeline.cli import console
from pipeline.cli.errors import DONE, QUARANTINED


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that becomes the run; it must be new, empty, or --force given.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(min=0),
    help="Worker processes; 0 parses in this process.",
)
@click.option("--force", is_flag=True, help="Replace the run that --out holds.")
@click.option("--ocr", is_flag=True, help="Read scanned PDF pages (needs the extra ocr; slow).")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
def command(
    paths: tuple[Path, ...], out: Path, workers: int, force: bool, ocr: bool, as_json: bool
) -> int:
    """Extract records from PATHS into a run folder.

    A path is a page (HTML, JSON feed item, PDF), a folder of pages (with an optional pages.jsonl
    that names file, url, retrieved_at and media_type), or a web archive (WARC, ARC, WACZ).
    """
    from pipeline.options import ParseOptions
    from pipeline.runs.execute import execute

    notes = console.notes()
    with notes.status("reading") as status:
        run = execute(
            paths,
            out,
            workers,
            replace=force,
            progress=lambda done: status.update(f"{done} pages parsed"),
            options=ParseOptions(ocr=ocr),
        )
    return report(run, out, as_json)


def report(run: Run, out: Path, as_json: bool) -> int:
    """Print what became of a run's captures; the exit code tells of quarantined ones."""
    counts = run.counts
    if as_json:
        console.print_json(run.model_dump(mode="json"))
    else:
        results = console.results()
        results.print(
            f"{counts.captures} captures: {counts.with_records} with records, "
            f"{counts.no_opportunity} no opportunity, {counts.quarantined} quarantined, "
            f"{counts.duplicates} duplicates"
        )
        results.print(f"{counts.records} records in {out}", markup=False)
    if counts.quarantined:
        console.notes().print(f"quarantined pages: see {out / 'quarantine.jsonl'}", markup=False)
        return QUARANTINED
    return DONE
