"""Opening the store: settings of the two databases, and migrations that run by themselves."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from sqlalchemy.orm import Session
from tenacity import retry, retry_if_exception_message, stop_after_delay, wait_random

from pipeline.store.base import Base, StoreError

# Milliseconds that a writer waits for another; a transaction takes some.
_BUSY_MS = 60_000
_MIGRATIONS = Path(__file__).with_name("migrations")
# Any number, the same in every process: who holds it migrates a PostgreSQL database.
_MIGRATION_LOCK = 5_471_023


def open_store(database_url: str) -> Engine:
    """The store at an SQLAlchemy URL, made or migrated to this version where needed.

    Raises StoreError for a database that cannot be reached, needs a missing driver, or was made by
    a newer version.
    """
    url = _url_of(database_url)
    _make_private(url)
    try:
        engine = create_engine(url, **_settings(url))
        if url.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _on_sqlite_connect)
            event.listen(engine, "begin", _on_sqlite_begin)
        _migrate(engine)
    except ModuleNotFoundError as error:
        raise StoreError(
            f"the driver {error.name} is missing: install kejichu with its extra postgres"
        ) from error
    except DatabaseError as error:
        where = url.render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[0]
        raise StoreError(f"the database {where} cannot be opened: {reason}") from error
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes are kept together when the block succeeds, or not at all.

    On SQLite it waits for other writers before it begins, so that it never fails midway.
    """
    with engine.begin() as connection:
        yield connection


def reading(engine: Engine) -> Session:
    """A session that only reads: on SQLite it neither waits for writers nor makes them wait."""
    return Session(engine.execution_options(reads_only=True), expire_on_commit=False)


def insert_missing(
    connection: Connection, table: type[Base], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert the rows whose key the table does not hold yet."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(sqlite.insert(table).on_conflict_do_nothing(), list(rows))
    else:
        connection.execute(postgresql.insert(table).on_conflict_do_nothing(), list(rows))


def _url_of(text_of_url: str) -> URL:
    try:
        url = make_url(text_of_url)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(
            "the database URL cannot be read: write sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from error
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(f"{backend} is not supported: use sqlite or postgresql")
    return url


def _make_private(url: URL) -> None:
    """Make a SQLite file that only its owner may read, as it will hold contact data."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror or error}") from error


def _settings(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": _BUSY_MS / 1000, "check_same_thread": False}}
    return {"pool_pre_ping": True}


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    # The driver would begin transactions late and by itself; _on_sqlite_begin does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    _wal(cursor)
    # What the ledger confirms must outlast a power failure.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


@retry(
    retry=retry_if_exception_message(match="database is locked"),
    wait=wait_random(0.01, 0.1),
    stop=stop_after_delay(_BUSY_MS / 1000),
    reraise=True,
)
def _wal(cursor: Any) -> None:
    """Switch to the write-ahead log; SQLite does not wait where several switch at once."""
    cursor.execute("PRAGMA journal_mode = WAL")


def _on_sqlite_begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def head() -> str:
    """The newest revision; revisions are the names of their files and sort."""
    return max(path.stem for path in (_MIGRATIONS / "versions").glob("v[0-9]*.py"))


def revision_of(connection: Connection) -> str | None:
    """The revision that the database has, None for a new one."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _migrate(engine: Engine) -> None:
    with engine.connect().execution_options(reads_only=True) as connection:
        found = revision_of(connection)
    if found == head():
        return
    if found is not None and found > head():
        raise StoreError(f"the database has revision {found}: it needs a newer kejichu")
    with transaction(engine) as connection:
        if connection.dialect.name == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(:key)")
            connection.execute(lock, {"key": _MIGRATION_LOCK})
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
