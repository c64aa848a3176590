import os
import subprocess
import sys

import pytest

from flows.settings import apply


def test_an_empty_environment_gets_an_embedded_server_with_time_to_start() -> None:
    environment = dict[str, str]()
    apply(environment)
    assert environment == {
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "7"),
        ("PREFECT_SERVER_EPHEMERAL_ENABLED", "false"),
        ("PREFECT_API_URL", "http://127.0.0.1:4200/api"),
    ],
)
def test_what_the_user_set_stays(name: str, value: str) -> None:
    environment = {name: value}
    apply(environment)
    assert environment[name] == value


def test_the_other_name_of_the_embedded_mode_counts_as_set() -> None:
    environment = {"PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false"}
    apply(environment)
    assert "PREFECT_SERVER_EPHEMERAL_ENABLED" not in environment


def test_telemetry_is_off_even_where_the_user_set_it_on() -> None:
    environment = {"PREFECT_SERVER_ANALYTICS_ENABLED": "true", "DO_NOT_TRACK": "0"}
    apply(environment)
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["DO_NOT_TRACK"] == "1"


_READ_BACK = """
import flows.extract_flow
from prefect._internal.analytics.enabled import is_telemetry_enabled
from prefect.settings import get_current_settings
server = get_current_settings().server
assert server.analytics_enabled is False, "server telemetry"
assert is_telemetry_enabled() is False, "library telemetry"
assert server.ephemeral.enabled is True, "embedded server"
assert server.ephemeral.startup_timeout_seconds == 120, "start-up timeout"
"""


def test_prefect_reads_the_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    ours = ("PREFECT_", "DO_NOT_TRACK", "CI")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    environment["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    done = subprocess.run(
        [sys.executable, "-c", _READ_BACK],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
