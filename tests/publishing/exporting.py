"""Exporting in tests, and what an export is to hold."""

from pathlib import Path

from models.opportunity import Opportunity
from pipeline.publishing.export import Order, export
from pipeline.publishing.formats import FORMATS
from pipeline.publishing.selecting import selected
from pipeline.searching.index import Request

WITHOUT_EXTRAS = [name for name in FORMATS if name != "ftm"]


def exported(
    run: Path, out: Path, *names: str, contacts: bool = False, excel: bool = False
) -> Path:
    export(run, out, Order(formats=names, contacts=contacts, excel=excel))
    return out


def shown(run: Path) -> list[Opportunity]:
    return list(selected(run, Request()))
