"""``kejichu doctor``: whether this installation can do its work."""

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, FAILED


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(as_json: bool) -> int:
    """Check Python, packages, the English model, vocabularies, profiles, package names and
    folders; say what to do about each problem. Exits with 1 if there is any.
    """
    from pipeline.doctor import examine
    from pipeline.views.findings import render

    findings = examine()
    if as_json:
        console.print_json([finding.model_dump(mode="json") for finding in findings])
    else:
        render(findings, console.results())
    return DONE if all(finding.ok for finding in findings) else FAILED
