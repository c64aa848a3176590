"""The page's own files, held in memory; those of others are checked against their digests."""

from functools import cache
from hashlib import sha256
from pathlib import Path

_FOLDER = Path(__file__).with_name("static")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class ChangedFile(ValueError):
    """A file of others that is not as its package ships it."""


@cache
def files() -> dict[str, tuple[bytes, str]]:
    """Contents and media type by name. Raises ChangedFile."""
    found = {
        path.name: (path.read_bytes(), _TYPES[path.suffix])
        for path in sorted(_FOLDER.iterdir())
        if path.suffix in _TYPES
    }
    for name, wanted in pinned().items():
        if sha256(found[name][0]).hexdigest() != wanted:
            raise ChangedFile(f"{name} is not the file of vendor.lock: install kejichu again")
    return found


def pinned() -> dict[str, str]:
    """The SHA-256 of each file of others, by ``vendor.lock``."""
    lines = (_FOLDER / "vendor.lock").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {row[0]: row[-1] for row in rows}


@cache
def addresses() -> dict[str, str]:
    """The address of each file, which changes with its contents."""
    return {
        name: f"/static/{name}?{sha256(body).hexdigest()[:12]}"
        for name, (body, _type) in files().items()
    }
