"""Two values of a field: the class of their difference, and the value generalised for patterns."""

import math
from dataclasses import dataclass
from typing import Any

from models.change_codes import ChangeClass
from pipeline.comparing.fields import FieldRule, Kind
from pipeline.comparing.forms import canonical, difference, letters_of
from pipeline.evaluation.normalising import phone_form, same_phone

_NONE = "–"
# A piece of text is part of a template where it is a set phrase rather than somebody's data.
_LONGEST_PIECE = 12


@dataclass(frozen=True, slots=True)
class Difference:
    """The class of a difference and the template of its values."""

    kind: ChangeClass
    template: str


def is_empty(rule: FieldRule, value: Any) -> bool:
    """Whether a value says that there is none."""
    if rule.kind == Kind.PLACE:
        return not _parts(value or {})
    return (
        value is None or value in ("", [], ()) or (rule.empty is not None and value == rule.empty)
    )


def differ(rule: FieldRule, old: Any, new: Any) -> Difference | None:
    """How two values of a field differ, None where they do not."""
    if old == new:
        return None
    if is_empty(rule, old) and not is_empty(rule, new):
        return Difference(ChangeClass.ADDED, f"→ {general(rule, new)}")
    if is_empty(rule, new) and not is_empty(rule, old):
        return Difference(ChangeClass.REMOVED, f"{general(rule, old)} →")
    match rule.kind:
        case Kind.TEXT:
            return _texts(str(old or ""), str(new or ""))
        case Kind.PHONE:
            return _phones(str(old or ""), str(new or ""))
        case Kind.NUMBER:
            return _numbers(rule, old, new)
        case Kind.DATE:
            return _dates(str(old), str(new))
        case Kind.PLACE:
            return _places(old or {}, new or {})
    return Difference(ChangeClass.CHANGED, f"{general(rule, old)} → {general(rule, new)}")


def general(rule: FieldRule, value: Any) -> str:
    """A value without what is peculiar to one record: codes stay, texts and numbers do not."""
    if value is None:
        return _NONE
    if rule.kind in (Kind.CODE, Kind.FLAG, Kind.CODES):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if rule.kind == Kind.PLACE:
        return "+".join(_parts(value))
    return letters_of(value) if isinstance(value, str) else rule.kind.value


def general_item(key: str, item: Any) -> str:
    """As ``general``, for an item of a list; ``key`` is that of the list's rule."""
    if not isinstance(item, dict):
        return str(item) if key == "code" else letters_of(str(item))
    match key:
        case "keyword":
            return f"{item.get('language')}:{item.get('term')}"
        case "amount":
            return f"{item.get('currency')} {item.get('kind')}"
        case "patent":
            return str(item.get("office") or _NONE)
        case "contact":
            return "+".join(n for n in ("email", "phone", "fax") if item.get(n)) or "name"
        case "attachment":
            return str(item.get("media_type") or _NONE)
    return letters_of(str(item.get("name") or item.get("alias") or ""))


def _texts(old: str, new: str) -> Difference:
    if canonical(old) == canonical(new):
        return Difference(ChangeClass.NORMALISED_ONLY, difference(old, new))
    for verb, short, long in (("adds", old, new), ("drops", new, old)):
        at = long.find(short)
        if at >= 0:
            ends = (("at start", long[:at]), ("at end", long[at + len(short) :]))
            pieces = [f"{where}{_piece(text)}" for where, text in ends if text]
            return Difference(ChangeClass.CHANGED, f"{verb} {' and '.join(pieces)}")
    return Difference(ChangeClass.CHANGED, f"{letters_of(old)} → {letters_of(new)}")


def _piece(text: str) -> str:
    piece = " ".join(text.split())
    shown = len(piece) <= _LONGEST_PIECE and not any(c.isdigit() or c in "@＠" for c in piece)
    return f" “{piece}”" if shown and piece else ""


def _phones(old: str, new: str) -> Difference:
    one, other = phone_form(old), phone_form(new)
    if one == other and one:
        return Difference(ChangeClass.NORMALISED_ONLY, "digits the same")
    if same_phone(one, other):
        return Difference(
            ChangeClass.PRECISION, f"{'adds' if len(other) > len(one) else 'drops'} prefix"
        )
    return Difference(ChangeClass.CHANGED, "digits")


def _numbers(rule: FieldRule, old: float, new: float) -> Difference:
    if abs(new - old) <= rule.tolerance:
        return Difference(ChangeClass.PRECISION, "within tolerance")
    power = math.log10(new / old) if old > 0 and new > 0 else 0.5
    if abs(power - round(power)) < 1e-9:
        return Difference(ChangeClass.CHANGED, f"times 10^{round(power)}")
    return Difference(ChangeClass.CHANGED, "more" if new > old else "less")


def _dates(old: str, new: str) -> Difference:
    if old.startswith(new) or new.startswith(old):
        return Difference(ChangeClass.PRECISION, f"{_unit(old)} → {_unit(new)}")
    names = ("year", "month", "day")
    pairs = zip(names, old.split("-"), new.split("-"), strict=False)
    parts = [name for name, one, other in pairs if one != other]
    swapped = old[:4] == new[:4] and old[5:7] == new[8:10] and old[8:10] == new[5:7]
    return Difference(
        ChangeClass.CHANGED, "day and month swapped" if swapped else " and ".join(parts)
    )


def _unit(text: str) -> str:
    return {4: "year", 7: "month", 10: "day"}.get(len(text), "time")


def _places(old: dict[str, Any], new: dict[str, Any]) -> Difference:
    template = f"{'+'.join(_parts(old)) or _NONE} → {'+'.join(_parts(new)) or _NONE}"
    ones, others = ({n: canonical(str(p[n])) for n in _parts(p)} for p in (old, new))
    if ones == others:
        return Difference(ChangeClass.NORMALISED_ONLY, template)
    if ones and others and (ones.items() <= others.items() or others.items() <= ones.items()):
        return Difference(ChangeClass.PRECISION, template)
    wrong = [name for name in ones if name in others and ones[name] != others[name]]
    codes = f"{old.get('country')} → {new.get('country')}" if "country" in wrong else template
    return Difference(ChangeClass.CHANGED, codes)


def _parts(place: dict[str, Any]) -> list[str]:
    return [name for name in ("city", "province_state", "country") if place.get(name)]
