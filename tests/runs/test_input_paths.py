"""A run names its inputs, whatever bytes their paths are made of."""

import json
import os
import sys
from pathlib import Path

import pytest

from pipeline.runs.execute import execute

PAGE = (
    "<html><head><meta charset=utf-8><title>芬兰公司寻求合作</title></head><body><div id=Zoom>"
    "<p>芬兰北光氢能公司（Northlight Hydrogen Oy）研制出质子交换膜电解槽，已授权欧洲专利。</p>"
    "<p>合作方式：技术许可、合资。邮箱：aino@northlight.example。</p></div></body></html>"
)


def path_of_bytes(folder: Path, name: bytes) -> Path:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
    try:
        path.write_text(PAGE, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="names are UTF-16 there")
@pytest.mark.parametrize("given", ["file", "folder"])
def test_a_path_that_is_not_utf8_is_named_printably(tmp_path: Path, given: str) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    page = path_of_bytes(folder, b"p\xff.html")
    run = execute([page if given == "file" else folder], tmp_path / "run")
    assert run.counts.captures == 1
    (named,) = run.inputs
    assert named.encode("utf-8").decode("utf-8") == named
    assert r"caf\xe9" in named
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"] == [named]


def test_an_ordinary_path_is_named_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "页 1.html"
    page.write_text(PAGE, encoding="utf-8")
    assert execute([page], tmp_path / "run").inputs == (str(page),)
