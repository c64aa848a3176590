"""Which run is reviewed, and which one it is compared with."""

from pathlib import Path

_NONE, _PUBLISHED = "none", "published"


def run_and_other(workspace: Path, run: str, against: str | None) -> tuple[Path, Path | None]:
    """The folders of a run and of the one to compare with: that named, else the last publication.

    Raises RunFolderError.
    """
    from pipeline.runs.naming import known_runs, resolve

    folder = resolve(run, workspace / "runs")
    if against == _NONE:
        return folder, None
    if against is not None:
        return folder, resolve(against, workspace / "runs")
    published = list(known_runs(workspace / _PUBLISHED).values())
    others = (each for each in published[::-1] if each.resolve() != folder.resolve())
    return folder, next(others, None)
