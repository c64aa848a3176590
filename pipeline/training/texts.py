"""The training texts: short labelled paragraphs, in families of one author and one topic each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from extractors.folding import fold
from models.codes import DevelopmentStage, Direction, IpStatus
from pipeline.reading.segments import sentence_spans

_KEYS = frozenset(
    "id language opportunity direction technology_fields cooperation_types development_stage "
    "ip_status text".split()
)


# Mark of families of one aspect, in their names.
_ONE_ASPECT = "-aspect-"


class TextsError(ValueError):
    """A training text that breaks the format; the message names file, line and mend."""


class TrainingMissing(RuntimeError):
    """The extra ``train`` is not installed."""


@dataclass(frozen=True)
class Text:
    """One paragraph with what a careful analyst reads in it."""

    id: str
    family: str
    language: str
    opportunity: bool
    direction: str | None
    technology_fields: tuple[str, ...]
    cooperation_types: tuple[str, ...]
    development_stage: str
    ip_status: str
    text: str

    @property
    def one_aspect(self) -> bool:
        """Whether it is of a family whose texts tell one aspect only."""
        return _ONE_ASPECT in self.family

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences, folded."""
        return tuple(fold(self.text[start:end]) for start, end in sentence_spans(self.text))

    def labels(self, task: str) -> tuple[str, ...]:
        """What it is for a task: none, one or several labels."""
        if task == "relevance":
            return ("opportunity",) if self.opportunity else ()
        if task == "technology_fields":
            return self.technology_fields[:1]
        value = getattr(self, task)
        values = (value,) if isinstance(value, str) else tuple(value or ())
        return tuple(v for v in values if v not in ("unstated", "unspecified"))


def read_texts(folder: Path) -> tuple[Text, ...]:
    """All texts of a folder of families. Raises TextsError."""
    texts = tuple(text for path in sorted(folder.glob("*.jsonl")) for text in _family(path))
    if not texts:
        raise TextsError(f"{folder}: no training texts")
    return texts


def _family(path: Path) -> Iterator[Text]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            given = json.loads(line)
            if frozenset(given) != _KEYS:
                raise ValueError(f"keys {sorted(_KEYS ^ frozenset(given))} missing or unknown")
            for key, codes in (("development_stage", DevelopmentStage), ("ip_status", IpStatus)):
                codes(given[key])
            if given["opportunity"]:
                Direction(given["direction"])
        except ValueError as error:
            raise TextsError(f"{path.name}:{number}: {error}") from error
        lists = {key: tuple(given[key]) for key in ("technology_fields", "cooperation_types")}
        yield Text(**{**given, **lists}, family=path.stem)


def digest(texts: tuple[Text, ...]) -> str:
    """SHA-256 over the texts in order."""
    return sha256("\n".join(repr(text) for text in texts).encode("utf-8")).hexdigest()
