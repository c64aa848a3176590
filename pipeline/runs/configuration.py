"""What decides, beside the page itself, what a page gives: one digest over all of it.

A result is taken over from an earlier run only where this digest is the same. The versions of the
extractors alone would not do: a rule, a vocabulary, a model or a library may change without them,
and a record taken over wrongly would say that the new run found what only the old one had.
"""

import json
import re
import sys
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from models import vocabulary
from models.capture import Capture
from models.opportunity import SCHEMA_VERSION
from pipeline.options import ParseOptions
from pipeline.versions import PIPELINE_VERSION, extractor_versions

_PACKAGES = ("models", "extractors", "pipeline")
# What follows the name of a library in a requirement.
_AFTER_NAME = re.compile(r"[^A-Za-z0-9._-].*")


def configuration_digest(options: ParseOptions) -> str:
    """SHA-256 (hex) over versions, options, vocabularies, code and libraries."""
    parts = {
        "schema": SCHEMA_VERSION,
        "pipeline": PIPELINE_VERSION,
        "extractors": extractor_versions(),
        "vocabulary": vocabulary.digest(),
        "options": asdict(options),
        "code": _code_digest(),
        "libraries": _libraries(),
        # Character properties, and so tokens, differ between versions of Python.
        "python": list(sys.version_info[:2]),
    }
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def page_key(capture: Capture, configuration: str) -> str:
    """Key of what a capture gives under a configuration."""
    return sha256(f"{configuration}\n{capture.model_dump_json()}".encode()).hexdigest()


@cache
def _code_digest() -> str:
    """SHA-256 over all files of the packages that make records."""
    total = sha256()
    root = Path(__file__).resolve().parents[2]
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                name = path.relative_to(root).as_posix()
                total.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


@cache
def _libraries() -> dict[str, str]:
    """Versions of the libraries that kejichu asks for, as installed; extras where they are."""
    versions = {}
    for requirement in metadata.requires("kejichu") or ():
        name = _AFTER_NAME.sub("", requirement)
        with suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return versions
