"""Fuzz targets for a given time each: ``make fuzz``.

With atheris (Linux) coverage guides the search, in one process a target; elsewhere hypothesis
makes the bytes. Findings are written to ``corpus/<target>``, and the exit code is then 1.
"""

import argparse
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

CORPUS = Path(__file__).with_name("corpus")
NAMES = "html feed pdf office page archive message encoding text address".split()
# The longest input; what is longer is the matter of the hostile set.
_LONGEST = 4_096


def seeds(name: str) -> list[Path]:
    """The kept inputs of a target."""
    return sorted((CORPUS / name).glob("*"))


def keep(name: str, data: bytes) -> Path:
    """Keep an input of a target under its digest."""
    path = CORPUS / name / sha256(data).hexdigest()[:16]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def guided(name: str, seconds: int, arguments: list[str]) -> None:
    """Fuzz with atheris, which ends the process."""
    import atheris

    with atheris.instrument_imports(include=["pipeline", "extractors"]):
        from fuzz_targets import TARGETS

    atheris.Setup([sys.argv[0], *arguments], TARGETS[name])
    atheris.Fuzz()


def in_a_process(name: str, seconds: int, work: Path) -> int:
    """Fuzz one target in a process of its own; give its exit code."""
    new = work / name
    new.mkdir(parents=True, exist_ok=True)
    (CORPUS / name).mkdir(parents=True, exist_ok=True)
    libfuzzer = [
        f"-max_total_time={seconds}",
        f"-max_len={_LONGEST}",
        "-timeout=60",
        "-rss_limit_mb=2000",
        "-close_fd_mask=1",
        f"-artifact_prefix={CORPUS / name}/",
        str(new),
        str(CORPUS / name),
    ]
    command = [sys.executable, __file__, "--guided", name, *libfuzzer]
    code = subprocess.run(command, check=False).returncode
    if code:
        print(f"{name}: ended with {code}")
    return code


def unguided(name: str, seconds: int) -> int:
    """Fuzz with hypothesis; give the exit code."""
    from fuzz_targets import TARGETS
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    kept = [path.read_bytes() for path in seeds(name)] or [b""]
    pieces = st.lists(st.one_of(st.binary(max_size=200), st.sampled_from(kept)), max_size=4)
    last = b""

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(pieces)
    def feed(parts: list[bytes]) -> None:
        nonlocal last
        last = b"".join(parts)[:_LONGEST]
        TARGETS[name](last)

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            feed()
        except Exception as error:
            print(f"{name}: {error!r}: {keep(name, last)}", file=sys.stderr)
            return 1
    return 0


def main() -> int:
    """Fuzz the targets that are named, or all."""
    if sys.argv[1:2] == ["--guided"]:
        guided(sys.argv[2], 0, sys.argv[3:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="TARGET", help=", ".join(NAMES))
    parser.add_argument("--seconds", type=int, default=600, help="for each target")
    parser.add_argument("--work", type=Path, default=Path(".fuzz"), help="inputs found on the way")
    asked = parser.parse_args()
    try:
        import atheris  # noqa: F401

        has_atheris = True
    except ImportError:
        has_atheris = False
    failed = []
    for name in asked.names or NAMES:
        print(f"{name}: {asked.seconds} s, {'atheris' if has_atheris else 'hypothesis'}")
        code = (
            in_a_process(name, asked.seconds, asked.work)
            if has_atheris
            else unguided(name, asked.seconds)
        )
        failed += [name] if code else []
    print(f"findings: {', '.join(failed) or 'none'}")
    return bool(failed)


if __name__ == "__main__":
    raise SystemExit(main())
