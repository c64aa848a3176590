"""Time and memory of ``kejichu diff`` on two large runs.

    python tests/benchmarks/bench_diff.py [RECORDS] [FORMAT …]

5,000 records by default; docs tell the figures of 100,000.
The records are those of some bundled pages, copied under new ids and addresses until there are
enough. Of the new run every record has a new extractor version; one in five was extracted
otherwise, one in fifty stands on a page whose text changed, one page in a hundred lost a record.
Each format is printed by a process of its own, whose peak of resident memory is the figure.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from pipeline.fixtures import cases, served
from pipeline.parsing import parse
from pipeline.runs.execute import execute

ROOT = Path(__file__).resolve().parents[2]
SEED, RECORDS = 20_18, 5_000
EVERY = 6

Record = dict[str, Any]


def _title(record: Record, chance: random.Random) -> None:
    record["title"] = f"【{record['title']}】"


def _field(record: Record, chance: random.Random) -> None:
    codes = ["new_materials", "aerospace", "quantum_photonics"]
    record["technology_fields"] = [*record["technology_fields"], chance.choice(codes)]


def _party(record: Record, chance: random.Random) -> None:
    for party in record["foreign_parties"][:1]:
        party["party_type"] = chance.choice(["company", "university", "hospital"])


def _contact(record: Record, chance: random.Random) -> None:
    record["contacts"] = record["contacts"][:-1]


def _stage(record: Record, chance: random.Random) -> None:
    record["development_stage"] = chance.choice(["concept", "lab_tested", "on_market"])


EDITS: tuple[Callable[[Record, random.Random], None], ...] = (
    _title,
    _field,
    _party,
    _contact,
    _stage,
)


def base_records() -> list[list[Record]]:
    """The records of some bundled pages, page by page."""
    pages = [parse(served(case)).records for case in cases(ROOT / "fixtures")[::EVERY]]
    return [[record.model_dump(mode="json") for record in page] for page in pages if page]


def _copied(page: list[Record], number: int) -> list[Record]:
    """A page's records under the ids of another page."""
    return [
        {
            **record,
            "report_id": f"r-{number:016x}",
            "opportunity_id": f"o-{number:08x}{place:08x}",
            "source_url": f"{record['source_url']}?copy={number}",
        }
        for place, record in enumerate(page)
    ]


def _changed(page: list[Record], chance: random.Random) -> list[Record]:
    """The page as the new run has it."""
    line = "访问量：12345\n" if chance.random() < 0.02 else ""
    fresh = [_edited(_below(record, line) if line else record, chance) for record in page]
    return fresh[:-1] if len(fresh) > 1 and chance.random() < 0.01 else fresh


def _edited(record: Record, chance: random.Random) -> Record:
    """The record by a new extractor version, one in five otherwise."""
    fresh = {**record, "extractor_versions": {**record["extractor_versions"], "title": "2"}}
    if chance.random() < 0.2:
        fresh["foreign_parties"] = [dict(party) for party in record["foreign_parties"]]
        chance.choice(EDITS)(fresh, chance)
    return fresh


def _below(record: Record, line: str) -> Record:
    """The record of a page that has a further first line."""
    evidence = [
        {**e, "start": e["start"] + len(line), "end": e["end"] + len(line)}
        if e["source"] == "text"
        else e
        for e in record["field_evidence"]
    ]
    content = line + record["content"]
    return {**record, "content": content, "content_sha256": "0" * 64, "field_evidence": evidence}


def pages(records: int) -> Iterator[tuple[list[Record], list[Record]]]:
    """Pages of both runs until there are so many records."""
    chance, base, done, number = random.Random(SEED), base_records(), 0, 0
    while done < records:
        old = _copied(base[number % len(base)], number)
        yield old, _changed(old, chance)
        done += len(old)
        number += 1


def write_runs(folder: Path, records: int) -> tuple[Path, Path]:
    """Two run folders."""
    old, new = folder / "old", folder / "new"
    for run in (old, new):
        execute([cases(ROOT / "fixtures")[0]], run, 0)
    with (old / "records.jsonl").open("w") as olds, (new / "records.jsonl").open("w") as news:
        for before, after in pages(records):
            for handle, page in ((olds, before), (news, after)):
                for record in page:
                    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
                    handle.write(text + "\n")
    return old, new


CHILD = """
import sys
from pathlib import Path
from pipeline.cli.main import main
try:
    main(sys.argv[1:])
finally:
    # Not of getrusage, which counts what the parent held when it forked.
    lines = Path("/proc/self/status").read_text().splitlines()
    print(next(line.split()[1] for line in lines if line.startswith("VmHWM")), file=sys.stderr)
"""


def measure(old: Path, new: Path, form: str) -> None:
    """Print time and memory of one format."""
    begun, before = perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", CHILD, "diff", str(old), str(new), "--format", form]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    seconds, used = perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    peak = int(done.stderr.split()[-1]) / 1e6
    figures = (seconds, processor, peak, len(done.stdout) / 1e6)
    print(f"| {form} | {' | '.join(f'{figure:.2f}' for figure in figures)} |", flush=True)


def main(arguments: list[str]) -> None:
    """Write the runs and measure the formats."""
    records = int(arguments[0]) if arguments else RECORDS
    with tempfile.TemporaryDirectory() as folder:
        old, new = write_runs(Path(folder), records)
        size = sum((run / "records.jsonl").stat().st_size for run in (old, new)) / 1e9
        print(f"{records} records against as many, {size:.2f} GB\n")
        print("| format | seconds | CPU seconds | peak GB | MB printed |\n|---|---|---|---|---|")
        for form in arguments[1:] or ("table", "html", "csv", "json"):
            measure(old, new, form)


if __name__ == "__main__":
    main(sys.argv[1:])
