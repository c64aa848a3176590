"""The label vocabulary: which field a label such as 合作方式 or "Patent status" announces."""

import re
from functools import cache

from extractors.folding import compact
from models.vocabulary import ROOT, read_rows

UNMAPPED = "unmapped"
# Ordinals and brackets that pages set before or around a label: "（一）", "3.", "【".
_ORNAMENT = re.compile(
    r"^[\s◆●■▲★※•·\-*【\[（(]*(?:[一二三四五六七八九十]{1,3}|\d{1,2})?[、.．)）\s】\]]*"
)
# A label in two languages or of two values: 持有人 / Holder, 电话／邮箱.
_BOTH = re.compile(r"[/／|｜]")
_TWO_SCRIPTS = re.compile(
    r"^([^A-Za-z]*[\u3400-\u9fff])[\s(（:：]*([A-Za-z][A-Za-z .&'’-]{2,40})[)）]?[\s:：]*$"
)


@cache
def label_ids() -> dict[str, str]:
    """Compact form of every known label to its id. Raises VocabularyError on a bad file."""
    table: dict[str, str] = {}
    for row in read_rows(ROOT / "phrases" / "labels.tsv", ("label", "language", "id")):
        key = compact(row["label"])
        if not key:
            raise row.error("a label needs a letter or digit")
        table.setdefault(key, row["id"])
    return table


@cache
def longest_label() -> int:
    """Length in compact characters of the longest known label."""
    return max(map(len, label_ids()), default=0)


def label_id(text: str) -> str | None:
    """Id of a label as written, with ornaments, inner spaces and colon, or None if unknown."""
    known = label_ids()
    found = known.get(compact(text)) or known.get(compact(_ORNAMENT.sub("", text, count=1)))
    if found is not None:
        return found
    parts = _BOTH.split(text) if _BOTH.search(text) else _by_script(text)
    named = [known.get(compact(part)) for part in parts]
    return next((part for part in named if part), None) if 2 <= len(parts) <= 3 else None


def _by_script(text: str) -> list[str]:
    """A label in two scripts, one after the other (国别 Country, 国别（Country）), as two."""
    both = _TWO_SCRIPTS.match(text)
    return [both[1], both[2]] if both else []
