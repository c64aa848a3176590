"""Prefect's environment, set before Prefect is imported, which is when Prefect reads it.

Telemetry is off whatever the user set: page addresses and folder names are nobody else's business,
and on a closed net each attempt to send ends in an error in the log. All else is a default that
yields to what the environment says; it does win over a Prefect profile or ``prefect.toml``, which
Prefect ranks below the environment. Where ``PREFECT_API_URL`` names a server, that one is used and
none is started.
"""

import os
from collections.abc import MutableMapping

# Two channels: from the server, and from the library in this process.
TELEMETRY_OFF = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
# Seconds. A first start migrates a new database: up to 42 s measured, and Prefect gives up at 20.
STARTUP_TIMEOUT = {"PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120"}
# Without a server of its own Prefect starts one for the process; either name switches that.
EMBEDDED = "PREFECT_SERVER_EPHEMERAL_ENABLED"
EMBEDDED_ALIAS = "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"


def apply(environment: MutableMapping[str, str] = os.environ) -> None:
    """Switch telemetry off in an environment and fill in the defaults that it leaves open."""
    environment.update(TELEMETRY_OFF)
    for name, value in STARTUP_TIMEOUT.items():
        environment.setdefault(name, value)
    if EMBEDDED_ALIAS not in environment:
        environment.setdefault(EMBEDDED, "true")
