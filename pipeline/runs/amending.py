"""What a campaign changes of an ordinary run: pages on their way, the folder, the manifest."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from models.run import Run
from pipeline.runs.worker import PageLines

_T = TypeVar("_T")


def _as_it_is(value: _T) -> _T:
    return value


def _nothing(_folder: Path) -> None:
    return None


@dataclass(frozen=True)
class Amendment:
    """``page`` gives what stands for a page in the run, in the order of the pages; ``folder`` adds
    files to the unfinished folder; ``manifest`` gives the manifest that is written.
    """

    page: Callable[[PageLines], PageLines] = _as_it_is
    folder: Callable[[Path], None] = _nothing
    manifest: Callable[[Run], Run] = _as_it_is


NONE = Amendment()
