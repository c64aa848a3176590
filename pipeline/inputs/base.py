"""What an input gives: pages served, things that gave no bytes, and records that are no pages."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from models.capture import Capture
from pipeline.bounds import bounds

# In bytes, for one page after content codings are undone; the reader refuses the same.
MAX_FILE_BYTES = bounds().page_bytes.most

_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:+-]+)""", re.I)
_MEDIA_TYPE = re.compile(r"\s*([A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+|\*/\*)\s*(?:[;,]|$)")
_TIME = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d.*")


class InputError(ValueError):
    """An input that the user must mend before a run can start; one sentence that says how."""


@dataclass(frozen=True)
class Served:
    """A page: what is known of it, and its bytes."""

    capture: Capture
    body: bytes


@dataclass(frozen=True)
class Unreached:
    """A thing that the input names and that gave no bytes: it ends in quarantine.

    ``code`` is one of ``missing_file``, ``unreadable_file``, ``too_large``, ``bad_meta``,
    ``bad_archive``, ``truncated_archive``, ``bad_http`` and ``bad_content_encoding``.
    """

    name: str
    url: str
    code: str
    message: str


@dataclass(frozen=True)
class Skipped:
    """A record or file that is no page, and is therefore counted only.

    ``reason`` is ``media_type``, ``status``, ``not_http``, ``unknown_record`` or the kind of the
    archive record: ``revisit``, ``request``, ``warcinfo``, ``metadata``, ``conversion``,
    ``continuation``, ``arc_header``; ``detail`` is the media type or status, where it is the
    reason.
    """

    name: str
    url: str
    reason: str
    detail: str = ""


Given = Served | Unreached | Skipped


def served(
    name: str,
    body: bytes,
    *,
    url: str = "",
    retrieved_at: datetime | None = None,
    status: int | None = None,
    media_type: str | None = None,
    charset: str | None = None,
) -> Served:
    """A page with its digest (SHA-256, hex) and size (bytes)."""
    capture = Capture(
        name=name,
        url=clean_text(url),
        retrieved_at=retrieved_at,
        status=status,
        media_type=media_type,
        charset=charset,
        sha256=sha256(body).hexdigest(),
        size=len(body),
    )
    return Served(capture, body)


def clean_text(text: str) -> str:
    """The text with lone surrogates written as escapes, since records are UTF-8.

    They come from file names in another encoding and from JSON escapes.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def parse_time(text: str) -> datetime:
    """An ISO 8601 date and time as UTC; one without a zone is taken to be UTC.

    Raises ValueError for anything else, a bare date included: midnight would be a guess.
    """
    if not _TIME.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is no ISO 8601 time such as 2024-05-31T08:00:00Z")
    time = datetime.fromisoformat(text.strip())
    try:
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text!r} is out of range") from error


def split_content_type(value: str | None) -> tuple[str | None, str | None]:
    """Media type (lower case) and charset of a Content-Type value, each null where absent.

    >>> split_content_type('Text/HTML; charset="gb2312"')
    ('text/html', 'gb2312')
    """
    found = _MEDIA_TYPE.match(value or "")
    charset = _CHARSET.search(value or "")
    return found and found[1].lower(), charset and charset[1]
