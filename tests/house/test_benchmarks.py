"""House rules of benchmarks: ``make bench`` forgets none, and docs/benchmarks.md tells of each."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCHES = sorted((ROOT / "tests" / "benchmarks").glob("bench_*.py"))


@pytest.fixture(scope="module")
def recipe() -> str:
    command = ["make", "--dry-run", "--no-print-directory", "bench"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("bench", BENCHES, ids=lambda path: path.stem)
def test_make_bench_runs_every_benchmark(recipe: str, bench: Path) -> None:
    assert f"tests/benchmarks/{bench.name}" in recipe


@pytest.mark.parametrize("bench", BENCHES, ids=lambda path: path.stem)
def test_every_benchmark_is_told_of(bench: Path) -> None:
    assert bench.name in (ROOT / "docs" / "benchmarks.md").read_text("utf-8")


@pytest.mark.parametrize("bench", BENCHES, ids=lambda path: path.stem)
def test_every_benchmark_says_how_it_is_run(bench: Path) -> None:
    assert f"python tests/benchmarks/{bench.name}" in bench.read_text("utf-8")
