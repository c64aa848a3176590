"""Resolution of a run: its parties and duplicates, in memory and as a folder beside the run.

The folder holds `parties.jsonl`, `duplicates.jsonl` and `resolution.json`, which says what they
were made from. The run itself is never changed.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from models import vocabulary
from models.base import Frozen
from pipeline.resolving import thresholds
from pipeline.resolving.duplicates import Duplicate, find_duplicates
from pipeline.resolving.mentions import PartyMention, mentions_of
from pipeline.resolving.overrides import Override
from pipeline.resolving.own_text import OwnText, own_spans, own_text
from pipeline.resolving.parties import PartyRegister, ResolvedParty, resolve_parties
from pipeline.runs.folder import RECORDS, open_private, read_manifest

PARTIES, DUPLICATES, BASIS = "parties.jsonl", "duplicates.jsonl", "resolution.json"
# Changes whenever the same records may be resolved in another way.
RESOLVER_VERSION = 1


class ResolutionError(ValueError):
    """A folder that holds no resolution of the run; the message says what to do."""


class ResolutionBasis(Frozen):
    """What a resolution was made from, by digests, and how much it found."""

    run_id: str
    records_sha256: str
    vocabulary_digest: str
    settings_sha256: str
    overrides_sha256: str
    resolver_version: int = RESOLVER_VERSION
    mentions: int = 0
    parties: int = 0
    duplicates: int = 0


@dataclass(frozen=True)
class Resolution:
    """The parties and duplicates of a run's records."""

    register: PartyRegister
    duplicates: tuple[Duplicate, ...]

    @cached_property
    def duplicate_of(self) -> dict[str, str]:
        """The record that each duplicate repeats."""
        return {d.opportunity_id: d.duplicate_of for d in self.duplicates}

    def parties_of(self, opportunity_id: str, mentions: int) -> tuple[str, ...]:
        """Ids of the parties of a record with so many mentions, each once, in order."""
        found = (self.register.of.get((opportunity_id, index)) for index in range(mentions))
        return tuple(dict.fromkeys(party for party in found if party))


def iter_records(run: Path) -> Iterator[dict[str, Any]]:
    """The records of a run as JSON data, unchecked. Raises RunFolderError where it is none."""
    read_manifest(run)
    with (run / RECORDS).open("rb") as lines:
        for line in lines:
            yield orjson.loads(line)


def published_on(record: Mapping[str, Any]) -> date | None:
    """The day that a record was published, None where it is not known."""
    shown = record["publication_date"]
    return date.fromisoformat(shown) if shown else None


def resolve_records(
    records: Iterable[Mapping[str, Any]],
    overrides: Iterable[Override] = (),
    previous: Iterable[ResolvedParty] = (),
) -> Resolution:
    """Resolve records, those of one report one after the other, as a run holds them."""
    mentions: list[PartyMention] = []
    slim: list[dict[str, Any]] = []
    for _, group in groupby(records, key=lambda record: record["report_id"]):
        page = list(group)
        spans = own_spans(page)
        for record in page:
            mentions += mentions_of(record, published_on(record))
            slim.append(_slim(record, spans[record["opportunity_id"]]))
    register = resolve_parties(mentions, overrides, previous)
    of_record: dict[str, set[str]] = {}
    for (opportunity, _), party in register.of.items():
        of_record.setdefault(opportunity, set()).add(party)
    texts = [_own(record, of_record) for record in slim]
    return Resolution(register, find_duplicates(texts))


def _slim(record: Mapping[str, Any], span: tuple[int, int]) -> dict[str, Any]:
    kept = (
        "opportunity_id report_id publication_date retrieved_at content_language contacts patents"
        " technology_fields host_country"
    )
    start, end = span
    return {name: record[name] for name in kept.split()} | {"content": record["content"][start:end]}


def _own(record: Mapping[str, Any], parties: Mapping[str, set[str]]) -> OwnText:
    whole = (0, len(record["content"]))
    own = frozenset(parties.get(record["opportunity_id"], ()))
    return own_text(record, whole, own, published_on(record))


def basis_of(run: Path, overrides: Iterable[Override] = ()) -> ResolutionBasis:
    """What a resolution of the run with overrides is made from."""
    manifest = read_manifest(run)
    given = "".join(each.model_dump_json() + "\n" for each in overrides).encode()
    return ResolutionBasis(
        run_id=manifest.run_id,
        records_sha256=manifest.files.get(RECORDS) or _digest((run / RECORDS).read_bytes()),
        vocabulary_digest=vocabulary.digest(),
        settings_sha256=_digest(thresholds.FILE.read_bytes()),
        overrides_sha256=_digest(given),
    )


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def write_resolution(resolution: Resolution, basis: ResolutionBasis, out: Path) -> ResolutionBasis:
    """Write a resolution to a folder that only its owner may read; gives what was written of it.

    A resolution that is there is replaced; any other folder is refused with ResolutionError.
    """
    if out.exists() and not (out / BASIS).is_file():
        raise ResolutionError(f"{out} holds no resolution: name another folder")
    found = basis.model_copy(
        update={
            "mentions": len(resolution.register.of),
            "parties": len(resolution.register.parties),
            "duplicates": len(resolution.duplicates),
        }
    )
    partial = out.with_name(out.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700, parents=True)
    _write_lines(partial / PARTIES, resolution.register.parties)
    _write_lines(partial / DUPLICATES, resolution.duplicates)
    with open_private(partial / BASIS) as handle:
        handle.write(found.model_dump_json(indent=1) + "\n")
    shutil.rmtree(out, ignore_errors=True)
    partial.rename(out)
    return found


def _write_lines(path: Path, models: Iterable[Frozen]) -> None:
    with open_private(path) as handle:
        handle.writelines(model.model_dump_json() + "\n" for model in models)


def load_parties(folder: Path) -> tuple[ResolvedParty, ...]:
    """The parties of a resolution's folder. Raises ResolutionError."""
    try:
        lines = (folder / PARTIES).read_text("utf-8").splitlines()
        return tuple(ResolvedParty.model_validate_json(line) for line in lines)
    except (OSError, ValidationError) as error:
        raise ResolutionError(f"{folder} holds no resolution that can be read: {error}") from error


def load_resolution(folder: Path) -> tuple[Resolution, ResolutionBasis]:
    """A resolution and what it was made from. Raises ResolutionError."""
    parties = load_parties(folder)
    try:
        basis = ResolutionBasis.model_validate_json((folder / BASIS).read_text("utf-8"))
        lines = (folder / DUPLICATES).read_text("utf-8").splitlines()
        duplicates = tuple(Duplicate.model_validate_json(line) for line in lines)
    except (OSError, ValidationError) as error:
        raise ResolutionError(f"{folder} holds no resolution that can be read: {error}") from error
    of = {
        (place.opportunity_id, place.index): party.party_id
        for party in parties
        for place in party.mentions
    }
    return Resolution(PartyRegister(parties, of), duplicates), basis


def default_folder(run: Path) -> Path:
    """Where the resolution of a run is kept: beside it."""
    return run.with_name(run.name + ".resolved")


def resolution_of(run: Path, overrides: Sequence[Override] = ()) -> Resolution:
    """The resolution beside a run where it is of these records and settings, else a new one.

    A new one is not written: ``kejichu resolve`` does that.
    """
    folder = default_folder(run)
    if (folder / BASIS).is_file():
        kept, basis = load_resolution(folder)
        counts = {"mentions", "parties", "duplicates"}
        if basis.model_dump(exclude=counts) == basis_of(run, overrides).model_dump(exclude=counts):
            return kept
    return resolve_records(iter_records(run), overrides)
