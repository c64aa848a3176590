"""Two small pages, and one Prefect server for all tests of the session that run a flow."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from processes import process

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


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a real Prefect server of the session's own; its start takes seconds."""
    home = tmp_path_factory.mktemp("prefect")
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    os.environ["PREFECT_HOME"] = str(home)
    arguments = ("prefect", "server", "start", "--port", str(port), "--no-ui")
    log = home / "server.log"
    with process(log, *arguments, PREFECT_SERVER_ANALYTICS_ENABLED="false") as server:
        _wait_for(f"{url}/health", server, log)
        from prefect.settings import PREFECT_API_URL, temporary_settings

        with temporary_settings({PREFECT_API_URL: url}):
            yield url


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 180
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.5)
    pytest.fail(f"the server did not start: {log.read_text('utf-8', 'replace')[-2000:]}")
