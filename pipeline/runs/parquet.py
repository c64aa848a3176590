"""Records as Parquet, with a schema made from the record model: empty columns keep their types."""

import json
import os
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from pydantic import BaseModel

from models.opportunity import Opportunity

if TYPE_CHECKING:
    import pyarrow as pa

# Field evidence may hold any depth of detail; as JSON text it opens in every tool.
_AS_JSON = frozenset(("extractor_versions",))
# Records of a row group: some megabytes, which is all that writing holds in memory.
GROUP = 500


def arrow_schema() -> "pa.Schema":
    """The Arrow schema of a record."""
    import pyarrow as pa

    return pa.schema(_fields(Opportunity))


def _fields(model: type[BaseModel]) -> list[Any]:
    import pyarrow as pa

    return [
        pa.field(name, pa.string() if name in _AS_JSON else _type(info.annotation))
        for name, info in model.model_fields.items()
    ]


def _type(annotation: Any) -> Any:
    import pyarrow as pa

    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (UnionType, Union):
        return _type(next(arg for arg in args if arg is not NoneType))
    if origin is tuple:
        return pa.list_(_type(args[0]))
    if origin is not None and args:
        return _type(args[0])
    if isinstance(annotation, type):
        if issubclass(annotation, BaseModel):
            return pa.struct(_fields(annotation))
        simple = (
            (StrEnum, pa.string()),
            (bool, pa.bool_()),
            (int, pa.int64()),
            (float, pa.float64()),
            (datetime, pa.timestamp("s", tz="UTC")),
            (date, pa.date32()),
        )
        for kind, arrow in simple:
            if issubclass(annotation, kind):
                return arrow
    return pa.string()


def write_parquet(lines: Iterable[str], path: Path) -> None:
    """Write records, given as JSON lines, to a Parquet file that only its owner may read.

    Its row groups have ``GROUP`` records each, the last one what is left.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, rest = arrow_schema(), iter(lines)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        group = list(islice(rest, GROUP))
        while True:
            rows = [arrow_row(json.loads(line)) for line in group]
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            # A file without records has one empty group.
            if not (group := list(islice(rest, GROUP))):
                return


def arrow_row(record: dict[str, Any]) -> dict[str, Any]:
    """A record, given as JSON values, with the types of the Arrow schema. Changes its argument."""
    for name in _AS_JSON:
        record[name] = json.dumps(record[name], ensure_ascii=False, sort_keys=True)
    for name in ("publication_date", "valid_until"):
        if record[name]:
            record[name] = date.fromisoformat(record[name])
    if record["retrieved_at"]:
        record["retrieved_at"] = datetime.fromisoformat(record["retrieved_at"])
    return record
