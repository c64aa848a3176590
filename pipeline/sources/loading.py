"""Profiles from YAML files; every fault is told with file and line."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from pipeline.sources.errors import SourceError
from pipeline.sources.source import Source

# The one in C, where PyYAML was built with it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BUNDLED = Path(__file__).parent / "profiles"


def load_source(path: Path) -> Source:
    """The source of a profile file. Raises SourceError with one line a fault."""
    try:
        loader = _LOADER(path.read_text("utf-8"))
        root = loader.get_single_node()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: the file cannot be read: {error}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SourceError(f"{path}:{line}: no YAML: {error.problem}") from error
    if not isinstance(root, yaml.MappingNode):
        raise SourceError(f"{path}:1: a profile is a mapping of names to values")
    faults = [f"{path}:{line}: {name} stands twice" for line, name in _repeated(root)]
    if faults:
        raise SourceError("\n".join(faults))
    try:
        source = Source.model_validate(loader.construct_document(root))
    except ValidationError as error:
        raise SourceError("\n".join(_told(path, root, error))) from error
    if source.id != path.stem:
        line = _line_of(root, ("id",))
        raise SourceError(f"{path}:{line}: id {source.id!r} must be the file's name, {path.stem!r}")
    return source


def all_sources(*folders: Path) -> dict[str, Source]:
    """The bundled sources and those of further folders, by id; later folders replace earlier.

    Raises SourceError for the first file with faults.
    """
    paths: Iterable[Path] = (
        path for folder in (BUNDLED, *folders) for path in sorted(folder.glob("*.yaml"))
    )
    found = {source.id: source for source in map(load_source, paths)}
    return dict(sorted(found.items()))


def chosen(sources: dict[str, Source], names: Iterable[str]) -> list[Source]:
    """The named sources, each once, in the order named. Raises SourceError for an unknown one."""
    found: dict[str, Source] = {}
    for name in names:
        if name not in sources:
            raise SourceError(f"there is no source {name}: kejichu sources list names them all.")
        found[name] = sources[name]
    return list(found.values())


def _told(path: Path, root: yaml.MappingNode, error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        line = _line_of(root, fault["loc"])
        place = ".".join(map(str, fault["loc"])) or "profile"
        yield f"{path}:{line}: {place}: {fault['msg'].removeprefix('Value error, ')}"


def _line_of(node: yaml.Node, loc: tuple[Any, ...]) -> int:
    """The line of what a location names, or of the nearest thing around it that is there.

    Locations also hold the names of union members, which are no keys and are passed over.
    """
    line = node.start_mark.line + 1
    for part in loc:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    node, line = value, key.start_mark.line + 1
                    break
    return int(line)


def _repeated(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Keys that a mapping holds twice: YAML would keep the last one without a word."""
    if isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated(value)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
            yield from _repeated(value)
