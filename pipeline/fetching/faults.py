"""Why a fetch gave nothing: a closed list of codes, some of which pass by themselves."""

from enum import StrEnum


class FetchCode(StrEnum):
    """The reason of a fetch that gave nothing to keep."""

    BAD_URL = "bad_url"
    REFUSED_ADDRESS = "refused_address"
    ROBOTS_FORBIDDEN = "robots_forbidden"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    HOST_DOWN = "host_down"
    UNKNOWN_HOST = "unknown_host"
    NOT_CONNECTED = "not_connected"
    BAD_CERTIFICATE = "bad_certificate"
    TIMEOUT = "timeout"
    RESET = "reset"
    CUT_BODY = "cut_body"
    TOO_LARGE = "too_large"
    BAD_HTTP = "bad_http"
    BAD_CONTENT_ENCODING = "bad_content_encoding"
    REDIRECT_LOOP = "redirect_loop"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"


# What another try may mend. The host is at fault for these, so they also count against it.
_PASSING = frozenset(
    {
        FetchCode.UNKNOWN_HOST,
        FetchCode.NOT_CONNECTED,
        FetchCode.TIMEOUT,
        FetchCode.RESET,
        FetchCode.CUT_BODY,
        FetchCode.RATE_LIMITED,
        FetchCode.SERVER_ERROR,
    }
)


class FetchFault(Exception):
    """A fetch that gave nothing to keep. ``retry_after`` is what the server asked for, seconds."""

    def __init__(
        self, code: FetchCode, message: str, *, url: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.url, self.retry_after = code, url, retry_after

    @property
    def passing(self) -> bool:
        """Whether another try may mend it."""
        return self.code in _PASSING
