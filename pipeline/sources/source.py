"""Source: one site, or part of one, with its lists, its items, its manners and its times."""

import codecs
import re
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import Field, field_validator, model_validator

from models.base import Frozen
from models.codes import SourceSite
from models.vocabulary import ROOT
from pipeline.reading.profiles import all_profiles
from pipeline.sources.entries import TRS_DOCUMENT, Cdx, Entry, HttpUrl, JsonFeed, Pattern

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
# Beside the reading profiles: items of a JSON handler, and pages of no known template.
FEED, ANY_TEMPLATE = "feed", "any"


class Tls(StrEnum):
    """``legacy`` still verifies, but takes keys and hashes that are too weak by today's rule."""

    VERIFY = "verify"
    LEGACY = "legacy"
    OFF = "off"


class Politeness(Frozen):
    """``delay``: seconds between the starts of two requests to a host; ``concurrency``: requests
    that a host may have open. The site's robots.txt can only ask for more.
    """

    delay: float = Field(default=1.0, ge=0, le=300)
    concurrency: int = Field(default=1, ge=1, le=16)
    tls: Tls = Tls.VERIFY


class Schedule(Frozen):
    """When a source is crawled: five cron fields, in a time zone of the IANA database."""

    cron: str
    timezone: str = "Asia/Shanghai"

    @field_validator("cron")
    @classmethod
    def _is_cron(cls, value: str) -> str:
        try:
            CronSim(value, datetime(2024, 1, 1, tzinfo=UTC))
        except CronSimError as error:
            raise ValueError(f"{value!r} is no cron expression of five fields: {error}") from error
        return value

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is no time zone") from error
        return value


class ItemRule(Frozen):
    """Which links are items: ``pattern`` must be found in the absolute URL, ``exclude`` not."""

    pattern: Pattern = TRS_DOCUMENT
    exclude: Pattern | None = None

    def __call__(self, url: str) -> bool:
        """Whether the URL is that of an item."""
        path = url.partition("#")[0]
        excluded = self.exclude is not None and re.search(self.exclude, path) is not None
        return not excluded and re.search(self.pattern, path) is not None


class Source(Frozen):
    """One source.

    ``hosts`` are host names whose pages are items of the source; ``reading`` is the id of the
    reading profile whose selectors its pages must match (``feed`` for items of a JSON handler,
    ``any`` where the template is not known). ``basis`` tells whether the addresses were seen in
    use or follow from a convention only, ``evidence`` where.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name_zh: str
    name_en: str
    site: SourceSite
    hosts: tuple[str, ...] = Field(min_length=1)
    mission: str | None = None
    reading: str
    encoding: str = "utf-8"
    lists: tuple[Entry, ...] = Field(min_length=1)
    items: ItemRule = ItemRule()
    attachments: bool = True
    politeness: Politeness = Politeness()
    schedule: Schedule | None = None
    recheck_days: float = Field(default=0, ge=0)
    basis: Literal["observed", "convention"]
    evidence: str

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not _HOST.fullmatch(host):
                raise ValueError(f"{host!r} is no host name in lower case")
        return hosts

    @field_validator("mission")
    @classmethod
    def _is_mission(cls, value: str | None) -> str | None:
        if value is not None and value not in _missions():
            raise ValueError(f"{value!r} is no mission of missions.tsv")
        return value

    @field_validator("reading")
    @classmethod
    def _is_profile(cls, value: str) -> str:
        known = {FEED, ANY_TEMPLATE, *(profile.id for profile in all_profiles())}
        if value not in known:
            raise ValueError(f"{value!r} is none of the reading profiles {sorted(known)}")
        return value

    @field_validator("encoding")
    @classmethod
    def _is_encoding(cls, value: str) -> str:
        try:
            codecs.lookup(value)
        except LookupError as error:
            raise ValueError(f"{value!r} is no encoding") from error
        return value

    @model_validator(mode="after")
    def _lists_are_of_the_hosts(self) -> "Source":
        for entry in self.lists:
            if isinstance(entry, Cdx):
                continue
            urls: list[HttpUrl] = [entry.url]
            if isinstance(entry, JsonFeed):
                urls.append(entry.item_url)
            for url in urls:
                if not self.owns(url):
                    raise ValueError(f"{url} is on none of the hosts")
        return self

    def owns(self, url: str) -> bool:
        """Whether a URL is on one of the hosts; ``www.`` makes no difference."""
        try:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
        except ValueError:
            return False
        return host in {own.removeprefix("www.") for own in self.hosts}


@cache
def _missions() -> frozenset[str]:
    lines = (ROOT / "places" / "missions.tsv").read_text("utf-8").splitlines()
    return frozenset(line.partition("\t")[0] for line in lines[1:])
