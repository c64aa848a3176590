"""A command run as a process whose memory is sampled, its workers' apart."""

import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

MB = 1_000_000
_EVERY = 0.5


@dataclass
class Sampled:
    """What a command took: seconds of wall and CPU time, children's included, and its memory.

    Resident memory in bytes, at the seconds in ``at``, of the process (``parent``) and of the
    largest process that it started (``worker``). ``load`` is the mean number of processes that the
    whole machine ran or had waiting, these included.
    """

    code: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    load: float = 0.0
    at: list[float] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    worker: list[int] = field(default_factory=list)

    def peak(self, process: str) -> float:
        """The most that a process had, in MB."""
        values: list[int] = getattr(self, process)
        return max(values, default=0) / MB

    def half(self, process: str) -> float:
        """The most that a process had in the first half of its time, in MB."""
        values: list[int] = getattr(self, process)
        return max(values[: len(values) // 2], default=0) / MB


def run_sampled(command: Sequence[str]) -> Sampled:
    """Run a command to its end."""
    sampled, loads, begun = Sampled(), [], time.perf_counter()
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process = psutil.Process(started.pid)
    while True:
        own, status, usage = os.wait4(started.pid, os.WNOHANG)
        if own:
            break
        with suppress(psutil.NoSuchProcess):
            _sample(process, sampled, time.perf_counter() - begun)
        loads.append(_running())
        time.sleep(_EVERY)
    started.returncode = sampled.code = os.waitstatus_to_exitcode(status)
    sampled.wall = time.perf_counter() - begun
    sampled.cpu = usage.ru_utime + usage.ru_stime
    sampled.load = sum(loads) / max(1, len(loads))
    return sampled


def _sample(process: psutil.Process, sampled: Sampled, at: float) -> None:
    own, largest = process.memory_info().rss, 0
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            largest = max(largest, child.memory_info().rss)
    sampled.at.append(at)
    sampled.parent.append(own)
    sampled.worker.append(largest)


def _running() -> int:
    """Processes of the machine that run or wait for a core now, this one left out."""
    return int(Path("/proc/loadavg").read_text("ascii").split()[3].partition("/")[0]) - 1
