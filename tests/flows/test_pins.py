"""The pins that pip's resolver alone does not keep: a broken set installs without a word."""

from collections import deque
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_PINS = {
    "prefect==3.8.8": (
        "3.9.0 and 3.9.1 need a certifi that is not published, so they cannot be installed; "
        "the costs and traps of 3.8.8 are the ones that were measured"
    ),
    "fastapi<0.151": (
        "with a later FastAPI the server of Prefect 3.8.8 runs no flow: "
        "Body() got an unexpected keyword argument 'min_items'"
    ),
    "sqlalchemy<2.1": (
        "with SQLAlchemy 2.1 the cron schedules of Prefect 3.8.8 never fire, and only the log "
        "of the server tells"
    ),
}


@pytest.mark.parametrize("pin", _PINS)
def test_the_pin_is_installed(pin: str) -> None:
    needed = Requirement(pin)
    found = metadata.version(needed.name)
    assert needed.specifier.contains(found), f"{needed.name} {found}, not {pin}: {_PINS[pin]}"


@pytest.mark.parametrize("pin", _PINS)
def test_the_pin_is_declared(pin: str) -> None:
    needed = Requirement(pin)
    declared = {
        (canonicalize_name(each.name), str(specifier))
        for each in map(Requirement, metadata.requires("kejichu") or ())
        for specifier in each.specifier
    }
    (specifier,) = needed.specifier
    assert (needed.name, str(specifier)) in declared, f"declare {pin}: {_PINS[pin]}"


def test_the_environment_is_consistent() -> None:
    """What ``pip check`` tells, of all that the program needs, however far down."""
    broken = list[str]()
    seen = {("kejichu", "")}
    waiting = deque(seen)
    while waiting:
        name, extra = waiting.popleft()
        for text in metadata.requires(name) or ():
            needed = Requirement(text)
            if needed.marker and not needed.marker.evaluate({"extra": extra}):
                continue
            try:
                found = metadata.version(needed.name)
            except metadata.PackageNotFoundError:
                broken.append(f"{name} needs {needed}, which is not installed")
                continue
            if not needed.specifier.contains(found, prereleases=True):
                broken.append(f"{name} needs {needed}, installed is {found}")
            steps = {(canonicalize_name(needed.name), each) for each in ("", *needed.extras)}
            waiting.extend(sorted(steps - seen))
            seen |= steps
    assert len(seen) > 50
    assert not broken, "\n".join(broken)
