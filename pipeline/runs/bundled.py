"""The bundled pages: fixtures of a checkout, or the copy inside an installed wheel."""

from pathlib import Path


class NoBundledPages(FileNotFoundError):
    """Neither a checkout's fixtures nor the wheel's copy is there."""


def bundled_folder() -> Path:
    """The folder of fixture folders. Raises NoBundledPages."""
    root = Path(__file__).resolve().parents[2]
    for folder in (root / "fixtures", root / "pipeline" / "bundled"):
        if folder.is_dir():
            return folder
    raise NoBundledPages("the bundled pages are missing: run this from a checkout")
