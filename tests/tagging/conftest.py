"""``page_of``: an untagged document from plain lines of text."""

from collections.abc import Callable
from hashlib import sha256

import pytest

from models.capture import Capture
from models.document import Document
from pipeline.reading.reader import read_document

PageOf = Callable[[str], Document]


@pytest.fixture
def page_of() -> PageOf:
    """The maker of documents: one paragraph a line."""

    def make(text: str) -> Document:
        lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        body = f"<html><head><meta charset=utf-8></head><body>{lines}</body></html>".encode()
        capture = Capture(name="page", sha256=sha256(body).hexdigest(), size=len(body))
        return read_document(capture, body)

    return make
