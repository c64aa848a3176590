"""Shards: references to captures of an archive, parsed ahead of the run that they belong to.

A shard goes to any machine that reaches the workspace's folder and database. What its pages give is
kept in the store, and nothing but counts comes back; the run itself then takes all over from the
store, so its records are those of a run without shards, byte by byte. A shard that is done twice,
or half and then anew, does no harm: its pages are found and not parsed again.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.archive import Archive
from pipeline.archive.reading import given_capture
from pipeline.inputs.base import Served
from pipeline.options import ParseOptions
from pipeline.runs.configuration import configuration_digest
from pipeline.runs.finished import parse_unfinished
from pipeline.runs.folder import RunFolderError
from pipeline.store.captures import CaptureRow
from pipeline.store.results import StoredResults
from pipeline.workspace import Workspace

_QUERIED = 200


class ShardError(RunFolderError):
    """A shard that another machine cannot do as this one would; one sentence that says why."""


@dataclass(frozen=True)
class Shard:
    """Captures by their ids, and how to parse them.

    ``configuration`` is the digest that the machine which asks has; another one there would give
    other records. With ``anew`` pages are parsed that the store knows.
    """

    workspace: str
    captures: tuple[int, ...]
    configuration: str
    ocr: bool = False
    anew: bool = False


@dataclass(frozen=True)
class ShardDone:
    """How many pages a shard held, and how many of them it parsed."""

    pages: int
    parsed: int


def shards_of(
    workspace: Path,
    captures: Sequence[int],
    options: ParseOptions,
    anew: bool,
    size: int,
) -> Iterator[Shard]:
    """The captures in shards of a size."""
    configuration = configuration_digest(options)
    for start in range(0, len(captures), size):
        yield Shard(
            workspace=str(workspace.absolute()),
            captures=tuple(captures[start : start + size]),
            configuration=configuration,
            ocr=options.ocr,
            anew=anew,
        )


def do_shard(shard: Shard) -> ShardDone:
    """Parse a shard's pages and keep what they give. Raises ShardError.

    They go through one worker process, so that a page which kills it takes no other along.
    """
    options = ParseOptions(ocr=shard.ocr)
    if configuration_digest(options) != shard.configuration:
        raise ShardError(
            "this machine has other versions of kejichu, its vocabularies or its libraries than "
            "the one that asks: install the same on both"
        )
    workspace = Workspace(Path(shard.workspace))
    taken_over = [0]

    def take_over() -> None:
        taken_over[0] += 1

    with workspace.store() as store:
        place = StoredResults(store, look_up=not shard.anew)
        pages = _pages(Archive(workspace.archive, store), shard.captures)
        done = sum(1 for _ in parse_unfinished(pages, 1, options, place, take_over))
    return ShardDone(done, done - taken_over[0])


def _pages(archive: Archive, captures: Sequence[int]) -> Iterator[Served]:
    for start in range(0, len(captures), _QUERIED):
        some = captures[start : start + _QUERIED]
        for row in archive.captures(CaptureRow.id.in_(some)):
            item = given_capture(archive.folder, row)
            if isinstance(item, Served):
                yield item


def do_shard_aside(shard: Shard) -> ShardDone:
    """The same in a process of its own, whose main thread keeps the time limit of pages.

    That process ends when this one does, however it ends. Raises ShardError for what it says is
    wrong, and OSError where it dies, which may pass.
    """
    command = [sys.executable, "-m", "pipeline.runs.shard_process"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin and process.stdout
        # Its standard input stays open: that it closes tells the process that this one is gone.
        process.stdin.write(json.dumps(asdict(shard)) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        process.stdin.close()
    if answer:
        told = json.loads(answer)
        if "error" in told:
            raise ShardError(told["error"])
        return ShardDone(**told)
    raise OSError(f"the process of a shard ended with {process.returncode}, see the worker's log")
