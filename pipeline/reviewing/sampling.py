"""When a whole query may be decided at once: after random samples of it were, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import yaml
from pydantic import Field

from models.base import Frozen
from models.decision import Reach
from pipeline.ledger.equality import closeness
from pipeline.ledger.ledger import LedgerError
from pipeline.reviewing.drafting import Verdict
from pipeline.reviewing.entry import Entry

_FILE = Path(__file__).with_name("limits.yaml")


class Limits(Frozen):
    """The limits of ``limits.yaml``."""

    samples: int = Field(ge=1)
    confidence: float = Field(gt=0, lt=1)


@cache
def limits() -> Limits:
    """The limits in force."""
    return Limits.model_validate(yaml.safe_load(_FILE.read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Lock:
    """Whether a query may be decided at once.

    ``population`` is the number of its entries, ``needed`` of samples, ``agreeing`` and
    ``disagreeing`` of samples judged so far; ``left`` are samples still to judge.
    """

    population: int
    needed: int
    agreeing: int
    disagreeing: int
    left: tuple[Entry, ...]

    @property
    def is_open(self) -> bool:
        """Whether every sample was judged the same way."""
        return not self.disagreeing and self.agreeing >= self.needed

    @property
    def error_bound(self) -> float:
        """The share of wrong decisions that is not exceeded, with the confidence of the limits.

        Exact for none in ``agreeing`` samples: about 3 / n at 95 %. 0 where all were looked at, 1
        where a sample disagrees.
        """
        if self.disagreeing or not self.agreeing:
            return 1.0
        if self.agreeing >= self.population:
            return 0.0
        return float(1 - (1 - limits().confidence) ** (1 / self.agreeing))

    @property
    def message(self) -> str:
        """What is missing, in one sentence; empty where the lock is open."""
        if self.is_open:
            return ""
        if self.disagreeing:
            return (
                f"{self.disagreeing} of the samples were decided otherwise: narrow the query to "
                "what is alike"
            )
        return (
            f"{len(self.left)} more samples of {self.population} must be decided one by one first"
        )


class Locked(LedgerError):
    """A query that may not be decided at once yet."""

    def __init__(self, lock: Lock) -> None:
        super().__init__(lock.message)
        self.lock = lock


def lock_of(entries: Sequence[Entry], verdict: Verdict, seed: str, samples: int) -> Lock:
    """The lock of all entries of a query, answered ones included, for one verdict on them.

    The samples are drawn by ``seed`` from all of them: they stay the same while the reviewer works
    through them, and nobody chooses them.
    """
    looked_at = [entry for entry in entries if entry.reach != Reach.BULK]
    drawn = sorted(looked_at, key=lambda entry: _draw(seed, entry))[:samples]
    judged = [entry for entry in drawn if not entry.is_open and entry.reach == Reach.ONE]
    agreeing = sum(_agrees(entry, verdict) for entry in judged)
    return Lock(
        len(entries),
        len(drawn),
        agreeing,
        len(judged) - agreeing,
        tuple(entry for entry in drawn if entry.is_open),
    )


def _draw(seed: str, entry: Entry) -> str:
    return sha256(f"{seed}\n{entry.id}".encode()).hexdigest()


def _agrees(entry: Entry, verdict: Verdict) -> bool:
    if entry.answer != verdict.action:
        return False
    return verdict.value is None or bool(closeness(entry.answered_value, verdict.value))
