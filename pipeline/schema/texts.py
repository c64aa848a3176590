"""The texts of the fields in both languages, from ``dictionary.tsv``, held against the model."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import models
from models.vocabulary import ROOT, Row, VocabularyError, read_rows
from pipeline.schema.code_lists import ENUMERATIONS, code_lists
from pipeline.schema.fields import FieldNode, all_fields

PATH = Path(models.__file__).with_name("dictionary.tsv")
COLUMNS = (
    "field",
    "label_zh",
    "label_en",
    "description_zh",
    "description_en",
    "vocabulary",
    "basis",
)
_BASES = frozenset("SCPI")


@dataclass(frozen=True, slots=True)
class FieldText:
    """Label and meaning of a field, zh and en.

    ``vocabulary`` is ``list:NAME`` for a code list, ``file:PATH`` for a vocabulary file, another
    standard's name, or empty. ``basis`` are letters of S (CSET's published figures need it),
    C (convention of CSET's repositories), P (seen on the sources), I (inferred).
    """

    label_zh: str
    label_en: str
    description_zh: str
    description_en: str
    vocabulary: str
    basis: str

    @property
    def code_list(self) -> str | None:
        """Name of the closed list that the values are of."""
        kind, _, name = self.vocabulary.partition(":")
        return name if kind == "list" else None


@cache
def field_texts(path: Path = PATH) -> Mapping[str, FieldText]:
    """Texts by dotted field name.

    Raises VocabularyError for a field of the model without a row, a row without a field, an empty
    text, and a vocabulary that does not exist or is not that of the field's enumeration.
    """
    nodes = {node.path: node for node in all_fields()}
    texts: dict[str, FieldText] = {}
    for row in read_rows(path, COLUMNS):
        node = nodes.get(row["field"])
        if node is None:
            raise row.error(f"the record has no field {row['field']}: remove the line")
        if row["field"] in texts:
            raise row.error(f"{row['field']} stands twice")
        _check(row, node)
        texts[row["field"]] = FieldText(*(row[column] for column in COLUMNS[1:]))
    if missing := [name for name in nodes if name not in texts]:
        raise VocabularyError(path, 1, f"no line for {', '.join(missing)}: add one each")
    return texts


def _check(row: Row, node: FieldNode) -> None:
    for column in COLUMNS[1:5]:
        if not row[column]:
            raise row.error(f"{column} of {node.path} is empty")
    if not row["basis"] or not {*row["basis"]} <= _BASES:
        raise row.error(f"basis {row['basis']!r} is not made of {' '.join(sorted(_BASES))}")
    kind, _, name = row["vocabulary"].partition(":")
    if kind == "list" and name not in code_lists():
        raise row.error(f"codes.tsv has no list {name}")
    if kind == "file" and not (ROOT / name).exists():
        raise row.error(f"there is no vocabulary {name}")
    if node.codes and ENUMERATIONS.get(name) is not node.codes:
        raise row.error(f"the values of {node.path} are those of {node.codes.__name__}")
