"""Named entities of a document's text, as a statistical model found them."""

from enum import StrEnum

from models.span import Span


class EntityLabel(StrEnum):
    """What an entity is. Places are countries, cities, landscapes and buildings alike."""

    ORG = "ORG"
    PERSON = "PERSON"
    LOC = "LOC"


class Entity(Span):
    """A named entity: its characters in code points of ``Document.text``, and what it is."""

    label: EntityLabel
