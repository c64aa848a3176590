"""Annotation: what one opportunity says in the scored fields; gold and predictions share it."""

from pydantic import ConfigDict, Field

from models.base import Frozen


class Annotated(Frozen):
    """Part of an annotation. Gold files carry more than is scored, so other keys are let pass."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Party(Annotated):
    """A foreign party: the name, other forms of it on the page, and its type."""

    name: str
    aliases: tuple[str, ...] = ()
    type: str

    @property
    def forms(self) -> tuple[str, ...]:
        """Every non-empty form of the name."""
        return tuple(form for form in (self.name, *self.aliases) if form)


class Money(Annotated):
    """An amount in units of ``currency`` (ISO 4217)."""

    amount: float
    currency: str


class Contacts(Annotated):
    """Mail addresses and telephone numbers as written."""

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


class Annotation(Annotated):
    """One opportunity. Codes stay strings: a vocabulary may grow without making gold unreadable.

    ``technology_fields`` are in order of weight, the main one first.
    """

    title: str
    direction: str
    host_country: str | None
    foreign_parties: tuple[Party, ...] = ()
    chinese_parties: tuple[str, ...]
    technology_fields: tuple[str, ...] = Field(min_length=1)
    cooperation_types: tuple[str, ...]
    ip_status: str
    development_stage: str
    contacts: Contacts = Contacts()
    amounts: tuple[Money, ...]
    people: tuple[str, ...] = ()
