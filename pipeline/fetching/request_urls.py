"""URLs as they are sent: with the bytes that a browser would send, and nothing added."""

from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from pipeline.fetching.faults import FetchCode, FetchFault


def request_url(href: str, base: str = "", encoding: str = "utf-8") -> str:
    """The absolute URL of a link, percent-encoded, without fragment.

    ``encoding`` is that of the page: as in browsers it counts for the query; paths are UTF-8. What
    is percent-encoded already stays as it is. Raises FetchFault for what is no plain http URL.
    """
    try:
        url = safe_url_string(urljoin(base, href.strip()), encoding=encoding, path_encoding="utf-8")
        parts = urlsplit(url)
        port = parts.port
    except (ValueError, UnicodeError) as error:
        raise FetchFault(FetchCode.BAD_URL, f"{href[:200]!r} is no URL", url=base) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise FetchFault(FetchCode.BAD_URL, f"{href[:200]!r} is no http URL", url=base)
    if "@" in parts.netloc:
        raise FetchFault(FetchCode.BAD_URL, "a URL with credentials is not followed", url=base)
    return url.partition("#")[0]
