"""Workspace: the folder that holds archive, runs, settings and, by default, the database.

``kejichu.toml`` may set ``database`` (a URL; a relative SQLite file counts from the workspace), the
``[archive]`` limits, and in ``[crawl]`` how to fetch. The environment variable
``KEJICHU_DATABASE`` wins over it, since a URL may hold a password that should not lie in a file.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, ValidationError

from models.base import Frozen
from pipeline.environment import DATABASE as DATABASE_VARIABLE
from pipeline.environment import WORKSPACE as VARIABLE
from pipeline.fetching.limits import FetchSettings

if TYPE_CHECKING:
    from sqlalchemy import Engine

SETTINGS = "kejichu.toml"
_SQLITE = "sqlite:///"


class WorkspaceError(ValueError):
    """A workspace that cannot be used; one sentence that says what to do."""


class ArchiveLimits(Frozen):
    """``file_bytes``: where an archive file ends and the next begins; the last record may pass."""

    file_bytes: int = Field(default=1_000_000_000, ge=1_000)


class Settings(Frozen):
    """What ``kejichu.toml`` may hold."""

    database: str = f"{_SQLITE}state.sqlite"
    archive: ArchiveLimits = ArchiveLimits()
    crawl: FetchSettings = FetchSettings()


@dataclass(frozen=True)
class Workspace:
    """A workspace at ``path``; nothing is made before it is needed."""

    path: Path

    @property
    def archive(self) -> Path:
        """Folder of the WARC files."""
        return self.path / "archive"

    @property
    def runs(self) -> Path:
        """Folder of the run folders."""
        return self.path / "runs"

    @property
    def sources(self) -> Path:
        """Folder of source profiles beside the bundled ones."""
        return self.path / "sources"

    @cached_property
    def settings(self) -> Settings:
        """The settings. Raises WorkspaceError for a file that cannot be read or is wrong."""
        path = self.path / SETTINGS
        try:
            return Settings.model_validate(tomllib.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return Settings()
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise WorkspaceError(f"{path}: {where}: {first['msg']}") from error
        except (OSError, ValueError) as error:
            raise WorkspaceError(f"{path} cannot be read: {error}") from error

    @property
    def database_url(self) -> str:
        """URL of the database."""
        url = os.environ.get(DATABASE_VARIABLE) or self.settings.database
        file = url.removeprefix(_SQLITE)
        if file == url or not file or file == ":memory:":
            return url
        return f"{_SQLITE}{self.path.absolute() / file}"

    def has_store(self) -> bool:
        """Whether there is a database: a server's is taken to be there."""
        file = self.database_url.removeprefix(_SQLITE)
        return file == self.database_url or Path(file).exists()

    def open_store(self) -> "Engine":
        """The store, made or migrated where needed. Raises StoreError, WorkspaceError."""
        from pipeline.store import open_store

        return open_store(self.database_url)

    @contextmanager
    def store(self) -> "Iterator[Engine]":
        """The store for the time of a ``with`` block. Raises as ``open_store`` does."""
        engine = self.open_store()
        try:
            yield engine
        finally:
            engine.dispose()


def workspace_at(
    path: Path | None = None, environment: Mapping[str, str] = os.environ
) -> Workspace:
    """The workspace at a path, else the one that the environment names, else the current folder."""
    return Workspace(path or Path(environment.get(VARIABLE) or "."))
