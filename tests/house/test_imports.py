"""Imports run one way: the contracts hold, and a wrong import breaks them."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("models", "extractors", "pipeline", "flows")
LINTER = Path(sys.executable).with_name("lint-imports")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the linter on the packages of a folder, which come before installed ones."""
    return subprocess.run(
        [LINTER, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the packages and their contracts."""
    for package in PACKAGES:
        copytree(ROOT / package, tmp_path / package, ignore=ignore_patterns("*.tsv", "__pycache__"))
    copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout
    assert "2 kept, 0 broken" in result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("models/base.py", "import pipeline.identity", "imports run one way"),
        ("extractors/folding.py", "from pipeline import identity", "imports run one way"),
        ("pipeline/identity.py", "import prefect", "Prefect stays in flows"),
    ],
)
def test_a_wrong_import_breaks_a_contract(
    checkout: Path, module: str, line: str, contract: str
) -> None:
    assert "0 broken" in lint_imports(checkout).stdout
    path = checkout / module
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    result = lint_imports(checkout)
    assert result.returncode != 0
    assert f"{contract}" in result.stdout and "BROKEN" in result.stdout
