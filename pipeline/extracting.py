"""Running the extractors: every field's mentions for one opportunity."""

from types import ModuleType

from extractors import (
    amounts,
    chinese_parties,
    contacts,
    cooperation,
    development_stage,
    direction,
    foreign_parties,
    host_country,
    ip_status,
    patents,
    people,
    publication_date,
    referring_mission,
    relevance,
    technology,
    texts,
    title,
    valid_until,
)
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.evidence import Mention

EXTRACTORS: dict[str, ModuleType] = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        amounts,
        chinese_parties,
        contacts,
        cooperation,
        development_stage,
        direction,
        foreign_parties,
        host_country,
        ip_status,
        patents,
        people,
        publication_date,
        referring_mission,
        relevance,
        technology,
        texts,
        title,
        valid_until,
    )
}


def mentions_of(page: TaggedDocument, scope: Scope) -> dict[str, list[Mention]]:
    """All mentions of one opportunity by field, each extractor's in its own order."""
    found: dict[str, list[Mention]] = {}
    for module in EXTRACTORS.values():
        for mention in module.extract(page, scope):
            found.setdefault(mention.field, []).append(mention)
    return found
