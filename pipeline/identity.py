"""Identifiers of reports and opportunities, which survive re-parses and better extractors."""

from hashlib import sha256

from models.capture import Capture
from pipeline.inputs.urls import canonical_url

_LENGTH = 16


def report_id(capture: Capture) -> str:
    """Id of the page: made of its canonical URL, or of its bytes where it has no URL."""
    canonical = canonical_url(capture.url)
    basis = f"url:{canonical}" if canonical else f"bytes:{capture.sha256}"
    return "r-" + sha256(basis.encode()).hexdigest()[:_LENGTH]


def opportunity_id(report: str, anchor: str) -> str:
    """Id of an opportunity: the page's and the anchor of its place.

    The anchor is made of the page's own characters (``page`` for the only opportunity of a page),
    never of extracted values, so a better extractor does not change it.
    """
    return "o-" + sha256(f"{report}\n{anchor}".encode()).hexdigest()[:_LENGTH]
