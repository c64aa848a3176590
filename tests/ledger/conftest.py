"""A new ledger for each test."""

import pytest
from sqlalchemy import Engine

from pipeline.ledger.ledger import Ledger


@pytest.fixture
def ledger(store: Engine) -> Ledger:
    return Ledger(store)
