"""A page that takes its worker along, by time, memory or a fault, is quarantined alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest
from hostile_case import good

from models.capture import Capture
from models.document import Document
from pipeline import parsing
from pipeline.bounds import bounds
from pipeline.inputs.base import served
from pipeline.options import PLAIN, ParseOptions
from pipeline.runs.isolated import Isolated, serve
from pipeline.runs.worker import PageLines

STUCK, GREEDY, DEADLY = b"<p>stuck", b"<p>greedy", b"<p>deadly"
_READ = parsing.read_document


def read(capture: Capture, body: bytes, options: ParseOptions = PLAIN) -> Document:
    """Reading, in which some bodies do what a hostile page could."""
    if body == STUCK:
        # As in a loop of a library, which lets no handler of a signal run.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        time.sleep(600)
    if body == GREEDY:
        bytearray(2 * bounds().worker_memory.most)
    if body == DEADLY:
        os.kill(os.getpid(), signal.SIGSEGV)
    return _READ(capture, body, options)


def life(connection: Connection) -> None:
    """The life of a worker with that reading."""
    parsing.read_document = read
    serve(connection)


@pytest.fixture(scope="module")
def ends() -> Iterator[list[PageLines]]:
    """What becomes of hostile pages with harmless ones around each."""
    bodies = [good(1), DEADLY, STUCK, GREEDY, good(2)]
    with Isolated(PLAIN, seconds=25, life=life) as isolated:
        pages = [served(f"{n}.html", body) for n, body in enumerate(bodies)]
        yield [isolated.parse(page) for page in pages]


def test_each_bad_page_has_its_reason(ends: list[PageLines]) -> None:
    assert [ends[n].code for n in (1, 2, 3)] == ["worker_died", "timeout", "out_of_memory"]


def test_neighbours_are_unharmed(ends: list[PageLines]) -> None:
    assert [ends[n].end for n in (0, 4)] == ["records"] * 2


def in_a_process(code: str) -> int:
    return subprocess.run([sys.executable, "-c", code], timeout=120, check=False).returncode


def test_a_process_that_gives_no_turn_is_ended_by_the_clock() -> None:
    """Ended by a thread of its own, even while a library keeps the interpreter."""
    stuck = (
        "import ctypes; from pipeline.runs import process_limits as p; p._ON.append(True)\n"
        "with p.ended_after(1): ctypes.PyDLL(None).sleep({})"
    )
    assert in_a_process(stuck.format(60)) == 1
    assert in_a_process(stuck.format(0)) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_memory_beyond_the_bound_is_refused_by_the_system() -> None:
    take = (
        "from pipeline.runs.process_limits import _limit_memory\n_limit_memory(200_000_000)\n"
        "try: bytearray({})\nexcept MemoryError: raise SystemExit(7)"
    )
    assert in_a_process(take.format(400_000_000)) == 7
    assert in_a_process(take.format(10_000)) == 0
