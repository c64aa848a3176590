"""Bounds of fetching; the ``[crawl]`` table of the workspace's settings may change them."""

from ipaddress import IPv4Network, IPv6Network

from pydantic import Field

from models.base import Frozen
from pipeline.inputs.base import MAX_FILE_BYTES


class FetchSettings(Frozen):
    """How to fetch. Sizes in bytes, times in seconds.

    ``body_bytes`` bounds a body as sent and as decompressed; the reader takes no more either.
    ``silence`` is the longest pause between two pieces of an answer, ``answer`` the longest
    answer as a whole. ``first_wait`` doubles with each of the ``attempts``, up to
    ``longest_wait``; a server that asks for more than ``longest_hold`` is left for this crawl, as
    is a host that failed ``failures`` times in a row. ``addresses`` are networks that may be
    fetched though they are not public, and ``hosts`` the addresses of host names, as in a hosts
    file.
    """

    user_agent: str = "kejichu/0.1 (research archive of published cooperation opportunities)"
    body_bytes: int = Field(default=MAX_FILE_BYTES, gt=0, le=MAX_FILE_BYTES)
    connect: float = Field(default=15, gt=0)
    silence: float = Field(default=30, gt=0)
    answer: float = Field(default=180, gt=0)
    redirects: int = Field(default=8, ge=0, le=20)
    attempts: int = Field(default=4, ge=1, le=10)
    first_wait: float = Field(default=2, ge=0)
    longest_wait: float = Field(default=60, ge=0)
    longest_hold: float = Field(default=600, ge=0)
    failures: int = Field(default=8, ge=1)
    addresses: tuple[IPv4Network | IPv6Network, ...] = ()
    hosts: dict[str, str] = Field(default_factory=dict)
