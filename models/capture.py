"""Capture: the bytes that a site served, with where, when and how; never changed."""

from datetime import datetime

from pydantic import Field

from models.base import Frozen


class Capture(Frozen):
    """What is known of one served page, its bytes apart.

    ``url`` is the URL as given, or empty for a bare file; ``retrieved_at`` is UTC and null where
    the input does not tell it; ``sha256`` is the hex digest of the raw bytes and ``size`` their
    number; ``name`` is the page's place in the input (file name or archive record), unique in a
    run.
    """

    name: str
    url: str = ""
    retrieved_at: datetime | None = None
    status: int | None = None
    media_type: str | None = None
    charset: str | None = Field(
        default=None, description="Charset of the HTTP header, where it had one."
    )
    sha256: str
    size: int
