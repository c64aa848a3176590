"""Seconds to search a large run, with the counts of all facets.

    python tests/benchmarks/bench_search.py [COUNT] [FOLDER]

5,000 records by default; docs tell the figures of 100,000.
The records are invented from a seed (tests/searching/synthetic_run.py). Each request is asked of an
index that has just been opened (first) and of one that knows its facets already (warm: the median
of the rounds, with the memory of earlier words emptied). CPU time is this process's, SQLite's
included; it holds on a busy machine, where elapsed time does not.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "searching"))

from synthetic_run import make_run

from pipeline.searching.facets import facets
from pipeline.searching.index import Request, SearchIndex, index_path

ROUNDS = 7
HITS = 20
SEED = 1
REQUESTS: dict[str, dict[str, object]] = {
    "all records": {},
    "氢能": {"query": "氢能"},
    "人工智能": {"query": "人工智能"},
    "合作 (every Chinese page)": {"query": "合作"},
    "氢": {"query": "氢"},
    "traditional: 氫能": {"query": "氫能"},
    "partner (every English page)": {"query": "partner"},
    '"joint development"': {"query": '"joint development"'},
    "氢能 OR hydrogen -电池": {"query": "氢能 OR hydrogen -电池"},
    "合作, 2 facets, dates": {
        "query": "合作",
        "where": {"host_country": ("DEU", "FIN"), "ip_status": ("granted",)},
        "since": "2015-01-01",
        "until": "2020-12-31",
    },
    "no words, 3 facets": {
        "where": {
            "technology_fields": ("new_materials",),
            "opportunity_direction": ("foreign_offer",),
            "publication_year": ("2018", "2019"),
        }
    },
}


def ask(index: SearchIndex, request: Request) -> tuple[float, float, int]:
    """CPU and elapsed milliseconds of a request with its first hits and the counts of every facet,
    and its total.
    """
    used, begun = process_time(), perf_counter()
    found = index.search(request)
    found.hits(HITS)
    for facet in facets():
        found.counts(facet)
    return 1000 * (process_time() - used), 1000 * (perf_counter() - begun), found.total


def main(count: int, folder: Path) -> None:
    """Build the run and its index where they are missing, and print the figures."""
    run = folder / f"run-{count}"
    if not run.exists():
        make_run(run, count, SEED)
    begun = process_time()
    with SearchIndex(run) as index:
        index.search(Request())
    built = process_time() - begun
    size = index_path(run).stat().st_size / 1e6
    print(f"\n{count} records, index {size:.0f} MB, opened or built in {built:.1f} s of CPU\n")
    print("| request | records | first, CPU ms | warm, CPU ms | warm, elapsed ms |")
    print("|---|---|---|---|---|")
    for name, values in REQUESTS.items():
        request = Request.model_validate(values)
        with SearchIndex(run) as index:
            first, _, total = ask(index, request)
            rounds = []
            for _ in range(ROUNDS):
                index.forget()
                rounds.append(ask(index, request))
        warm, elapsed = median(r[0] for r in rounds), median(r[1] for r in rounds)
        print(f"| {name} | {total} | {first:.0f} | {warm:.0f} | {elapsed:.0f} |")


if __name__ == "__main__":
    amount = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    if len(sys.argv) > 2:
        main(amount, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            main(amount, Path(scratch))
