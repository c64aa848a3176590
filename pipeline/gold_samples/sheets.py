"""The folder of a gold sample: what was drawn, a sheet a coder, and the gold that comes of them.

A sheet is JSON lines, one a page, with the page's text and no value that the program gave.
``opportunities`` is null until the page is coded; an empty list says that there are none.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.evaluation.annotation import Annotation
from pipeline.evaluation.gold import GoldPage
from pipeline.gold_samples.drawing import FramePage, Sample
from pipeline.gold_samples.errors import GoldSampleError
from pipeline.runs.folder import open_private
from pipeline.schema.code_lists import code_lists

SAMPLE, FIRST, SECOND = "sample.json", "coder-1.jsonl", "coder-2.jsonl"
ADJUDICATED, GOLD = "adjudicated.jsonl", "gold.jsonl"
_CODES = {
    "direction": "opportunity_direction",
    "technology_fields": "technology_field",
    "cooperation_types": "cooperation_type",
    "ip_status": "ip_status",
    "development_stage": "development_stage",
}
_DIGITS = 12


def write_sample(sample: Sample, frame: Sequence[FramePage], folder: Path) -> None:
    """Write a sample with its empty sheets into a new folder. Raises GoldSampleError."""
    if folder.exists() and (folder.is_file() or any(folder.iterdir())):
        raise GoldSampleError(f"{folder} is not empty: name a new folder for the sample")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pages = {page.sha256: page for page in frame}
    with open_private(folder / SAMPLE) as handle:
        handle.write(sample.model_dump_json(indent=1) + "\n")
    for name, digests in ((FIRST, sample.pages), (SECOND, sample.double)):
        with open_private(folder / name) as handle:
            for digest in digests:
                line = json.dumps(_empty(pages[digest]), ensure_ascii=False)
                handle.write(line + "\n")


def _empty(page: FramePage) -> dict[str, Any]:
    return {
        "page_id": f"{page.source}-{page.sha256[:_DIGITS]}",
        "sha256": page.sha256,
        "kind": page.source,
        "languages": [page.language],
        "url": page.url,
        "text": page.text,
        "publication_date": None,
        "referring_mission": None,
        "opportunities": None,
    }


def read_sample(folder: Path) -> Sample:
    """The sample of a folder. Raises GoldSampleError."""
    try:
        return Sample.model_validate_json((folder / SAMPLE).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise GoldSampleError(f"{folder} holds no gold sample: {SAMPLE} cannot be read") from error


def read_sheet(path: Path, drawn: Sequence[str]) -> dict[str, GoldPage]:
    """The coded pages of a sheet by digest; those not coded yet are left out.

    Raises GoldSampleError, which names file and line: for what is no page or annotation, a code
    that is none, a page that was not drawn or stands twice.
    """
    found: dict[str, GoldPage] = {}
    for where, data in _lines(path):
        digest = data.get("sha256")
        if digest not in drawn:
            raise GoldSampleError(f"{where}: page {digest!r} was not drawn")
        if digest in found:
            raise GoldSampleError(f"{where}: page {digest} stands twice")
        if data.get("opportunities") is None:
            continue
        try:
            page = GoldPage.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise GoldSampleError(f"{where}: {place}: {first['msg']}") from error
        for annotation in page.opportunities:
            _check(annotation, where)
        found[page.sha256] = page
    return found


def _check(annotation: Annotation, where: str) -> None:
    plain: Mapping[str, Any] = annotation.model_dump()
    for field, name in _CODES.items():
        known = [code.id for code in code_lists()[name]]
        values = plain[field] if isinstance(plain[field], (list, tuple)) else (plain[field],)
        for value in values:
            if value not in known:
                listed = ", ".join(known)
                raise GoldSampleError(f"{where}: {field} {value!r} is none of {listed}")


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldSampleError(f"{path} cannot be read as a sheet: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path.name}:{number}"
        try:
            data = json.loads(line)
        except ValueError as error:
            raise GoldSampleError(f"{where}: no JSON: {error}") from error
        if not isinstance(data, dict):
            raise GoldSampleError(f"{where}: not an object")
        yield where, data
