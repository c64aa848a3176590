"""A new ledger for each test."""

import pytest
from sqlalchemy import Engine

from pipeline.ledger.ledger import Ledger
from pipeline.ledger.party_decisions import PartyLedger


@pytest.fixture
def ledger(store: Engine) -> Ledger:
    return Ledger(store)


@pytest.fixture
def parties(store: Engine) -> PartyLedger:
    return PartyLedger(store)
