"""TLS settings: verified, verified with old algorithms, or not verified."""

import ssl

from pipeline.sources.source import Tls


def context_of(mode: Tls) -> ssl.SSLContext | bool:
    """The client context of a mode; True is the HTTP library's own, which verifies.

    ``legacy`` takes keys below 2048 bits and SHA-1 signatures, which old government servers still
    have; certificate and host name are verified all the same.
    """
    if mode is Tls.VERIFY:
        return True
    context = ssl.create_default_context()
    if mode is Tls.LEGACY:
        context.set_ciphers("DEFAULT@SECLEVEL=1")
    if mode is Tls.OFF:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
