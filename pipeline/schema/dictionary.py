"""The data dictionary and the list of codes, in Chinese and English, as Markdown."""

from pathlib import Path

from models.opportunity import SCHEMA_VERSION
from models.vocabulary import read_rows
from pipeline.schema.code_lists import Code, code_lists
from pipeline.schema.fields import FieldNode, record_fields
from pipeline.schema.markdown import table
from pipeline.schema.texts import FieldText, field_texts

_INTRODUCTION = Path(__file__).with_name("introduction.md")
_CONVENTIONS = Path(__file__).with_name("conventions.tsv")
_COLUMNS = ("convention_zh", "convention_en", "met", "how_zh", "how_en")
_MET = {"yes": "是 / yes", "partly": "部分 / partly", "no": "否 / no"}
_MADE = (
    "由 `kejichu schema --write` 生成，请勿手改。Made by `kejichu schema --write`; do not edit.\n"
)
_HEADER = (
    "字段 / field",
    "类型 / type",
    "基数 / card.",
    "中文",
    "English",
    "词表 / vocabulary",
    "依据 / basis",
)


def data_dictionary() -> str:
    """Every field with type, cardinality, meaning and vocabulary, and CSET's conventions."""
    introduction = _INTRODUCTION.read_text("utf-8").format(made=_MADE, version=SCHEMA_VERSION)
    parts = [introduction, "## 记录 / Record\n\n"]
    parts.append(table(_HEADER, map(_row, record_fields())))
    for node in (inner for top in record_fields() for inner in top.walk() if inner.children):
        title = field_texts()[node.path]
        parts.append(f"\n### `{node.path}` {title.label_zh} / {title.label_en}\n\n")
        parts.append(table(_HEADER, map(_row, node.children)))
    return "".join(parts) + _conventions()


def _row(node: FieldNode) -> tuple[str, ...]:
    text = field_texts()[node.path]
    return (
        f"`{node.name}`",
        node.kind,
        node.cardinality,
        f"**{text.label_zh}** {text.description_zh}",
        f"**{text.label_en}** {text.description_en}",
        _vocabulary(text),
        " ".join(text.basis),
    )


def _vocabulary(text: FieldText) -> str:
    kind, _, name = text.vocabulary.partition(":")
    if text.code_list:
        return f"[{name}](vocabularies.md#{name})"
    return f"`models/vocabularies/{name}`" if kind == "file" else text.vocabulary


def _conventions() -> str:
    rows = read_rows(_CONVENTIONS, _COLUMNS)
    return "\n## CSET 数据惯例 / CSET's data conventions\n\n" + table(
        ("惯例", "Convention", "符合 / met", "如何符合或为何不符", "How, or what is missing"),
        (
            (
                row["convention_zh"],
                row["convention_en"],
                _MET[row.one_of("met", frozenset(_MET))],
                row["how_zh"],
                row["how_en"],
            )
            for row in rows
        ),
    )


def vocabularies() -> str:
    """Every closed code list with its labels."""
    parts = [f"# 代码表 / Code lists\n\n{_MADE}"]
    for name, codes in code_lists().items():
        crossed = any(code.crosswalk for code in codes)
        header = ("代码 / id", "中文", "English", "对照 / crosswalk")
        rows = map(_code, codes)
        parts.append(f"\n## {name}\n\n")
        parts.append(table(header[: 3 + crossed], (row[: 3 + crossed] for row in rows)))
    return "".join(parts)


def _code(code: Code) -> tuple[str, ...]:
    crosswalk = "<br>".join(f"{scheme}: {term}" for scheme, term in code.crosswalk.items())
    return f"`{code.id}`", code.label_zh, code.label_en, crosswalk
