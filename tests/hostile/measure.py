"""The hostile set in full through one run, with time and memory: the table of docs/hostile.md.

Run by ``make hostile``. Ends with 1 where a file has an end that it should not have.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from hostile_set import all_cases, ends_by_file, write_set

from pipeline.inputs import read_inputs
from pipeline.inputs.base import Served
from pipeline.inputs.folder import printable
from pipeline.options import PLAIN
from pipeline.runs.execute import execute
from pipeline.runs.isolated import Isolated

HEAD = """# The hostile set

What `make hostile` measured: every file of the set in one run of two workers, and then each file by
itself in a warm worker, reading its captures included. Seconds are wall time. A file of
several captures shows the ends of all.

"""
ROW = "| `{}` | {} | {} | {:.2f} |\n"


def seconds_each(folder: Path, names: list[str]) -> dict[str, float]:
    """Seconds that each file takes by itself."""
    took: dict[str, float] = {}
    with Isolated(PLAIN) as isolated:
        for name in names:
            start = time.perf_counter()
            for given in read_inputs([folder / name]):
                if isinstance(given, Served):
                    isolated.parse(given)
            took[name] = time.perf_counter() - start
    return took


def main() -> int:
    """Measure, write the table, and tell what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the table, in Markdown")
    parser.add_argument("--smaller", type=int, default=1, help="divide the floods by this")
    asked = parser.parse_args()
    cases = all_cases(asked.smaller)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "pages"
        folder.mkdir()
        goods = write_set(folder, cases)
        start = time.perf_counter()
        run = execute([folder], Path(place) / "run", workers=2)
        took = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        ends = ends_by_file(Path(place) / "run", cases)
        each = seconds_each(folder, [one.name for one in cases])
    wrong = [one.name for one in cases if not one.allows(ends.get(one.name, ["lost"]))]
    counts = run.counts
    with asked.out.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        out.write(
            f"{len(cases)} hostile files and {goods} harmless ones between them, "
            f"{counts.captures} captures in all: {took:.0f} s, at most {peak / 1e6:.0f} MB in a "
            f"worker; {counts.with_records} with records, {counts.no_opportunity} refused, "
            f"{counts.quarantined} quarantined; {len(wrong)} with an end they should not have.\n\n"
        )
        out.write("| file | bytes | ends | seconds |\n| --- | --- | --- | --- |\n")
        for one in sorted(cases, key=lambda one: -each[one.name]):
            name = printable(one.name).replace("|", "\\|").replace("`", "'").replace("\n", " ")
            found = ", ".join(sorted(set(ends.get(one.name, ["lost"]))))
            out.write(ROW.format(name, len(one.body), found, each[one.name]))
    print(f"{asked.out}: {len(cases)} files, wrong: {wrong}")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
