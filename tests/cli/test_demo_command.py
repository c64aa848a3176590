"""``kejichu demo`` prints what the README shows of it."""

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_readme_shows_what_the_demo_prints(tmp_path: Path) -> None:
    block = re.search(r"<!-- demo -->\n```\n(.*?)```", README.read_text("utf-8"), re.S)
    assert block
    shown = [line for line in block[1].splitlines() if line != "…"]
    done = subprocess.run(
        [Path(sys.executable).with_name("kejichu"), "demo"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    printed = {line.rstrip() for line in done.stdout.splitlines()}
    assert len(shown) > 5 and [line for line in shown if line not in printed] == []
