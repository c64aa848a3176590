"""The folder ``gold`` of a workspace: each sample with its codings and adjudications.

Samples are written once; codings and adjudications are lines that are only ever added, so that who
coded what, and what it was before, stays to be seen.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from models.base import Frozen
from pipeline.gold.errors import CodingError
from pipeline.gold.sampling import Sample, check
from pipeline.runs.folder import open_private

FOLDER = "gold"
SAMPLE, CODINGS, ADJUDICATIONS = "sample.json", "codings.jsonl", "adjudications.jsonl"
_Line = TypeVar("_Line", bound=Frozen)


def sample_folder(workspace: Path, sample: str = "") -> Path:
    """The folder of the sample whose id begins so; of the only one where none is named.

    Raises CodingError for none or several.
    """
    found = sorted((workspace / FOLDER).glob(f"*/{SAMPLE}"))
    folders = [path.parent for path in found if path.parent.name.startswith(sample)]
    if len(folders) == 1:
        return folders[0]
    if not folders:
        what = f"no sample {sample}" if sample else "no gold sample"
        raise CodingError(f"{workspace} has {what}: kejichu gold sample draws one")
    named = ", ".join(folder.name for folder in folders)
    raise CodingError(f"{workspace} has several gold samples: name one with --sample ({named})")


def keep_sample(workspace: Path, sample: Sample) -> Path:
    """Keep a sample in the workspace; the same one twice is kept once. Gives its folder."""
    folder = workspace / FOLDER / sample.sample_id
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / SAMPLE).exists():
        with open_private(folder / SAMPLE) as handle:
            handle.write(sample.model_dump_json(indent=1) + "\n")
    return folder


def read_sample(folder: Path) -> Sample:
    """The sample of a folder. Raises CodingError, also where it was changed after the draw."""
    path = folder / SAMPLE
    try:
        sample = Sample.model_validate_json(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise CodingError(f"{path} cannot be read: draw the sample anew") from error
    check(sample)
    return sample


def add_lines(path: Path, lines: Iterable[Frozen]) -> None:
    """Add lines to a file of the folder, all of them in one write."""
    text = "".join(line.model_dump_json() + "\n" for line in lines)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read_lines(path: Path, model: type[_Line]) -> Iterator[_Line]:
    """The lines of a file of the folder, none where it is not there. Raises CodingError."""
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield model.model_validate_json(line)
            except ValidationError as error:
                raise CodingError(f"{path}:{number} is not as it was written") from error
