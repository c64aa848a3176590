"""One canonical form for the many URLs of one page."""

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from models.vocabulary import read_rows

_FILE = Path(__file__).with_name("tracking_parameters.tsv")
# A host in full-width letters shows its ``www.`` only once it is encoded, in a second round.
_ROUNDS = 4
# The schemes count as one, so both their ports are default ports.
_DEFAULT_PORTS = (80, 443)
# Every record of an archive must have a URI, also that of a bare file.
_NO_URL = "urn:sha256:"


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    names = [row["parameter"].lower() for row in read_rows(_FILE, ("parameter", "reason"))]
    return (
        frozenset(name for name in names if "*" not in name),
        tuple(name for name in names if "*" in name),
    )


def _tracks(name: str) -> bool:
    names, patterns = _tracking()
    low = name.lower()
    return low in names or any(fnmatchcase(low, pattern) for pattern in patterns)


def canonical_url(url: str) -> str:
    """The form under which two URLs are the same page; idempotent, never raises.

    Host in lower case without ``www.``, always ``http://`` (sites serve the same page by both
    schemes), no default port, no fragment, no tracking parameters, query sorted. File names such
    as ``/index.html`` stay. Empty stays empty; what is no http URL is returned stripped.

    >>> canonical_url("HTTPS://www.Most.gov.cn:443/kjbgz/?b=2&a=1&utm_source=x#top")
    'http://most.gov.cn/kjbgz/?a=1&b=2'
    """
    text = url.strip()
    for _ in range(_ROUNDS):
        try:
            form = _once(text)
        except ValueError:
            return text
        if form == text:
            break
        text = form
    return text


def url_or_urn(url: str, sha256: str) -> str:
    """The URL, or for a page without one the URN of its bytes that stands for it in archives."""
    return url or f"{_NO_URL}{sha256}"


def url_of_uri(uri: str) -> str:
    """The URL that a URI in an archive stands for, empty for the URN of a page without one."""
    return "" if uri.startswith(_NO_URL) else uri


def _once(text: str) -> str:
    parts = urlsplit(f"http:{text}" if text.startswith("//") else text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return text
    port = f":{parts.port}" if parts.port and parts.port not in _DEFAULT_PORTS else ""
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    netloc = f"{user}{_host(parts.hostname)}{port}"
    query = _query(parts.query)
    form = canonicalize_url(urlunsplit(("http", netloc, parts.path, query, "")))
    return str(form).strip()


def _host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    # ``www.cn`` is a domain of its own: what is left must still have a dot.
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return host


def _query(query: str) -> str:
    # Values stay as they are written: in GBK escapes, decoding would make different ones equal.
    pairs = query.split("&")
    return "&".join(pair for pair in pairs if not _tracks(unquote_plus(pair.partition("=")[0])))
