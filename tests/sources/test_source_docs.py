"""The page of the docs on sources is true: its profile loads, its settings are the defaults."""

import re
import tomllib
from pathlib import Path

from pipeline.crawling.page_checks import page_checks
from pipeline.fetching.faults import FetchCode
from pipeline.fetching.limits import FetchSettings
from pipeline.sources.entries import Kind
from pipeline.sources.loading import load_source

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "sources-and-crawling.md").read_text("utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DOCS, re.S)
    assert found
    return found[1]


def test_the_profile_loads(tmp_path: Path) -> None:
    path = tmp_path / "mission-aus-brisbane.yaml"
    path.write_text(block("yaml"), "utf-8")
    assert load_source(path).mission == "aus-cg-brisbane"


def test_the_settings_are_the_defaults() -> None:
    settings = tomllib.loads(block("toml"))["crawl"]
    assert FetchSettings.model_validate(settings) == FetchSettings()
    assert {*settings} == {*FetchSettings.model_fields}


def test_codes_and_kinds_are_known() -> None:
    codes = set(re.findall(r"`([a-z]+_[a-z_]+)`", DOCS))
    assert {kind.code for kind in page_checks().pages} <= codes
    assert {"host_down", "refused_address"} <= codes & {*FetchCode}
    assert all(f"| `{kind}` |" in DOCS for kind in Kind)
