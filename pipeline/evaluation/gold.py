"""Gold: what is true of each page, from a ``gold.jsonl`` or from a folder of fixtures.

``gold.jsonl`` holds one object a page with ``page_id`` and ``file``; a fixture is a folder with
``gold.json`` and ``page.*``, whose name is the page's id. A page is known by the SHA-256 of its
bytes, so that a run finds it under whatever name it was read.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.evaluation.annotation import Annotated, Annotation
from pipeline.evaluation.errors import GoldError

# Where the page of a line may stand, seen from the folder of the gold file.
_PAGE_FOLDERS = ("", "pages")


class GoldPage(Annotated):
    """One page of the gold set; ``sha256`` is the hex digest of its bytes.

    ``kind`` groups pages for the report: that of the fixture's ``meta.json``, else the front of
    the page's id. ``languages`` are those of its text (ISO 639-1), as far as gold names them.
    """

    page_id: str
    sha256: str
    kind: str
    languages: tuple[str, ...] = ()
    publication_date: str | None
    referring_mission: str | None
    opportunities: tuple[Annotation, ...]


def load_gold(folder: Path) -> tuple[GoldPage, ...]:
    """All pages of a gold set, in the order of its file or of the fixtures' names.

    Raises GoldError where there is none, where two have one id, or where one cannot be read.
    """
    lines = folder / "gold.jsonl"
    pages = tuple(_from_lines(lines) if lines.is_file() else _from_fixtures(folder))
    if not pages:
        raise GoldError("no_gold", f"{folder} holds neither gold.jsonl nor folders with gold.json")
    ids: set[str] = set()
    for page in pages:
        if page.page_id in ids:
            raise GoldError("double_page_id", f"{folder}: page {page.page_id} stands twice")
        ids.add(page.page_id)
    return pages


def gold_digest(pages: tuple[GoldPage, ...]) -> str:
    """SHA-256 over the pages' bytes and all that is scored, whatever the layout and the order."""
    lines = sorted(page.model_dump_json(exclude={"kind", "languages"}) for page in pages)
    return sha256("\n".join(lines).encode()).hexdigest()


def _from_lines(path: Path) -> Iterator[GoldPage]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                where = f"{path.name}:{number}"
                data = _object(line, where)
                page_id = str(data.get("page_id", ""))
                kind = page_id.rpartition("-")[0] or page_id
                file = _page_file(path.parent, str(data.get("file", "")), where)
                yield _page(data, page_id, kind, file, where)


def _from_fixtures(folder: Path) -> Iterator[GoldPage]:
    for path in sorted(folder.glob("*/gold.json")):
        where = f"{path.parent.name}/{path.name}"
        files = sorted(path.parent.glob("page.*"))
        if len(files) != 1:
            raise GoldError("bad_page_file", f"{where}: {len(files)} files page.* instead of one")
        data = _object(path.read_bytes(), where)
        yield _page(data, path.parent.name, _fixture_kind(path.parent), files[0], where)


def _fixture_kind(folder: Path) -> str:
    meta = folder / "meta.json"
    data = _object(meta.read_bytes(), f"{folder.name}/meta.json") if meta.is_file() else {}
    return str(data.get("kind") or folder.name.partition("-")[0])


def _object(text: bytes, where: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise GoldError("bad_json", f"{where}: {error}") from error
    if not isinstance(data, dict):
        raise GoldError("bad_json", f"{where}: not an object")
    return data


def _page_file(folder: Path, name: str, where: str) -> Path:
    for place in _PAGE_FOLDERS:
        if name and (folder / place / name).is_file():
            return folder / place / name
    raise GoldError("bad_page_file", f"{where}: no file {name!r} in {folder}")


def _page(data: dict[str, Any], page_id: str, kind: str, file: Path, where: str) -> GoldPage:
    own = {"page_id": page_id, "kind": kind, "sha256": sha256(file.read_bytes()).hexdigest()}
    if not page_id:
        raise GoldError("bad_gold", f"{where}: no page_id")
    try:
        return GoldPage.model_validate({**data, **own})
    except ValidationError as error:
        raise GoldError("bad_gold", f"{where}: {error}") from error
