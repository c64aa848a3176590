"""The hostile set as a folder, one good page between every few bad files, and what became of it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from hostile_archives import archive_cases
from hostile_case import Case, good, set_size
from hostile_feeds import feed_cases
from hostile_markup import markup_cases
from hostile_pdfs import pdf_cases
from hostile_texts import text_cases

from pipeline.inputs.folder import printable

# A harmless page after so many bad files.
EVERY = 10
GOOD = "good-{:03}.html"


@cache
def all_cases(smaller: int = 1) -> tuple[Case, ...]:
    """Every case, each with a name of its own; floods so many times smaller than in full."""
    set_size(smaller)
    groups = (markup_cases(), text_cases(), feed_cases(), pdf_cases(), archive_cases())
    found = tuple(one for group in groups for one in group)
    assert len({one.name for one in found}) == len(found)
    return found


def write_set(folder: Path, cases: Iterable[Case]) -> int:
    """Write the files, and give the number of good pages among them."""
    goods, names = 0, list[str]()
    for number, one in enumerate(cases):
        (folder / one.name).write_bytes(one.body)
        names.append(one.name)
        if number % EVERY == 0:
            (folder / GOOD.format(goods)).write_bytes(good(goods))
            names.append(GOOD.format(goods))
            goods += 1
    lines = "".join(json.dumps({"file": name}) + "\n" for name in names)
    (folder / "pages.jsonl").write_text(lines, "utf-8")
    return goods


def ends_of(run: Path) -> dict[str, str]:
    """The end of every capture of a run, by its name; one that stands for another has its code."""
    ends = {entry["capture"]["name"]: "records" for entry in _lines(run / "documents.jsonl")}
    ends |= {entry["capture"]: "refused" for entry in _lines(run / "refused.jsonl")}
    ends |= {entry["capture"]: entry["code"] for entry in _lines(run / "quarantine.jsonl")}
    notes = (entry for entry in _lines(run / "issues.jsonl") if entry["code"].endswith("_capture"))
    return ends | {entry["capture"]: entry["code"] for entry in notes}


def ends_by_file(run: Path, cases: Iterable[Case]) -> dict[str, list[str]]:
    """The ends of every file's captures."""
    names = {printable(one.name): one.name for one in cases}
    ends = defaultdict[str, list[str]](list)
    for capture, end in ends_of(run).items():
        file = next((name for name in (capture, *_parents(capture)) if name in names), capture)
        ends[names.get(file, file)].append(end)
    return dict(ends)


def _parents(capture: str) -> Iterator[str]:
    yield capture.rpartition("#")[0]
    yield capture.partition("/")[0]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
