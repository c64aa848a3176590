"""What makes two items of a list the same: keys made of the items' own values.

A key is readable, the same in every run, and unique within its list.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from extractors.folding import compact
from pipeline.comparing.forms import canonical
from pipeline.evaluation.normalising import mail_form, person_forms, phone_form

Forms = tuple[str, ...]
_CHANNELS = ("email", "phone", "fax")


def _distinct(forms: Sequence[str | None]) -> Forms:
    return tuple(dict.fromkeys(form for form in forms if form))


def _name(text: str | None) -> str:
    # A name of signs alone keeps them.
    return compact(text) or canonical(text) if text else ""


def _party(item: dict[str, Any]) -> Forms:
    aliases = [alias["alias"] for alias in item.get("aliases") or ()]
    names = [item.get("name"), item.get("name_zh"), item.get("name_en"), *aliases]
    return _distinct([_name(name) for name in names])


def _named(item: dict[str, Any]) -> Forms:
    return _distinct([_name(item.get("name"))])


def _person(item: dict[str, Any]) -> Forms:
    names = [str(item.get("name") or ""), *(item.get("aliases") or ())]
    return _distinct([form for name in names for form in person_forms(name) or (_name(name),)])


def _alias(item: dict[str, Any]) -> Forms:
    return _distinct([canonical(item.get("alias") or "")])


def _keyword(item: dict[str, Any]) -> Forms:
    return (f"{item.get('language')}:{item.get('term')}",)


def _patent(item: dict[str, Any]) -> Forms:
    return _distinct([compact(item.get("number") or ""), compact(item.get("raw") or "")])


def _amount(item: dict[str, Any]) -> Forms:
    return (f"{float(item.get('amount') or 0):.15g} {item.get('currency')}",)


def _contact(item: dict[str, Any]) -> Forms:
    forms: list[str | None] = []
    for channel in _CHANNELS:
        value = item.get(channel)
        normal = mail_form if channel == "email" else phone_form
        forms.append(f"{channel}:{normal(value) or value}" if value else None)
    if any(forms):
        return _distinct(forms)
    return _distinct([_name(item.get("name")), _name(item.get("organisation"))])


def _attachment(item: dict[str, Any]) -> Forms:
    return _distinct([item.get("url"), item.get("name")])


def _text(item: Any) -> Forms:
    return _distinct([canonical(str(item))])


# All forms by which an item is known, the first of which names it.
_FORMS: dict[str, Callable[[Any], Forms]] = {
    "party": _party,
    "named": _named,
    "person": _person,
    "alias": _alias,
    "keyword": _keyword,
    "patent": _patent,
    "amount": _amount,
    "contact": _contact,
    "attachment": _attachment,
    "text": _text,
    "code": lambda item: (str(item),),
}
KEYS = frozenset(_FORMS)


def forms_of(key: str, item: Any) -> Forms:
    """All normal forms by which an item is known; ``key`` is that of the field's rule."""
    return _FORMS[key](item)


def item_keys(key: str, items: Sequence[Any]) -> tuple[str, ...]:
    """A key for each item, unique in the list: the second of equals ends in ``#2``.

    >>> item_keys("text", ["甲 公司", "乙", "甲公司"])
    ('甲公司', '乙', '甲公司#2')
    """
    seen: Counter[str] = Counter()
    keys = []
    for item in items:
        form = next(iter(forms_of(key, item)), "")
        seen[form] += 1
        keys.append(form if seen[form] == 1 else f"{form}#{seen[form]}")
    return tuple(keys)
