"""Which run is meant: a folder, a run id or the beginning of one, ``latest`` or ``latest~1``."""

import re
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from pydantic import ValidationError

from pipeline.runs.folder import MANIFEST, RunFolderError, read_manifest

_LATEST = re.compile(r"latest(?:~(\d+))?")
_SHOWN = 4


def run_id(started_at: datetime) -> str:
    """A new run id; ids sort by time, to the microsecond.

    The second is followed by the microseconds in hexadecimal digits and four random ones.

    >>> from datetime import UTC
    >>> run_id(datetime(2021, 3, 4, 5, 6, 7, 4095, tzinfo=UTC))[:22]
    '20210304T050607Z-00fff'
    """
    return f"{started_at:%Y%m%dT%H%M%SZ}-{started_at.microsecond:05x}{token_hex(2)}"


def known_runs(runs: Path) -> dict[str, Path]:
    """The finished runs of a folder of runs by their ids, the oldest first."""
    if not runs.is_dir():
        return {}
    found: dict[str, Path] = {}
    for folder in sorted(runs.iterdir()):
        # Runs on their way or being replaced stand beside the finished ones.
        if folder.suffix in (".partial", ".old") or not (folder / MANIFEST).is_file():
            continue
        try:
            found.setdefault(read_manifest(folder).run_id, folder)
        except ValidationError:
            continue
    return dict(sorted(found.items()))


def resolve(spec: str, runs: Path) -> Path:
    """The folder of the run that ``spec`` names among ``runs``, or that it is the path of.

    ``latest~N`` is the N-th before the latest; a keyword comes before a folder of that name.
    Raises RunFolderError where there is no such run, or where several begin so.
    """
    known = known_runs(runs)
    if latest := _LATEST.fullmatch(spec):
        return _back(list(known.values()), int(latest[1] or 0), spec, runs)
    if spec and (Path(spec) / MANIFEST).is_file():
        return Path(spec)
    if spec in known:
        return known[spec]
    matches = [run_id for run_id in known if spec and run_id.startswith(spec)]
    if len(matches) == 1:
        return known[matches[0]]
    if matches:
        shown = ", ".join(matches[:_SHOWN]) + (", …" if len(matches) > _SHOWN else "")
        raise RunFolderError(f"{len(matches)} runs begin with {spec!r}: {shown}")
    raise RunFolderError(f"{spec} is no run folder, and no run in {runs} begins so")


def _back(folders: list[Path], steps: int, spec: str, runs: Path) -> Path:
    if steps >= len(folders):
        have = f"{runs} holds {len(folders)} run{'s' * (len(folders) != 1)}"
        raise RunFolderError(f"there is no {spec}: {have}")
    return folders[-1 - steps]
