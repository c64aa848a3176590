"""What tests of several folders need: new databases, PostgreSQL of our own too, and a browser."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from sqlalchemy import Engine

from pipeline.store import open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# How long an example takes is the machine's business; hangs are the matter of the hostile set.
hypothesis.settings.register_profile("kejichu", deadline=None)
hypothesis.settings.load_profile("kejichu")
_NUMBERS = count(1)


def _programs() -> Path | None:
    """Folder of PostgreSQL's programs, the newest of Debian's or that of the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("initdb")
    return folders[-1] if folders else Path(found).parent if found else None


def _user() -> str | None:
    """Another user for the server where these tests run as root, which it refuses to run as."""
    if os.geteuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a temporary PostgreSQL server on a socket, without a database's name."""
    programs = _programs()
    if programs is None:
        message = "PostgreSQL is missing: install the Debian package postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    user = _user()
    # Short, since the path of a socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="kejichu-pg-"))
    if user:
        shutil.chown(folder, user)

    def call(program: str, *arguments: str) -> None:
        command = [programs / program, "-D", folder / "data", *arguments]
        done = subprocess.run(
            command, user=user, cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{program}: {done.stderr or done.stdout}"

    call("initdb", "--auth=trust", "--username=kejichu", "--encoding=UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    # A log file, since pg_ctl would else wait for the end of a pipe that the server holds open.
    call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://kejichu@/{{}}?host={folder}"
    finally:
        call("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_database(postgresql_server: str) -> str:
    """URL of a new database."""
    import psycopg

    name = f"kejichu_{next(_NUMBERS)}"
    with psycopg.connect(postgresql_server.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgresql_server.format(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'state.sqlite'}"
    url: str = request.getfixturevalue("postgresql_database")
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Engine]:
    engine = open_store(database_url)
    yield engine
    engine.dispose()


def _chromium() -> str:
    found = shutil.which("chromium")
    if found:
        return found
    message = "Chromium is missing: install the Debian packages chromium and fonts-noto-cjk"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


# Playwright keeps an event loop running, which tests of other modules must not find.
@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    chromium = _chromium()
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()
