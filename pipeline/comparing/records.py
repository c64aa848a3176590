"""Two records of one opportunity compared, field by field and item by item."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.change_codes import ChangeClass
from models.field_change import FieldChange, Match
from pipeline.comparing.causes import Causes, rule_of
from pipeline.comparing.fields import FieldRule, Kind, field_rules
from pipeline.comparing.items import Item, Paired, items_of, pair
from pipeline.comparing.shifting import Range, Shift
from pipeline.comparing.side import Side, hide_together
from pipeline.comparing.values import Difference, differ, general_item

# A set phrase of these is somebody's data all the same.
_PRIVATE = ("contacts", "people")


@dataclass(frozen=True, slots=True)
class Place:
    """What is compared: a field or part of one, in both records."""

    field: str
    rule: FieldRule
    old_pointer: str | None
    new_pointer: str | None
    item: str | None = None
    extractor: str | None = None
    fallback: str = ""

    def part(self, name: str, rule: FieldRule) -> "Place":
        """A part of an item."""
        return replace(
            self,
            field=f"{self.field}.{name}",
            rule=rule,
            old_pointer=None if self.old_pointer is None else f"{self.old_pointer}/{name}",
            new_pointer=None if self.new_pointer is None else f"{self.new_pointer}/{name}",
        )

    def at(self, old: Item | None, new: Item | None) -> "Place":
        """An item of a list, known by its old key where it has one."""
        key = (old or new or Item(0, "", None, frozenset())).key
        return replace(
            self,
            item=key if self.item is None else f"{self.item}/{key}",
            old_pointer=None if old is None else f"{self.old_pointer}/{old.index}",
            new_pointer=None if new is None else f"{self.new_pointer}/{new.index}",
        )


class RecordPair:
    """An old and a new record that belong together.

    ``old_others`` and ``new_others`` are the further records of a merger or split: an item that
    one of them holds has only moved there.
    """

    def __init__(
        self,
        old: Side,
        new: Side,
        causes: Causes,
        match: Match = Match.SAME,
        old_others: Sequence[Side] = (),
        new_others: Sequence[Side] = (),
        leading: bool = True,
    ) -> None:
        hide_together((old, new))
        self._old, self._new = old, new
        self._causes, self._match, self._leading = causes, match, leading
        self._others = (old_others, new_others)
        self._shift = Shift(old.text, new.text)
        self._same_text = old.text == new.text
        self._same_evidence = self._same_text and old.evidence == new.evidence

    def changes(self) -> list[FieldChange]:
        """All changes, in the order of the fields' rules."""
        old, new, found = self._old.values, self._new.values, list[FieldChange]()
        rules = field_rules().fields
        for name, rule in rules.items():
            if old.get(name) == new.get(name) and self._same_evidence_of(name):
                continue
            leader = f"/{rule.follows}" if rule.follows else ""
            place = Place(name, rule, f"/{name}", f"/{name}", None, rule.extractor, leader)
            found += self._field(place, old.get(name), new.get(name))
        return _following(found, rules, "")

    def _same_evidence_of(self, name: str) -> bool:
        """Whether a field has the same evidence at the same characters of the same text."""
        if self._same_evidence or not self._same_text:
            return self._same_evidence
        return self._old.evidence_of(name) == self._new.evidence_of(name)

    def _field(self, place: Place, old: Any, new: Any) -> list[FieldChange]:
        if place.rule.is_list:
            return list(self._items(place, old, new))
        difference = differ(place.rule, old, new)
        if difference is None:
            return self._moved(place, old)
        return [self._change(place, difference, old, new)]

    def _moved(self, place: Place, value: Any) -> list[FieldChange]:
        """The same value, where it was first read from another place."""
        if not self._has_moved(place.old_pointer or "", place.new_pointer or ""):
            return []
        difference = Difference(ChangeClass.EVIDENCE_MOVED, "another place")
        return [self._change(place, difference, value, value)]

    def _has_moved(self, old_pointer: str, new_pointer: str) -> bool:
        if self._same_evidence:
            return False
        old, new = self._old.first(old_pointer), self._new.first(new_pointer)
        return old is not None and new is not None and not self._same_place(old, new)

    def _same_place(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        source = old.get("source", "text")
        if source != new.get("source", "text"):
            return False
        if source != "text":
            return bool(old["quote"] == new["quote"])
        return self._shift(old["start"], old["end"]) == (new["start"], new["end"])

    def _items(self, place: Place, old: Any, new: Any) -> Iterator[FieldChange]:
        if old == new and not self._any_moved(place, old or ()):
            return
        key = place.rule.key or "code"
        found = pair(
            key,
            items_of(key, old, place.rule.empty),
            items_of(key, new, place.rule.empty),
            lambda item: self._old_spans(place, item),
            lambda item: self._new_spans(place, item),
        )
        inside = [
            c for one, other in found.both for c in self._item(place.at(one, other), one, other)
        ]
        outside = [*self._gone(place, found, key), *self._come(place, found, key)]
        yield from inside
        yield from outside
        if (
            found.reordered
            and not outside
            and all(c.kind == ChangeClass.EVIDENCE_MOVED for c in inside)
        ):
            difference = Difference(ChangeClass.REORDERED_ONLY, "order")
            yield self._change(place, difference, old, new)

    def _any_moved(self, place: Place, items: Sequence[Any]) -> bool:
        return any(
            self._has_moved(f"{place.old_pointer}/{i}", f"{place.new_pointer}/{i}")
            for i in range(len(items))
        )

    def _item(self, place: Place, one: Item, other: Item) -> list[FieldChange]:
        parts = place.rule.parts
        if not parts:
            if one.value == other.value:
                return self._moved(place, one.value)
            rule = FieldRule(kind=Kind.TEXT)
            difference = differ(rule, one.value, other.value)
            return [self._change(place, difference, one.value, other.value)] if difference else []
        found = [
            change
            for name, rule in parts.items()
            if one.value.get(name) != other.value.get(name)
            for change in self._field(
                place.part(name, rule), one.value.get(name), other.value.get(name)
            )
        ]
        moved = [] if found else self._moved(place, one.value)
        return _following(found, parts, f"{place.field}.") + moved

    def _gone(self, place: Place, found: Paired, key: str) -> Iterator[FieldChange]:
        elsewhere = self._keys_of_others(place, key, self._others[1])
        for item in found.gone:
            if elsewhere.isdisjoint(item.forms) and (self._leading or not self._others[1]):
                difference = Difference(ChangeClass.REMOVED, f"{general_item(key, item.value)} →")
                yield self._change(place.at(item, None), difference, item.value, None)

    def _come(self, place: Place, found: Paired, key: str) -> Iterator[FieldChange]:
        elsewhere = self._keys_of_others(place, key, self._others[0])
        for item in found.come:
            if elsewhere.isdisjoint(item.forms) and (self._leading or not self._others[0]):
                difference = Difference(ChangeClass.ADDED, f"→ {general_item(key, item.value)}")
                yield self._change(place.at(None, item), difference, None, item.value)

    def _keys_of_others(self, place: Place, key: str, others: Sequence[Side]) -> set[str]:
        if "." in place.field:
            return set()
        return {
            form for side in others for i in items_of(key, side[place.field]) for form in i.forms
        }

    def _old_spans(self, place: Place, item: Item) -> list[Range]:
        spans = _spans(self._old, f"{place.old_pointer}/{item.index}", place.rule)
        shifted = (self._shift(start, end) for start, end in spans)
        return [span for span in shifted if span is not None]

    def _new_spans(self, place: Place, item: Item) -> list[Range]:
        return _spans(self._new, f"{place.new_pointer}/{item.index}", place.rule)

    def _change(self, place: Place, difference: Difference, old: Any, new: Any) -> FieldChange:
        olds, news = self._old, self._new
        old_proof = _behind(olds, place.old_pointer, place.fallback)
        new_proof = _behind(news, place.new_pointer, place.fallback)
        top = place.field.partition(".")[0]
        template = difference.template
        return FieldChange(
            report_id=news.report,
            old_record=olds.id,
            new_record=news.id,
            match=self._match,
            field=place.field,
            item=news.shown_item(place.field, place.item),
            old_pointer=place.old_pointer,
            new_pointer=place.new_pointer,
            kind=difference.kind,
            cause=self._causes.of_value(
                olds, news, (place.field, place.item), place.extractor, (old_proof, new_proof)
            ),
            old=olds.shown(place.field, old),
            new=news.shown(place.field, new),
            old_rule=rule_of(old_proof),
            new_rule=rule_of(new_proof),
            old_version=olds.version(place.extractor),
            new_version=news.version(place.extractor),
            template=template.partition(" “")[0] if top in _PRIVATE else template,
            old_proof=olds.proof(old_proof),
            new_proof=news.proof(new_proof),
        )


def _behind(side: Side, pointer: str | None, fallback: str) -> dict[str, Any] | None:
    if pointer is None:
        return None
    return side.behind(pointer) or (side.first(fallback) if fallback else None)


def _spans(side: Side, pointer: str, rule: FieldRule) -> list[Range]:
    """Where an item was read: its name rather than all that is told of it."""
    name = next(iter(rule.parts), None)
    return (side.spans(f"{pointer}/{name}") if name else []) or side.spans(pointer)


def _following(
    found: list[FieldChange], rules: Mapping[str, FieldRule], front: str
) -> list[FieldChange]:
    """The changes, those that merely follow another one marked as such."""
    changed = {change.field for change in found if not change.kind.folded}
    return [
        change.model_copy(update={"follows": leader})
        if (leader := _leader(change, rules, front)) in changed and not change.follows
        else change
        for change in found
    ]


def _leader(change: FieldChange, rules: Mapping[str, FieldRule], front: str) -> str:
    rule = rules.get(change.field.removeprefix(front))
    return f"{front}{rule.follows}" if rule and rule.follows else ""
