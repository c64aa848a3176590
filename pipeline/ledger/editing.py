"""Changes of a record in its JSON form that keep its evidence true: pointers move with items."""

from typing import Any

from pydantic import JsonValue

from models.decision import Anchor
from models.evidence import Grade
from pipeline.ledger.anchors import locate
from pipeline.ledger.units import Record, escaped, unescaped


def value_at(record: Record, pointer: str) -> Any:
    """The value at a pointer. Raises KeyError or IndexError where there is none."""
    value: Any = record
    for part in pointer[1:].split("/"):
        value = value[int(part)] if isinstance(value, list) else value[unescaped(part)]
    return value


def put(record: Record, pointer: str, value: JsonValue) -> None:
    """Set the value at a pointer, making the objects above it where they are null."""
    owner: Any = record
    *above, last = [unescaped(part) for part in pointer[1:].split("/")]
    for part in above:
        if isinstance(owner, list):
            owner = owner[int(part)]
            continue
        if owner.get(part) is None:
            owner[part] = {}
        owner = owner[part]
    if isinstance(owner, list):
        owner[int(last)] = value
    else:
        owner[last] = value


def append(record: Record, pointer: str, value: JsonValue) -> str:
    """Add an item to the list at a pointer and give the item's pointer."""
    items = value_at(record, pointer)
    items.append(value)
    return f"{pointer}/{len(items) - 1}"


def drop(record: Record, pointer: str) -> None:
    """Take the item at a pointer out of its list; evidence of later items moves along."""
    owner, _, last = pointer.rpartition("/")
    index = int(last)
    del value_at(record, owner)[index]
    kept = []
    for evidence in record["field_evidence"]:
        place = _index(evidence["pointer"], owner)
        if place is None or place < index:
            kept.append(evidence)
        elif place > index:
            tail = evidence["pointer"][len(f"{owner}/{place}") :]
            kept.append(evidence | {"pointer": f"{owner}/{place - 1}{tail}"})
    record["field_evidence"] = kept


def _index(pointer: str, owner: str) -> int | None:
    """The index below ``owner`` that a pointer leads through, None if it leads elsewhere."""
    if not pointer.startswith(owner + "/"):
        return None
    part = pointer[len(owner) + 1 :].partition("/")[0]
    return int(part) if part.isdigit() else None


def unprove(record: Record, pointer: str) -> None:
    """Drop the evidence of the value at a pointer and of its parts."""
    record["field_evidence"] = [
        evidence
        for evidence in record["field_evidence"]
        if evidence["pointer"] != pointer and not evidence["pointer"].startswith(pointer + "/")
    ]


def prove(record: Record, pointer: str, anchor: Anchor, rule: str, value: JsonValue) -> bool:
    """Make the quote of a decision the evidence of a value; False where the page lacks it."""
    text = record["source_url"] if anchor.source == "url" else record["content"]
    span = locate(text, anchor)
    if span is None:
        return False
    start, end = span
    origins = (
        each["origin"]
        for each in record["field_evidence"]
        if (each["source"], each["start"], each["end"]) == (anchor.source, start, end)
    )
    record["field_evidence"].append(
        {
            "pointer": pointer,
            "start": start,
            "end": end,
            "quote": text[start:end],
            "language": anchor.language,
            "rule": rule,
            "grade": Grade.CERTAIN.value,
            "chain": {
                "surface": text[start:end],
                "normal": value if isinstance(value, str) else None,
                "vocabulary_id": None,
            },
            "source": anchor.source,
            "origin": next(origins, None),
        }
    )
    return True


def member(pointer: str, name: str) -> str:
    """The pointer of a member of the object at a pointer."""
    return f"{pointer}/{escaped(name)}"
