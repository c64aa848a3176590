"""The reference run, made once."""

from pathlib import Path

import pytest
from cset_reference import reference_records, write_run

from models.opportunity import Opportunity
from pipeline.counting.statistics import Counted, Statistics, load_counted, statistics


@pytest.fixture(scope="session")
def cset_records() -> list[Opportunity]:
    return reference_records()


@pytest.fixture(scope="session")
def cset_run(tmp_path_factory: pytest.TempPathFactory, cset_records: list[Opportunity]) -> Path:
    return write_run(cset_records, tmp_path_factory.mktemp("cset") / "run")


@pytest.fixture(scope="session")
def cset_counted(cset_run: Path) -> Counted:
    return load_counted(cset_run, {})


@pytest.fixture(scope="session")
def cset(cset_counted: Counted) -> Statistics:
    return statistics(cset_counted)
