"""The data dictionary as rows, for formats that carry it along."""

from collections.abc import Iterator

from pipeline.publishing.about import About
from pipeline.schema.code_lists import code_lists
from pipeline.schema.fields import all_fields
from pipeline.schema.texts import field_texts

COLUMNS = (
    "field",
    "type",
    "cardinality",
    "label_en",
    "description_en",
    "label_zh",
    "description_zh",
    "vocabulary",
    "records_with_value",
)
CODE_COLUMNS = ("list", "code", "label_en", "label_zh")


def dictionary_rows(about: About) -> Iterator[tuple[str, ...]]:
    """One row a field, with the number of records of this export that have a value for it."""
    for node in all_fields():
        text = field_texts()[node.path]
        yield (
            node.path,
            node.kind,
            node.cardinality,
            text.label_en,
            text.description_en,
            text.label_zh,
            text.description_zh,
            text.vocabulary,
            str(about.coverage[node.path]) if node.path in about.coverage else "",
        )


def code_rows() -> Iterator[tuple[str, ...]]:
    """One row a code of every closed list, with its labels."""
    for name, codes in code_lists().items():
        for code in codes:
            yield name, code.id, code.label_en, code.label_zh


def about_rows(about: About) -> Iterator[tuple[str, str]]:
    """The colophon as pairs of name and text, without the coverage, which the dictionary has."""
    values = about.model_dump(mode="json", exclude={"coverage", "licence", "extractor_versions"})
    yield from ((name, str(value)) for name, value in values.items())
    yield "licence", about.licence.title
    yield "licence_zh", about.licence.title_zh or ""
    yield "licence_path", about.licence.path or ""
    for name, version in about.extractor_versions.items():
        yield f"extractor {name}", version
