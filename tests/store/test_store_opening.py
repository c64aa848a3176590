"""Opening a store: new, again, by many at once, and what cannot be opened says so in a sentence."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import IntegrityError

from pipeline.store import StoreError, open_store, transaction
from pipeline.store.captures import CaptureRow, SourceRow
from pipeline.store.engine import head
from pipeline.store.tables import Base

NOW = datetime(2024, 5, 31, 8, 0, 0, 123_456, tzinfo=UTC)


def test_migrations_make_the_tables_that_the_code_means(store: Engine) -> None:
    with store.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert (
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == head()
        )


def test_times_keep_zone_and_microseconds(store: Engine) -> None:
    with transaction(store) as connection:
        connection.execute(insert(SourceRow).values(name="most", first_seen=NOW))
    with store.connect() as connection:
        assert connection.execute(select(SourceRow.first_seen)).scalar() == NOW


def test_a_time_without_a_zone_is_refused(store: Engine) -> None:
    with pytest.raises(Exception, match="without a zone"), transaction(store) as connection:
        bare = NOW.replace(tzinfo=None)
        connection.execute(insert(SourceRow).values(name="most", first_seen=bare))


def test_foreign_keys_hold(store: Engine) -> None:
    with pytest.raises(IntegrityError), transaction(store) as connection:
        values = {"record_id": "x", "kind": "response", "url": "", "url_sha256": "", "size": 0}
        place = {"file": "none", "record_number": 1, "offset": 0, "length": 1}
        connection.execute(insert(CaptureRow).values(**values, **place, stored_at=NOW, sha256="a"))


def test_a_failed_transaction_leaves_nothing(store: Engine) -> None:
    with pytest.raises(ZeroDivisionError), transaction(store) as connection:
        connection.execute(insert(SourceRow).values(name="most", first_seen=NOW))
        _ = 1 / 0
    with store.connect() as connection:
        assert connection.execute(select(SourceRow.name)).all() == []


def test_many_open_a_new_store_and_write_at_once(database_url: str) -> None:
    def work(number: int) -> None:
        engine = open_store(database_url)
        for step in range(10):
            with transaction(engine) as connection:
                name = f"s{number}-{step}"
                connection.execute(insert(SourceRow).values(name=name, first_seen=NOW))
        engine.dispose()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    engine = open_store(database_url)
    with engine.connect() as connection:
        assert len(connection.execute(select(SourceRow.name)).all()) == 40
    engine.dispose()


def test_a_store_of_a_newer_version_is_refused(store: Engine, database_url: str) -> None:
    with transaction(store) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'v9999_later'"))
    with pytest.raises(StoreError, match="newer kejichu"):
        open_store(database_url)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "cannot be read"),
        ("mysql://user@host/name", "not supported"),
        ("postgresql://nobody@127.0.0.1:1/none?connect_timeout=3", "cannot be opened"),
        ("sqlite:////proc/nowhere/state.sqlite", "cannot write"),
    ],
)
def test_what_cannot_be_opened_is_one_sentence(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        open_store(url)
    assert len(str(caught.value).splitlines()) == 1


def test_a_password_is_not_told() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://nobody:secret@127.0.0.1:1/none?connect_timeout=3")
    assert "secret" not in str(caught.value)


def test_a_file_is_private_waits_and_syncs(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'new' / 'state.sqlite'}")
    assert stat.S_IMODE((tmp_path / "new" / "state.sqlite").stat().st_mode) == 0o600
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 60_000,
    }
    engine.dispose()


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"no database at all, but long enough to look at" * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{path}")
