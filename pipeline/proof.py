"""A record on its way: values, and for each the evidence that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from extractors.tagged import TaggedDocument
from models.evidence import Chain, Evidence, Mention
from pipeline.tracing import SourceMap

# So many pieces of evidence of one value are kept; the strongest first.
MOST_EVIDENCE = 6


@dataclass
class Draft:
    """Values by field name, and the evidence gathered for them."""

    page: TaggedDocument
    values: dict[str, Any] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    _noted: set[tuple[str, str, int, int]] = field(default_factory=set)

    @cached_property
    def _sources(self) -> SourceMap:
        return SourceMap(self.page.document)

    def prove(self, pointer: str, mention: Mention) -> None:
        """Note a mention as evidence of the value at a JSON pointer, each quote once."""
        key = (pointer, mention.source, mention.start, mention.end)
        if key in self._noted:
            return
        self._noted.add(key)
        in_text = mention.source == "text"
        self.evidence.append(
            Evidence(
                pointer=pointer,
                start=mention.start,
                end=mention.end,
                quote=mention.quote,
                language=self.page.language_at(mention.start) if in_text else "und",
                rule=mention.rule,
                grade=mention.grade,
                chain=Chain(
                    surface=mention.quote,
                    normal=mention.normal,
                    vocabulary_id=mention.vocabulary_id,
                ),
                source=mention.source,
                origin=self._sources.origin(mention.start, mention.end) if in_text else None,
            )
        )

    def take(self, name: str, mentions: Sequence[Mention]) -> Mention | None:
        """Set a field to the first mention's value; mentions of the same value prove it too."""
        if not mentions:
            return None
        first = mentions[0]
        self.values[name] = first.value
        for mention in [m for m in mentions if m.value == first.value][:MOST_EVIDENCE]:
            self.prove(f"/{name}", mention)
        return first

    def take_list(self, name: str, mentions: Sequence[Mention]) -> tuple[Any, ...]:
        """Set a list field to the distinct values in order, each with all that prove it."""
        values = tuple(dict.fromkeys(mention.value for mention in mentions))
        self.values[name] = values
        for index, value in enumerate(values):
            for mention in [m for m in mentions if m.value == value][:MOST_EVIDENCE]:
                self.prove(f"/{name}/{index}", mention)
        return values

    def date(self, name: str) -> date | None:
        """A date field's value, None where it has none."""
        value = self.values.get(name)
        return date.fromisoformat(str(value)) if value else None
