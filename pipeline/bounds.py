"""The bounds of what pages and archives may ask of us, as one policy: ``bounds.yaml``.

Every reader takes its numbers from here, so that none is left out and a reason code belongs to
each. A bound refuses, with its code; those without one are what a value is cut to.
"""

from functools import cache
from pathlib import Path

import yaml
from pydantic import Field, ValidationError

from models.base import Frozen
from pipeline.reading.unreadable import Unreadable

FILE = Path(__file__).with_name("bounds.yaml")


class Bound(Frozen):
    """The largest value allowed, in ``unit``, and the reason code of what is beyond."""

    most: int = Field(gt=0)
    unit: str = Field(min_length=1)
    code: str = ""

    def exceeded(self, found: int) -> bool:
        """Whether a value is beyond the bound."""
        return found > self.most

    def check(self, found: int) -> None:
        """Raise Unreadable with the bound's code for a value beyond it."""
        if found > self.most:
            raise Unreadable(self.code, f"{found} {self.unit}, more than {self.most}")


class Bounds(Frozen):
    """All bounds; see the data file for the reason of each number."""

    page_bytes: Bound
    page_characters: Bound
    page_elements: Bound
    reopened: Bound
    html_depth: Bound
    page_blocks: Bound
    table_cells: Bound
    cell_span: Bound
    covered_places: Bound
    json_depth: Bound
    office_members: Bound
    office_bytes: Bound
    sheet_places: Bound
    sheet_rows: Bound
    pdf_pages: Bound
    pdf_objects: Bound
    ruled_paths: Bound
    ruled_segments: Bound
    scanned_pages: Bound
    page_seconds: Bound
    scan_seconds: Bound
    grace_seconds: Bound
    worker_memory: Bound
    http_head_bytes: Bound
    http_codings: Bound
    http_members: Bound
    arc_line_bytes: Bound
    meta_bytes: Bound
    wacz_members: Bound
    wacz_member_bytes: Bound
    ratio: Bound
    ratio_free_bytes: Bound
    record_free_bytes: Bound


@cache
def bounds() -> Bounds:
    """The bounds of the data file. Raises ValueError, naming the file, for a broken one."""
    try:
        return Bounds.model_validate(yaml.safe_load(FILE.read_text("utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise ValueError(f"{FILE.name}: {error}") from error


def is_blown(packed: int, unpacked: int, free: Bound) -> bool:
    """Whether so many decompressed bytes come of so few that it is a bomb; never up to ``free``."""
    return free.exceeded(unpacked) and unpacked > bounds().ratio.most * max(packed, 1)
