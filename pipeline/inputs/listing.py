"""The inputs of a run, read lazily: every PATH is a page file, a folder or a web archive."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.inputs.base import Given, InputError, Skipped, Unreached
from pipeline.inputs.files import read_page_file
from pipeline.inputs.folder import Item, file_item, folder_items, is_folder, printable
from pipeline.inputs.media_types import media_type_of

if TYPE_CHECKING:
    from pipeline.inputs.web_archive import GivenOf


def read_inputs(paths: Sequence[Path], given_of: "GivenOf | None" = None) -> Iterator[Given]:
    """Everything the paths hold, in order, one page in memory at a time.

    Folders are listed at once, so that names are unique in the run and the InputErrors come
    before the first page: a path that does not exist, a folder without pages, a broken line of a
    ``pages.jsonl``. All else that fails is yielded as Unreached. ``given_of`` is asked what becomes
    of a record of an archive, instead of ``web_archive.given_of``.
    """
    items = [item for path in paths for item in _items_of(path)]
    return _read_all(items, _unique_names(items), given_of)


def _items_of(path: Path) -> list[Item]:
    if is_folder(path):
        return folder_items(path)
    if not _exists(path):
        raise InputError(f"{path} does not exist: name a page file, a folder or a web archive.")
    return [file_item(path, printable(path.name), path)]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:  # it may: reading it will tell
        return True


def _read_all(
    items: Sequence[Item], names: Sequence[str], given_of: "GivenOf | None"
) -> Iterator[Given]:
    for item, name in zip(items, names, strict=True):
        if item.kind == "archive":
            from pipeline.inputs.web_archive import read_archive

            yield from read_archive(item.path, name, given_of)
        elif item.kind == "page":
            yield read_page_file(item.path, name, item.facts)
        elif item.kind == "no_page":
            yield Skipped(name, "", "media_type", media_type_of(item.path) or "")
        else:
            yield Unreached(name, "", "unreadable_file", "the folder may not be listed")


def _unique_names(items: Sequence[Item]) -> list[str]:
    """Places as names; equal ones get so much of their input's path in front as tells them apart.

    What even that leaves equal is the same file named twice, and is numbered.
    """
    names = [item.place for item in items]
    fronts = {item.root: _front(item.root) for item in items}
    for depth in range(1, 1 + max(map(len, fronts.values()), default=0)):
        clashes = [at for group in _clashes(items, names) for at in group]
        if not clashes:
            break
        for at in clashes:
            front = fronts[items[at].root][-depth:]
            names[at] = "/".join((*front, items[at].place))
    return _numbered(names)


def _front(root: Path) -> tuple[str, ...]:
    """Names of the folders down to the one that the places of an input count from."""
    whole = root.resolve()
    folder = whole if is_folder(root) else whole.parent
    return tuple(printable(part) for part in folder.parts if part != folder.anchor)


def _clashes(items: Sequence[Item], names: Sequence[str]) -> list[list[int]]:
    """Groups of items that are different files of one name."""
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        groups.setdefault(name, []).append(at)
    return [
        group
        for group in groups.values()
        if len(group) > 1 and len({items[at].path.absolute() for at in group}) > 1
    ]


def _numbered(names: Sequence[str]) -> list[str]:
    taken, count, unique = set(names), Counter[str](), list[str]()
    for name in names:
        own = name
        count[name] += 1
        while count[name] > 1 and own in taken:
            own = f"{name}~{count[name]}"
            count[name] += own in taken
        taken.add(own)
        unique.append(own)
    return unique
