"""Values, fields and states in words of both languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from extractors.missions import missions
from extractors.places import countries
from pipeline.cli.console import inert
from pipeline.schema.code_lists import code_lists
from pipeline.schema.texts import field_texts

_FILE = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True)
class Label:
    """What something is called in Chinese and in English; both empty for a plain value."""

    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One part of a value: the name of the part (empty for a plain value), text, and label."""

    part: Label
    text: str
    label: Label = Label()


RECORD = Label("整条记录", "record as a whole")


@cache
def words() -> Mapping[str, Mapping[str, Label]]:
    """The page's own words by kind and id."""
    found = yaml.safe_load(_FILE.read_text("utf-8"))
    return {
        kind: {name: Label(**texts) for name, texts in own.items()} for kind, own in found.items()
    }


def word(kind: str, name: str | None) -> Label:
    """The words for a state, class, cause, action, kind or grade; nothing for none."""
    return words()[kind][str(name)] if name else Label()


def field_label(field: str) -> Label:
    """What a field is called; the empty one is the record as a whole."""
    text = field_texts().get(field)
    if not field or field == "record":
        return RECORD
    return Label(text.label_zh, text.label_en) if text else Label(field, field)


def readings(field: str, value: Any) -> list[Reading]:
    """A value part by part, codes with their labels; none for no value. Texts are inert."""
    if not field:
        return [Reading(Label(), "✓", Label("有", "there"))] if value else []
    return list(_parts(field, value, Label()))


def _parts(field: str, value: Any, part: Label) -> Iterator[Reading]:
    if isinstance(value, dict):
        for name, inner in value.items():
            inner_field = f"{field}.{name}"
            yield from _parts(inner_field, inner, field_label(inner_field))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _parts(field, inner, part)
    elif isinstance(value, bool):
        label = Label("是", "yes") if value else Label("否", "no")
        yield Reading(part, "true" if value else "false", label)
    elif value not in (None, ""):
        text = f"{value:,.10g}" if isinstance(value, float) else str(value)
        yield Reading(part, inert(text), label_of(field, text))


def label_of(field: str, code: str) -> Label:
    """What a code of a field's vocabulary is called; empty where it has none."""
    text = field_texts().get(field)
    if text is None:
        return Label()
    if text.code_list:
        return _codes(text.code_list).get(code, Label())
    if text.vocabulary.startswith("ISO 3166-1"):
        country = countries().get(code)
        return Label(country.name_zh, country.name_en) if country else Label()
    if text.vocabulary.endswith("missions.tsv"):
        mission = missions().get(code)
        return Label(mission.city_zh, mission.name_en) if mission else Label()
    return Label()


@cache
def _codes(name: str) -> Mapping[str, Label]:
    return {code.id: Label(code.label_zh, code.label_en) for code in code_lists()[name]}


def choices(field: str) -> list[tuple[str, Label]]:
    """The codes that a field takes, with their labels; none where it takes any text."""
    text = field_texts().get(field)
    if text is None:
        return []
    if text.code_list:
        return list(_codes(text.code_list).items())
    if text.vocabulary.startswith("ISO 3166-1"):
        return [(code, Label(each.name_zh, each.name_en)) for code, each in countries().items()]
    return []


def names(field: str, value: Any) -> list[str]:
    """Names by which a value may stand in a text in either language."""
    found = []
    for reading in readings(field, value):
        found += [reading.label.zh, reading.label.en]
    if isinstance(value, dict):
        found += [str(value[key]) for key in ("name", "name_zh", "name_en") if value.get(key)]
        found += [str(each["alias"]) for each in value.get("aliases") or () if "alias" in each]
    return list(dict.fromkeys(name for name in found if len(name) > 1))
