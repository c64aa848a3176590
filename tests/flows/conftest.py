"""Two small pages, and one Prefect server for all tests of the session that run a flow."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import flows  # noqa: F401  (before Prefect: telemetry off)

_OPPORTUNITY = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>芬兰木质纤维素气凝胶项目寻求合作</title></head>
<body><h1>芬兰木质纤维素气凝胶项目寻求合作</h1><p>2021-03-04</p>
<p>项目名称：木质纤维素气凝胶保温材料</p>
<p>项目简介：芬兰企业研制出以木材为原料的纤维素气凝胶，导热系数低，可用于建筑保温。\U00020bb7</p>
<p>合作方式：技术转让、合作开发</p>
<p>联系人：Aino Virtanen，电子邮箱：aino@example.org</p>
</body></html>
"""
_NEWS = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>使馆举行新年招待会</title></head>
<body><h1>使馆举行新年招待会</h1><p>2021-01-05</p>
<p>大使在招待会上致辞，祝大家新年快乐，身体健康。来宾观看了文艺演出。</p>
</body></html>
"""


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a page with an opportunity and one without."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "a.html").write_text(_OPPORTUNITY, "utf-8")
    (folder / "b.html").write_text(_NEWS, "utf-8")
    return folder


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A temporary Prefect server; its start takes seconds, so the session has only one."""
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield
