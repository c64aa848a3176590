"""The papers of a release: licence, third parties, citation and changelog fit the project."""

import re
import tomllib
from hashlib import sha256
from importlib import metadata
from itertools import chain
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# The text at apache.org/licenses/LICENSE-2.0.txt.
APACHE = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


def test_licence_is_the_pure_text() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    assert sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE


def test_every_dependency_is_among_the_third_parties() -> None:
    text = (ROOT / "THIRD_PARTY.md").read_text("utf-8")
    listed = set(re.findall(r"^\| ([\w-]+) \|", text, re.M)) - {"package", "data"}
    extras = PROJECT["optional-dependencies"].values()
    lines = chain(PROJECT["dependencies"], *extras)
    needed = {re.split(r"[<>=! ;\[]", line)[0] for line in lines}
    assert listed - {"---"} == needed


def test_citation_is_of_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == PROJECT["version"] == metadata.version("kejichu")
    assert citation["license"] == PROJECT["license"]


def test_every_release_tells_its_changes_of_the_data() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    releases = re.split(r"^## ", text, flags=re.M)[1:]
    assert any(release.startswith(f"[{PROJECT['version']}]") for release in releases)
    assert all("### Data-visible changes" in release for release in releases)
