"""``kejichu``: the group of commands, each loaded only when it is called.

Exit codes: 0 done, 1 failed, 2 usage, 3 done with quarantined pages, 4 a gate said no, 130
interrupted.
"""

import sys
from functools import cache
from importlib import import_module, metadata

import click

from pipeline.cli.errors import DONE, FAILED, INTERRUPTED, USAGE, known_error, report_error

# Command name to the module of pipeline.cli that holds it as ``command``.
_COMMANDS = {
    "archive": "archive",
    "crawl": "crawl",
    "demo": "demo",
    "diff": "diff",
    "doctor": "doctor",
    "eval": "evaluate",
    "export": "export",
    "extract": "extract",
    "fixture": "fixture",
    "gold": "gold",
    "parties": "parties",
    "reparse": "reparse",
    "report": "report",
    "resolve": "resolve",
    "publish": "publish",
    "review": "review",
    "schema": "schema",
    "search": "search",
    "serve": "serve",
    "show": "show",
    "sources": "sources",
    "stats": "stats",
    "survey": "survey",
    "train": "train",
}
_PLUGINS = "kejichu.commands"


@cache
def _plugins() -> dict[str, metadata.EntryPoint]:
    """The commands that lie outside this package; finding them reads all that is installed."""
    return {entry.name: entry for entry in metadata.entry_points(group=_PLUGINS)}


class _Lazy(click.Group):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*_COMMANDS, *_plugins()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _COMMANDS:
            module = import_module(f"pipeline.cli.{_COMMANDS[cmd_name]}")
            found: click.Command = module.command
            return found
        if cmd_name in _plugins():
            plugin: click.Command = _plugins()[cmd_name].load()
            return plugin
        return None


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kejichu", prog_name="kejichu")
def cli() -> None:
    """Reads what China's S&T diplomats and ministries publish about international technology
    cooperation and turns it into records whose every value points at the characters it came from.
    """


def main(arguments: list[str] | None = None) -> int:
    """Run the program and exit with its code."""
    try:
        code = cli.main(arguments, standalone_mode=False)
    except click.exceptions.Abort:
        code = INTERRUPTED
    except KeyboardInterrupt:
        code = INTERRUPTED
    except click.ClickException as error:
        error.show(file=sys.stderr)
        code = USAGE if isinstance(error, click.UsageError) else FAILED
    except Exception as error:
        if not known_error(error):
            raise
        report_error(error)
        code = FAILED
    sys.exit(code if isinstance(code, int) else DONE)
