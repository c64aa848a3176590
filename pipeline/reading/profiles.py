"""Site profiles: where a site's pages keep title, date and body, as YAML data."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from pydantic import Field, ValidationError

from models.base import Frozen
from models.codes import SourceSite

_FOLDER = Path(__file__).parent / "profiles"


class ProfileError(ValueError):
    """A profile file that breaks its rules; the message names the file."""


class Profile(Frozen):
    """One site or family of sites. Selectors are tried in order; the first with text wins.

    ``hosts`` match a host name or any of its subdomains, ``host_patterns`` are regular
    expressions, ``signature`` are selectors that betray the template whatever the host.
    """

    id: str
    site: SourceSite
    hosts: tuple[str, ...] = ()
    host_patterns: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    title: tuple[str, ...] = Field(min_length=1)
    date: tuple[str, ...] = ()
    body: tuple[str, ...] = Field(min_length=1)
    breadcrumb: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()

    def owns(self, host: str) -> bool:
        """Whether the profile is meant for a host."""
        return any(host == own or host.endswith("." + own) for own in self.hosts) or any(
            re.search(pattern, host) for pattern in self.host_patterns
        )


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Every profile, by file name. Raises ProfileError, naming the file, on a bad one."""
    profiles = []
    for path in sorted(_FOLDER.glob("*.yaml")):
        try:
            profiles.append(Profile.model_validate(yaml.safe_load(path.read_text("utf-8"))))
        except (ValidationError, yaml.YAMLError) as error:
            raise ProfileError(f"{path.name}: {error}") from error
    return tuple(profiles)


def host_of(url: str) -> str:
    """The URL's host, lower case, without ``www.``; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def profile_for(url: str) -> Profile | None:
    """The profile that owns the URL's host."""
    host = host_of(url)
    return next((profile for profile in all_profiles() if host and profile.owns(host)), None)
