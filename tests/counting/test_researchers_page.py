"""The researcher's page: its five commands, run by bash as they stand, on bundled pages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "counting.md"
PAGES = ("bil-milan-cards", "most-belarus-laser-repair", "prov-sichuan-cards")


def commands() -> list[str]:
    section = PAGE.read_text("utf-8").partition("## From a run to a figure")[2]
    block = re.search(r"^```\n(.*?)^```", section, re.M | re.S)
    assert block
    return block[1].splitlines()


def run(line: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=folder,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{line}: {done.returncode}\n{done.stderr[-2000:]}"
    return done.stdout


def test_from_a_folder_to_a_cited_figure_in_five_commands(tmp_path: Path) -> None:
    for name in PAGES:
        shutil.copytree(ROOT / "fixtures" / name, tmp_path / "pages" / name)
    extract, resolve, cite, records, show = commands()
    run(extract, tmp_path)
    run(resolve, tmp_path)
    [italian] = [line for line in run(cite, tmp_path).splitlines() if "host_country=ITA" in line]
    counted = re.match(r"(\d+) unique opportunities with host_country=ITA, ", italian)
    assert counted and int(counted[1]) == 3
    run_id = next((tmp_path / "runs" / "first").glob("manifest.json")).read_text("utf-8")
    named = re.search(r"run (\S+), schema", italian)
    assert named and named[1] in run_id
    assert "error of host_country" in italian and "0 of the 3 reviewed" in italian
    listed = [line.split("\t") for line in run(records, tmp_path).splitlines()]
    assert len(listed) == 3 and {line[2] for line in listed} == {"ITA"}
    # The id on the page is an example; the one to look at is what the line before listed.
    shown = run(re.sub(r"o-\w+", listed[0][0], show), tmp_path)
    assert listed[0][0] in shown and "host_country" in shown
