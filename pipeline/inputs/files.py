"""One page file with the facts that are known of it from a list or a ``meta.json`` beside it."""

import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.bounds import bounds
from pipeline.inputs.base import (
    MAX_FILE_BYTES,
    Served,
    Unreached,
    clean_text,
    parse_time,
    served,
    split_content_type,
)
from pipeline.inputs.media_types import media_type_of

META = "meta.json"


@dataclass(frozen=True)
class PageFacts:
    """What a list or ``meta.json`` tells of a page; the file itself tells none of it.

    ``retrieved_at`` is UTC. A file's own time is never taken: it differs from copy to copy.
    """

    url: str = ""
    retrieved_at: datetime | None = None
    content_type: str | None = None

    def or_else(self, other: "PageFacts") -> "PageFacts":
        """These facts, and those of ``other`` where these are silent."""
        return PageFacts(
            self.url or other.url,
            self.retrieved_at or other.retrieved_at,
            self.content_type or other.content_type,
        )


NO_FACTS = PageFacts()


def facts_of(entry: Mapping[str, Any]) -> PageFacts:
    """Facts of a JSON object; members it does not know are left alone.

    Raises ValueError, naming the member, for one that is neither text nor null, or no time.
    """
    texts: dict[str, str] = {}
    for member in ("url", "retrieved_at", "media_type"):
        value = entry.get(member)
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{member} must be text")
        texts[member] = clean_text(value or "").strip()
    time = texts["retrieved_at"]
    try:
        retrieved_at = parse_time(time) if time else None
    except ValueError as error:
        raise ValueError(f"retrieved_at: {error}") from error
    return PageFacts(texts["url"], retrieved_at, texts["media_type"] or None)


def read_page_file(path: Path, name: str, facts: PageFacts) -> Served | Unreached:
    """Read a page file of at most MAX_FILE_BYTES; a larger one is not read at all."""
    try:
        facts = facts.or_else(_facts_beside(path))
    except ValueError as error:
        return Unreached(name, facts.url, "bad_meta", f"{META} beside the page: {error}")
    refused = refusal(path, name, facts.url, MAX_FILE_BYTES)
    if refused:
        return refused
    try:
        with path.open("rb") as file:
            body = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        return _unreadable(name, facts.url, error)
    if len(body) > MAX_FILE_BYTES:
        return _too_large(name, facts.url, len(body), MAX_FILE_BYTES)
    media_type, charset = split_content_type(facts.content_type)
    return served(
        name,
        body,
        url=facts.url,
        retrieved_at=facts.retrieved_at,
        media_type=media_type or media_type_of(path),
        charset=charset,
    )


def refusal(path: Path, name: str, url: str, limit: int | None) -> Unreached | None:
    """Why a file should not even be opened, or None: opening a pipe, say, would wait for ever.

    ``limit`` is the largest size in bytes, None for no limit.
    """
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        return _unreadable(name, url, error)
    if not stat.S_ISREG(status.st_mode):
        return Unreached(name, url, "unreadable_file", "not a regular file")
    if limit is not None and status.st_size > limit:
        return _too_large(name, url, status.st_size, limit)
    return None


def _unreadable(name: str, url: str, error: Exception) -> Unreached:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Unreached(name, url, "missing_file", "there is no such file")
    reason = error.strerror if isinstance(error, OSError) else None
    return Unreached(name, url, "unreadable_file", reason or "the file cannot be read")


def _too_large(name: str, url: str, size: int, limit: int) -> Unreached:
    return Unreached(name, url, "too_large", f"{size} bytes, more than {limit}")


def _facts_beside(path: Path) -> PageFacts:
    """Facts of the ``meta.json`` beside a ``page.*`` file. Raises ValueError for a broken one."""
    if not path.name.startswith("page."):
        return NO_FACTS
    try:
        with path.with_name(META).open("rb") as file:
            source = file.read(bounds().meta_bytes.most)
    except (FileNotFoundError, NotADirectoryError):
        return NO_FACTS
    except OSError as error:
        raise ValueError(error.strerror or "cannot be read") from error
    return facts_of(json_object(source))


def json_object(source: bytes) -> dict[str, Any]:
    """A JSON object in UTF-8. Raises ValueError for anything else."""
    try:
        value = json.loads(source.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value
