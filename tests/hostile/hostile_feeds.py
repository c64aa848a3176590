"""Hostile JSON: depth, floods, cuts, wrong types, and script in its fields."""

import json
from collections.abc import Iterator

from hostile_case import PARAGRAPHS, RECORDS, TITLE, Case, case, many
from hostile_texts import PAYLOADS, with_payload


def _item(content: object = PARAGRAPHS, **others: object) -> dict[str, object]:
    return {"ProjectTitle": TITLE, "ProjectContent": content, **others}


def feed_cases() -> Iterator[Case]:
    """All cases of JSON."""
    bad = ("bad_json", "too_nested")
    for name, text in {
        "arrays": "[" * many(200_000),
        "objects": '{"a":' * many(100_000),
        "closed-arrays": "[" * many(50_000) + "]" * many(50_000),
        "mixed": '[{"a":' * many(50_000),
    }.items():
        yield case(f"deep-{name}.json", text, *bad)
    deep = '{"x":' + "[" * 900 + "]" * 900 + "," + json.dumps(_item())[1:]
    yield case("deep-beside.json", deep, *RECORDS, *bad)
    whole = json.dumps(_item(ProjectPublicDate="2024-05-06"), ensure_ascii=False)
    for name, at in {
        "brace": 1,
        "key": 6,
        "colon": whole.index(":"),
        "string": whole.index("<p>") + 5,
        "escape": whole.index("\\") + 1 if "\\" in whole else len(whole) - 3,
        "end": len(whole) - 1,
    }.items():
        yield case(f"cut-{name}.json", whole[:at], "bad_json")
    for name, value in {
        "number": 1,
        "null": None,
        "list": [PARAGRAPHS],
        "object": {"a": PARAGRAPHS},
        "empty": "",
    }.items():
        body = json.dumps(_item(value))
        yield case(f"content-{name}.json", body, "bad_json", "no_text", "records", "refused")
    yield case("other.json", '{"a": 1}', "bad_json")
    yield case("nan.json", '{"a": NaN, "b": Infinity,' + whole[1:], *RECORDS)
    yield case(
        "big-number.json", f'{{"a": {"9" * many(100_000)},' + whole[1:], *RECORDS, "bad_json"
    )
    yield case("float.json", '{"a": 1e99999,' + whole[1:], *RECORDS)
    twice = f"{whole[:-1]},{whole[1:]}"
    yield case("twice.json", twice, *RECORDS)
    yield case("bom.json", b"\xef\xbb\xbf" + whole.encode(), *RECORDS)
    yield case("utf16.json", whole.encode("utf-16"), "records", "bad_json", "wrong_type", "refused")
    yield case("latin.json", whole.encode("gb18030"), *RECORDS)
    surrogates = whole.replace("芬兰", "\\ud800芬兰\\udc00\\ud83d\\ude00", 1)
    yield case("surrogates.json", surrogates, *RECORDS)
    yield case("bad-escape.json", whole.replace("芬兰", "\\q\\u12", 1), "bad_json")
    yield case("null-escape.json", whole.replace("芬兰", "\\u0000\\u001b[31m芬兰", 1), *RECORDS)
    keys = ",".join(f'"k{n}":"值{n}"' for n in range(many(20_000)))
    yield case("keys.json", whole[:-1] + "," + keys + "}", *RECORDS, "too_many_blocks")
    yield case("backslashes.json", json.dumps(_item(PARAGRAPHS + "\\" * many(100_000))), *RECORDS)
    yield case("quotes.json", json.dumps(_item(PARAGRAPHS + '"' * many(100_000))), *RECORDS)
    yield case("nested-html.json", json.dumps(_item("<div>" * many(20_000) + PARAGRAPHS)), *RECORDS)
    for name in ("script", "formula", "escape", "json", "null"):
        content = with_payload(PAYLOADS[name])
        body = json.dumps({**_item(content), "Extra": PAYLOADS[name]})
        yield case(f"payload-{name}.json", body)
