"""``kejichu gold``: a blind sample of a run's pages, coded by people, and runs measured by it."""

import getpass
from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE
from pipeline.cli.json_values import given_value
from pipeline.cli.run_option import run_argument, run_folder
from pipeline.cli.workspace_options import (
    contacts_option,
    json_option,
    reviewer_option,
    workspace_option,
)

_SAMPLE = click.option("--sample", "sample_id", default="", help="Id of the sample, if several.")
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def command() -> None:
    """Make gold of a random sample of pages, and measure runs by it.

    sample draws pages and writes a sheet, code takes in a filled sheet, agreement compares what was
    coded twice, adjudicate settles it, and score measures a run.
    """


@command.command()
@run_argument
@click.option("--n", required=True, type=click.IntRange(1), help="How many pages to draw.")
@click.option(
    "--by",
    default="",
    help="Fields whose values are drawn from apart, with commas: language, site, mission, year, "
    "kind (html, pdf, feed, office), outcome (whether RUN has records of the page).",
)
@click.option("--seed", required=True, help="Any text; the same text draws the same sample.")
@click.option(
    "--double",
    default=0.2,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Share of the pages that two people are to code.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="New file for the coding sheet, .jsonl or .xlsx.",
)
@json_option
def sample(
    run: str,
    workspace: Path,
    n: int,
    by: str,
    seed: str,
    double: float,
    out: Path,
    as_json: bool,
) -> int:
    """Draw pages of RUN and write a sheet for people to code them without seeing RUN's values."""
    from pipeline.gold.folder import keep_sample
    from pipeline.gold.pages import pages_of
    from pipeline.gold.sampling import draw
    from pipeline.gold.sheet import about, check_new, write_sheet
    from pipeline.runs.folder import read_manifest

    check_new(out)
    folder = run_folder(run, workspace)
    manifest = read_manifest(folder)
    names = [name.strip() for name in by.split(",") if name.strip()]
    drawn = draw(
        pages_of(folder, manifest.pipeline_version),
        manifest.run_id,
        n,
        names,
        seed,
        double,
        manifest.counts.quarantined,
    )
    chosen = {item.page_id for item in drawn.items}
    pages = pages_of(folder, manifest.pipeline_version)
    write_sheet(drawn, {p.page_id: p.text for p in pages if p.page_id in chosen}, out)
    keep_sample(workspace, drawn)
    if as_json:
        told = {name: value for name, value in about(drawn).items() if name != "frame"}
        console.print_json(told | {"sheet": str(out)})
        return DONE
    twice = sum(item.twice for item in drawn.items)
    click.echo(
        f"{drawn.sample_id}: {n} of {drawn.frame_size} pages from {len(drawn.strata)} strata, "
        f"{twice} to be coded twice: fill in {out}"
    )
    return DONE


@command.command()
@click.argument("sheet", type=_FILE)
@click.option(
    "--coder",
    envvar="KEJICHU_REVIEWER",
    default=getpass.getuser,
    show_default="the user of this machine",
    help="Who coded.",
)
@workspace_option
@json_option
def code(sheet: Path, coder: str, workspace: Path, as_json: bool) -> int:
    """Take in the filled SHEET of one coder; nothing of it is taken where anything is wrong.

    A later sheet of the same coder adds pages, and what it says otherwise holds from then on.
    """
    from pipeline.gold.coding import add_codings, codings_of, progress
    from pipeline.gold.folder import read_sample, sample_folder
    from pipeline.gold.reading import read_sheet, sample_of

    folder = sample_folder(workspace, sample_of(sheet))
    drawn = read_sample(folder)
    new, changed = add_codings(folder, read_sheet(sheet, drawn, coder))
    done, left = progress(drawn, codings_of(folder))
    if as_json:
        told = {"new": new, "changed": changed, "coded": done, "left": left}
        console.print_json({"sample": drawn.sample_id, "coder": coder} | told)
    else:
        click.echo(
            f"{new} pages coded by {coder}, {changed} coded anew; of sample {drawn.sample_id} "
            f"{done} are done, {left} are left"
        )
    return DONE


@command.command()
@_SAMPLE
@workspace_option
@contacts_option
@json_option
def agreement(sample_id: str, workspace: Path, contacts: bool, as_json: bool) -> int:
    """Compare what was coded twice: agreement and Cohen's kappa by field, and what to settle."""
    from pipeline.gold.adjudicating import settled_of
    from pipeline.gold.agreement import agreement as agreement_of
    from pipeline.gold.coding import codings_of
    from pipeline.gold.folder import sample_folder
    from pipeline.views import gold_agreement

    folder = sample_folder(workspace, sample_id)
    found, settled = agreement_of(codings_of(folder)), settled_of(folder)
    if as_json:
        shown = gold_agreement.as_data(found, settled, contacts)
        console.print_json({"sample": folder.name} | shown)
    else:
        gold_agreement.render(found, settled, contacts, console.results())
    return DONE


@command.command()
@click.argument("disagreement")
@click.option("--take", metavar="CODER", help="What this coder said is right.")
@click.option(
    "--value",
    metavar="VALUE",
    help="This is right instead: text, JSON for lists, true or false for a whole opportunity.",
)
@click.option("--comment", default="", help="A remark.")
@_SAMPLE
@reviewer_option
@workspace_option
@json_option
def adjudicate(
    disagreement: str,
    take: str | None,
    value: str | None,
    comment: str,
    sample_id: str,
    reviewer: str,
    workspace: Path,
    as_json: bool,
) -> int:
    """Record the final value of DISAGREEMENT, an id of kejichu gold agreement or its beginning."""
    from pipeline.gold.adjudicating import adjudicate as settle
    from pipeline.gold.coding import codings_of
    from pipeline.gold.folder import sample_folder

    if (take is None) == (value is None):
        raise click.UsageError("Give one of --take and --value.")
    folder, given = (
        sample_folder(workspace, sample_id),
        given_value(value, "--value", "true", "false"),
    )
    made = settle(folder, codings_of(folder), disagreement, reviewer, given, take, comment)
    if as_json:
        console.print_json(made.model_dump(mode="json"))
    else:
        click.echo(f"{made.disagreement_id}: {made.field} of {made.page_id} settled by {reviewer}")
    return DONE


@command.command()
@run_argument
@click.option("--by", type=click.Choice(["language", "source", "version"]), help="Split figures.")
@_SAMPLE
@json_option
def score(run: str, workspace: Path, by: str | None, sample_id: str, as_json: bool) -> int:
    """Measure RUN by the gold of a sample: precision, recall, F1 with 95 % intervals by field.

    RUN may be any run that read the pages, not only the one that they were drawn from.
    """
    from pipeline.gold.adjudicating import settled_of
    from pipeline.gold.coding import codings_of
    from pipeline.gold.folder import read_sample, sample_folder
    from pipeline.gold.scoring import By
    from pipeline.gold.scoring import score as score_of
    from pipeline.views import gold_score

    folder = sample_folder(workspace, sample_id)
    found = score_of(
        run_folder(run, workspace),
        read_sample(folder),
        codings_of(folder),
        settled_of(folder),
        By(by) if by else None,
    )
    if as_json:
        console.print_json(found.model_dump(mode="json"))
    else:
        gold_score.render(found, console.results())
    return DONE
