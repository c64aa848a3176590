"""Values that a reviewer gives: brought into the form of the record, and checked."""

from functools import cache
from typing import Any

from pydantic import JsonValue, TypeAdapter, ValidationError

from extractors.language import language_of
from extractors.missions import missions
from extractors.places import countries
from models.opportunity import Opportunity
from pipeline.ledger.fields import fields
from pipeline.ledger.ledger import LedgerError
from pipeline.ledger.units import Record
from pipeline.schema.code_lists import code_lists
from pipeline.schema.texts import field_texts

# Fields whose codes are of a vocabulary file rather than of a code list.
_COUNTRY = "ISO 3166-1 alpha-3"
_MISSION = "file:places/missions.tsv"
# Names in one language follow the name where they repeat it.
_REPEATED = ("name_zh", "name_en")


class BadDecision(LedgerError):
    """A decision that cannot be taken; one sentence that says what to mend."""


_ALIASES = "foreign_parties.aliases"


def in_form(field: str, base: JsonValue, given: JsonValue) -> JsonValue:
    """A given value in the form of the record's JSON.

    An item may be given by its name alone, or by the members that are to be other than in
    ``base``. Raises BadDecision.
    """
    rule = fields().items.get(field)
    if rule is not None and rule.members:
        if not isinstance(given, dict):
            if len(rule.members) > 1:
                example = ", ".join(f'"{name}": …' for name in rule.members)
                raise BadDecision(f"an item of {field} is given as JSON: {{{example}}}")
            given = {rule.members[0]: given}
        known = base if isinstance(base, dict) else {}
        given = _whole_item(field, known | _repeated(known, given) | given)
    check_codes(field, given)
    if rule is None and given is not None and "." not in field:
        return _scalar(field, given)
    return given


def _scalar(field: str, given: JsonValue) -> JsonValue:
    """A value in the form of the field's type: a date as ISO 8601."""
    try:
        value = _adapter(field).validate_python(given)
    except ValidationError as error:
        raise BadDecision(f"{field}: {_reason(error)}") from error
    plain: JsonValue = _adapter(field).dump_python(value, mode="json")
    return plain


def _repeated(known: dict[str, JsonValue], given: dict[str, JsonValue]) -> dict[str, JsonValue]:
    name = known.get("name")
    moved = name is not None and "name" in given and given["name"] != name
    return {each: given["name"] for each in _REPEATED if moved and known.get(each) == name}


def _whole_item(field: str, given: dict[str, JsonValue]) -> JsonValue:
    """An item with all its members, those not given by their defaults."""
    if field == _ALIASES:
        # As assembling does it: the language of a name is that of its letters.
        return {"alias_language": language_of(str(given["alias"]))} | given
    if "." in field:
        return given
    try:
        adapter = _adapter(field)
        items: list[JsonValue] = adapter.dump_python(adapter.validate_python([given]), mode="json")
    except ValidationError as error:
        raise BadDecision(f"{field}: {_reason(error)}") from error
    return items[0]


@cache
def _adapter(field: str) -> TypeAdapter[Any]:
    annotation: Any = Opportunity.model_fields[field].annotation
    return TypeAdapter(annotation)


def check_codes(path: str, value: JsonValue) -> None:
    """Raise BadDecision for a code, country or mission that the vocabularies do not know."""
    if isinstance(value, dict):
        for name, part in value.items():
            check_codes(f"{path}.{name}", part)
        return
    if isinstance(value, list):
        for part in value:
            check_codes(path, part)
        return
    text = field_texts().get(path)
    if text is None or value in (None, ""):
        return
    known: Any = None
    if text.code_list:
        known = [code.id for code in code_lists()[text.code_list]]
    elif text.vocabulary in (_COUNTRY, _MISSION):
        known = countries() if text.vocabulary == _COUNTRY else missions()
    if known is not None and value not in known:
        listed = ", ".join(known) if isinstance(known, list) else text.vocabulary
        raise BadDecision(f"{path} knows no {value!r}: it takes {listed}")


def check_record(record: Record) -> None:
    """Raise BadDecision for a record that the decision would make invalid."""
    try:
        Opportunity.model_validate(record)
    except ValidationError as error:
        raise BadDecision(_reason(error)) from error


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


@cache
def empty_of(field: str) -> JsonValue:
    """What a field of one value holds where there is none: its code for that, or null."""
    if "." in field or field in fields().items or not field:
        return None
    info = Opportunity.model_fields[field]
    codes = {code.id for code in code_lists().get(field_texts()[field].code_list or "", ())}
    if "unknown" in codes:
        return "unknown"
    if not info.is_required():
        default: JsonValue = TypeAdapter(Any).dump_python(info.default, mode="json")
        return default
    return ""
