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
    if found is None and _BOTH.search(text):
        parts = [known.get(compact(part)) for part in _BOTH.split(text)]
        return next((part for part in parts if part), None) if len(parts) <= 3 else None
    return found
