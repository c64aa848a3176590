"""What a folder holds: the files that its ``pages.jsonl`` names, then the others by name."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from pipeline.inputs.base import InputError, clean_text
from pipeline.inputs.files import META, NO_FACTS, PageFacts, facts_of, json_object
from pipeline.inputs.media_types import file_is_page

LIST = "pages.jsonl"
_NO_PAGES = frozenset({LIST, META, "gold.json", "output.json"})
_ARCHIVES = (".warc", ".warc.gz", ".warc.lz4", ".warc.zst", ".arc", ".arc.gz", ".wacz")
_HOW = 'write one JSON object a line: "file" and, where known, "url", "retrieved_at", "media_type"'


@dataclass(frozen=True)
class Item:
    """A file of an input, not opened yet.

    ``place`` is its POSIX path within the given folder; ``root`` the PATH it was given by.
    ``kind`` tells how to read it; ``closed`` is a folder that may not be listed.
    """

    path: Path
    place: str
    root: Path
    kind: Literal["page", "archive", "no_page", "closed"]
    facts: PageFacts = NO_FACTS


def is_archive(name: str) -> bool:
    """Whether a file name is that of a web archive."""
    return name.lower().endswith(_ARCHIVES)


def file_item(path: Path, place: str, root: Path, facts: PageFacts = NO_FACTS) -> Item:
    """The item of a file that was named, whatever its suffix."""
    return Item(path, place, root, "archive" if is_archive(path.name) else "page", facts)


def folder_items(root: Path) -> list[Item]:
    """All files of a folder in reading order.

    Raises InputError for a broken line of a ``pages.jsonl`` and for a folder without any page.
    """
    items = list(_items(root, root, set(), frozenset()))
    if all(item.kind == "no_page" for item in items):
        raise InputError(
            f"{root} holds no pages: name a folder with page files or web archives in it."
        )
    return items


def _items(folder: Path, root: Path, named: set[Path], above: frozenset[Path]) -> Iterator[Item]:
    """``named`` are the files that lists have named so far; ``above`` the folders come from."""
    real = folder.resolve()
    if real in above:  # a symbolic link back up
        return
    listed = _listed(folder, root)
    listed = [item for item in listed if item.path not in named]
    named |= {item.path for item in listed}
    yield from listed
    try:
        children = sorted(folder.iterdir(), key=lambda child: child.name)
    except OSError:
        yield Item(folder, place_of(folder, root), root, "closed")
        return
    for child in children:
        if child.name.startswith(".") or child in named:
            continue
        if is_folder(child):
            yield from _items(child, root, named, above | {real})
        elif child.name not in _NO_PAGES:
            yield _found(child, root)


def _found(path: Path, root: Path) -> Item:
    item = file_item(path, place_of(path, root), root)
    if item.kind == "page" and not file_is_page(path):
        return Item(path, item.place, root, "no_page")
    return item


def place_of(path: Path, root: Path) -> str:
    """The path within the given folder, in POSIX form."""
    return printable(path.relative_to(root).as_posix())


def printable(name: str) -> str:
    """A file name as UTF-8; bytes that are none, as of GBK names, are written as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def is_folder(path: Path) -> bool:
    """Whether the path is a folder, as far as access allows to tell."""
    try:
        return path.is_dir()
    except PermissionError:
        return False


def _listed(folder: Path, root: Path) -> list[Item]:
    """The files that the folder's list names, in its order."""
    path = folder / LIST
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{path} cannot be read: give access to it or remove it.") from error
    return [
        _listed_item(folder, root, line, f"{path}:{number}")
        for number, line in enumerate(lines, start=1)
        if line.strip(b"\xef\xbb\xbf \t\r")
    ]


def _listed_item(folder: Path, root: Path, line: bytes, where: str) -> Item:
    try:
        entry = json_object(line)
        file = entry.get("file")
        if not isinstance(file, str) or not file.strip():
            raise ValueError('"file" is missing')
        inside = PurePosixPath(clean_text(file))
        if inside.is_absolute() or ".." in inside.parts or "\0" in file:
            raise ValueError('"file" must lie in the folder')
        facts = facts_of(entry)
    except ValueError as error:
        raise InputError(f"{where}: {error}; {_HOW}.") from error
    path = folder / inside
    return file_item(path, place_of(path, root), root, facts)
