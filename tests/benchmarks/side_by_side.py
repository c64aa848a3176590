"""What the benchmarks beside a peer share: CPU time, versions of peers, rows of a table."""

from collections.abc import Callable
from importlib import metadata
from time import process_time
from typing import TypeVar

_T = TypeVar("_T")
ROUNDS = 3


def timed(call: Callable[[], _T], rounds: int = ROUNDS) -> tuple[_T, float]:
    """What a call gives, and the least CPU seconds of several rounds after a first one."""
    given, best = call(), float("inf")
    for _ in range(rounds):
        begun = process_time()
        call()
        best = min(best, process_time() - begun)
    return given, best


def named(package: str) -> str:
    """A package with its version. Raises SystemExit where it is not installed."""
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        raise SystemExit(f"{package} is missing: uv sync --all-extras --group peers") from None


def share(part: int, whole: int) -> str:
    """So many of so many, with the percentage.

    >>> share(1, 4)
    '1 of 4 (25 %)'
    """
    return f"{part} of {whole} ({part / whole:.0%})".replace("%", " %") if whole else "–"


def table(*columns: str) -> None:
    """Print the head of a Markdown table."""
    print("|" + "|".join(f" {column} " for column in columns) + "|")
    print("|" + "---|" * len(columns))


def row(*values: object) -> None:
    """Print a row of it."""
    print("|" + "|".join(f" {value} " for value in values) + "|", flush=True)
