"""The units of a record that are decided on one by one: values, items of lists, values of items.

Records are handled here in their JSON form, as dictionaries.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import JsonValue

from models.decision import Target
from models.opportunity import Opportunity
from pipeline.ledger.fields import ItemRule, fields

Record = dict[str, Any]


class UnknownPointer(ValueError):
    """A JSON pointer that names nothing to decide on; the message says why."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit as it stands in a record.

    ``pointer`` is its RFC 6901 JSON pointer; ``forms`` are the keys of an item, its own first, and
    empty for a value.
    """

    target: Target
    pointer: str
    value: JsonValue
    forms: tuple[str, ...] = field(default=())

    @property
    def is_item(self) -> bool:
        """Whether this is an item of a list."""
        return bool(self.forms)


def escaped(part: str) -> str:
    """A key or name as one part of a pointer or item path."""
    return part.replace("~", "~0").replace("/", "~1")


def unescaped(part: str) -> str:
    """The contrary of ``escaped``."""
    return part.replace("~1", "/").replace("~0", "~")


def joined(item: str, key: str) -> str:
    """The item path of an item inside another, or of one in no other."""
    return f"{item}/{escaped(key)}" if item else escaped(key)


def target_of(record: Record, path: str, item: str = "") -> Target:
    """The target of a field, or of an item of it, in a record."""
    return Target(
        report_id=record["report_id"],
        opportunity_id=record["opportunity_id"],
        field=path,
        item=item,
    )


def units(record: Record) -> Iterator[Unit]:
    """Every unit of a record that can be decided on, filled or not, items before their values."""
    for name in fields().decided:
        yield from _units(record, name, f"/{name}", "", record.get(name))


def _units(record: Record, path: str, pointer: str, item: str, value: JsonValue) -> Iterator[Unit]:
    rule = fields().items.get(path)
    if rule is not None:
        yield from _items(record, rule, path, pointer, item, value)
    elif isinstance(value, dict):
        yield from _members(record, path, pointer, item, value)
    else:
        yield Unit(target_of(record, path, item), pointer, value)


def _items(
    record: Record, rule: ItemRule, path: str, pointer: str, item: str, value: JsonValue
) -> Iterator[Unit]:
    listed = value if isinstance(value, list) else []
    for index, (key, each) in enumerate(zip(rule.keys(listed), listed, strict=True)):
        inner = joined(item, key)
        yield Unit(
            target_of(record, path, inner), f"{pointer}/{index}", each, (key, *rule.forms(each))
        )
        if isinstance(each, dict):
            parts = {name: part for name, part in each.items() if name not in rule.members}
            yield from _members(record, path, f"{pointer}/{index}", inner, parts)


def _members(
    record: Record, path: str, pointer: str, item: str, value: dict[str, JsonValue]
) -> Iterator[Unit]:
    for name, part in value.items():
        yield from _units(record, f"{path}.{name}", f"{pointer}/{escaped(name)}", item, part)


def find(record: Record, target: Target) -> Unit | None:
    """The unit of a target in a record: a value always (null where unset), an item where it is.

    An item whose key is not there is found by the further names of the others. None as well where
    the item that holds a value is not there.
    """
    value: JsonValue = record
    keys = target.item.split("/") if target.item else []
    path, pointer, forms = "", "", tuple[str, ...]()
    for name in target.field.split("."):
        path = f"{path}.{name}" if path else name
        pointer, forms = f"{pointer}/{escaped(name)}", ()
        value = value.get(name) if isinstance(value, dict) else None
        rule = fields().items.get(path)
        if rule is None:
            continue
        if not keys:
            return None
        found = _item(rule, value, unescaped(keys.pop(0)))
        if found is None:
            return None
        index, forms = found
        value, pointer = cast(list[JsonValue], value)[index], f"{pointer}/{index}"
    return Unit(target, pointer, value, forms)


def _item(rule: ItemRule, value: JsonValue, key: str) -> tuple[int, tuple[str, ...]] | None:
    """Index and forms of the item with a key: as its own key before a further name."""
    listed = value if isinstance(value, list) else []
    known = [(own, *rule.forms(item)) for own, item in zip(rule.keys(listed), listed, strict=True)]
    for index, forms in enumerate(known):
        if forms[0] == key:
            return index, forms
    return next(((index, forms) for index, forms in enumerate(known) if key in forms), None)


def unit_at(record: Record, pointer: str) -> Unit:
    """The unit that a JSON pointer names; a member of an item's key names the item.

    The empty pointer names the record. Raises UnknownPointer.
    """
    if not pointer:
        return Unit(target_of(record, ""), "", True)
    if not pointer.startswith("/"):
        raise UnknownPointer(f"{pointer!r} is no JSON pointer: write it as in /host_country")
    parts = [unescaped(part) for part in pointer[1:].split("/")]
    top = fields()
    if parts[0] not in {*top.values, *top.items}:
        why = "follows from other fields" if parts[0] in top.derived else "is not decided on"
        known = parts[0] in Opportunity.model_fields
        raise UnknownPointer(f"{parts[0]} {why if known else 'is no field of a record'}")
    return _walk(record, pointer, parts)


def _walk(record: Record, pointer: str, parts: list[str]) -> Unit:
    value: JsonValue = record
    path, item, here = "", "", ""
    forms: tuple[str, ...] = ()
    rule: ItemRule | None = None
    for part in parts:
        if isinstance(value, list):
            if not part.isdigit() or int(part) >= len(value):
                raise UnknownPointer(f"{pointer}: {here} has no item {part}")
            key = rule.keys(value)[int(part)] if rule else ""
            value, here = value[int(part)], f"{here}/{part}"
            forms = (key, *rule.forms(value)) if rule else ()
            item = joined(item, key)
            continue
        if rule and part in rule.members:
            break
        path, here, forms = (f"{path}.{part}" if path else part), f"{here}/{escaped(part)}", ()
        if value is not None and not (isinstance(value, dict) and part in value):
            raise UnknownPointer(f"{pointer}: there is no {here}")
        value = value.get(part) if isinstance(value, dict) else None
        rule = fields().items.get(path)
    if rule and not forms:
        raise UnknownPointer(f"{pointer} is a list: name one of its items, as in {here}/0")
    return Unit(target_of(record, path, item), here, value, forms)


def addition(record: Record, pointer: str, value: JsonValue) -> Unit:
    """The unit of an item that the record lacks, for a pointer that ends in ``/-``.

    Raises UnknownPointer where the pointer names no list.
    """
    owner, _, last = pointer.rpartition("/")
    names = [part for part in owner[1:].split("/") if not part.isdigit()]
    path = ".".join(names)
    rule = fields().items.get(path)
    if last != "-" or rule is None:
        raise UnknownPointer(f"{pointer} names no list to add to, as /technology_fields/- does")
    forms = rule.forms(value)
    if not forms:
        raise UnknownPointer(f"an item of {path} needs {' or '.join(rule.members)}")
    holder = owner.rpartition("/")[0]
    outer = unit_at(record, holder).target.item if holder else ""
    return Unit(target_of(record, path, joined(outer, forms[0])), pointer, None, forms)
