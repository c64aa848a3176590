"""One record for a reader: each value, the sentence it stands in, the rule and the chain."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from models.evidence import Evidence
from models.opportunity import Opportunity
from pipeline.cli.console import inert

_CONTEXT = 24
_GRADES = {"certain": "green", "likely": "yellow", "doubtful": "red"}


def render(record: Opportunity, console: Console) -> None:
    """Print a record, its values in the order of the evidence."""
    console.print(Text(f"{record.opportunity_id}  {inert(record.title)}", style="bold"))
    console.print(Text(f"{record.source_url or record.report_id}", style="dim"))
    values = record.model_dump(mode="json")
    last = ""
    for evidence in record.field_evidence:
        if evidence.pointer != last:
            console.print(Text(f"{evidence.pointer}: {inert(str(_at(values, evidence.pointer)))}"))
            last = evidence.pointer
        console.print(_line(record, evidence))
    unproved = [name for name in ("quality_flags",) if values[name]]
    for name in unproved:
        console.print(Text(f"/{name}: {', '.join(values[name])}", style="yellow"))


def _line(record: Opportunity, evidence: Evidence) -> Text:
    text = record.source_url if evidence.source == "url" else record.content
    before = text[max(0, evidence.start - _CONTEXT) : evidence.start].replace("\n", " ")
    after = text[evidence.end : evidence.end + _CONTEXT].replace("\n", " ")
    line = Text("    ")
    line.append(inert(before), style="dim")
    line.append(inert(evidence.quote.replace("\n", " ")), style="reverse")
    line.append(inert(after), style="dim")
    line.append(f"  [{evidence.start}:{evidence.end}] ")
    line.append(evidence.grade.value, style=_GRADES[evidence.grade.value])
    line.append(f" {evidence.rule}")
    for step in _chain(evidence):
        line.append(f" → {inert(step)}", style="cyan")
    return line


def _chain(evidence: Evidence) -> Iterator[str]:
    for step in (evidence.chain.normal, evidence.chain.vocabulary_id):
        if step and step != evidence.quote:
            yield step


def _at(values: Any, pointer: str) -> Any:
    """The value at a JSON pointer, None where the pointer leads nowhere."""
    for step in pointer.split("/")[1:]:
        if isinstance(values, list):
            values = values[int(step)] if int(step) < len(values) else None
        elif isinstance(values, dict):
            values = values.get(step)
    return values
