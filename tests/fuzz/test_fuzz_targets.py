"""The fuzz targets over all kept inputs, and a short search from them; long ones: ``make fuzz``."""

import pytest
from fuzz import NAMES, seeds
from fuzz_targets import TARGETS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def test_every_target_has_kept_inputs() -> None:
    assert list(TARGETS) == NAMES
    assert [name for name in NAMES if not seeds(name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_kept_inputs(name: str) -> None:
    for path in seeds(name):
        TARGETS[name](path.read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_a_short_search(name: str) -> None:
    kept = st.sampled_from([path.read_bytes()[:600] for path in seeds(name)])

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(kept, st.integers(0, 600), st.binary(max_size=8))
    def search(data: bytes, at: int, piece: bytes) -> None:
        TARGETS[name](data[:at] + piece + data[at:])

    search()
