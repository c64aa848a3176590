"""Memory of ``kejichu extract`` over the time of a run, by the number of pages.

    python tests/benchmarks/bench_memory.py [PAGES …] [--workers 2] [--chart FILE.svg]

Archives of so many pages (varied_pages.py; 1,000 by default, 10,000 and 100,000 on request) are
extracted each by one command. The resident memory of the process that reads and writes and of the
largest worker is sampled twice a second. Were either to grow with the pages, the peak of a run ten
times as long, and of the second half of a run, would be higher.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from sampled_process import MB, Sampled, run_sampled
from varied_pages import fill

from pipeline.reporting.charts import svg
from pipeline.workspace import Workspace

PROGRAM = (str(Path(sys.executable).with_name("kejichu")),)
_POINTS = 200


def measure(pages: int, workers: int) -> Sampled:
    """Extract so many pages in one command."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "workspace")
        fill(workspace, pages)
        out = str(Path(folder) / "run")
        command = [*PROGRAM, "extract", str(workspace.archive), "--out", out]
        sampled = run_sampled([*command, "--workers", str(workers)])
        # 3 says that pages were quarantined, as some bundled ones are on purpose.
        if sampled.code not in (0, 3):
            raise SystemExit(f"kejichu extract ended with {sampled.code}")
        return sampled


def chart(runs: dict[int, Sampled]) -> dict[str, Any]:
    """Memory over the part of the run that is done, a line for each process and run."""
    rows = []
    for pages, one in runs.items():
        step = max(1, len(one.at) // _POINTS)
        for process in ("parent", "worker"):
            values = getattr(one, process)
            rows += [
                {
                    "part": one.at[at] / one.at[-1],
                    "memory": max(values[at : at + step]) / MB,
                    "process": "reads and writes" if process == "parent" else "largest worker",
                    "pages": f"{pages:,}",
                }
                for at in range(0, len(values), step)
            ]
    part = {"field": "part", "type": "quantitative", "title": "part of the run's time"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "title": {"text": "Resident memory of kejichu extract, MB", "anchor": "start"},
        "width": 520,
        "height": 240,
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 1.5},
        "encoding": {
            "x": {**part, "axis": {"format": "%", "grid": False}},
            "y": {"field": "memory", "type": "quantitative", "title": None},
            "color": {"field": "process", "type": "nominal", "title": None},
            "strokeDash": {"field": "pages", "type": "nominal"},
        },
    }


def main() -> None:
    """Measure, print a table, and draw it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", type=int, default=[1_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--chart", type=Path, help="SVG file to write")
    parser.add_argument("--series", type=Path, help="JSON file for all samples")
    asked = parser.parse_args()
    print(
        "| pages | parent, peak MB | first half | worker, peak MB | first half "
        "| CPU s | wall s | load |\n|---|---|---|---|---|---|---|---|"
    )
    runs = dict[int, Sampled]()
    for pages in asked.pages:
        one = runs[pages] = measure(pages, asked.workers)
        memory = (
            f"{get(name):.0f}" for name in ("parent", "worker") for get in (one.peak, one.half)
        )
        print(
            f"| {pages:,} | {' | '.join(memory)} | {one.cpu:.0f} | {one.wall:.0f} "
            f"| {one.load:.1f} |",
            flush=True,
        )
    if asked.series:
        asked.series.write_text(json.dumps({n: vars(one) for n, one in runs.items()}), "utf-8")
    if asked.chart:
        asked.chart.write_text(svg(chart(runs)), "utf-8")


if __name__ == "__main__":
    main()
