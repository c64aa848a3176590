"""``kejichu serve`` as a user starts it."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

from review_page_samples import workspace

PROGRAM = Path(sys.executable).with_name("kejichu")


def command(folder: Path, port: int) -> list[str | Path]:
    given = ["--against", "latest~1", "--port", str(port), "--workspace", folder]
    return [PROGRAM, "serve", *given]


def test_the_printed_address_opens_the_page_of_the_latest_run(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    with subprocess.Popen(
        command(folder, 0), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None and server.stderr is not None
        url = server.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/start/[\w-]{32}", url)
        browser = build_opener(HTTPCookieProcessor())
        with browser.open(url, timeout=60) as answer:
            assert "20240101T000000Z-aaaaaa → 20240102T000000Z-bbbbbb" in answer.read().decode()
        base = url.partition("/start/")[0]
        with browser.open(f"{base}/search?host_country=FIN", timeout=60) as answer:
            assert "4 of 4 records" in answer.read().decode()
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0
        assert "Traceback" not in server.stderr.read()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            command(folder, port), capture_output=True, text=True, check=False, timeout=60
        )
    assert done.returncode == 1
    assert done.stderr.strip() == f"Error: port {port} is taken: give another with --port"
