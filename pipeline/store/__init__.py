"""The store: what is archived and what the runs held, in one database that outlives them.

SQLite in the workspace by default, PostgreSQL by its URL. Other parts of ``pipeline`` that keep
tables derive them from ``Base`` and add a migration below ``migrations/versions``.
"""

from pipeline.store.base import Base, StoreError, UtcTime
from pipeline.store.engine import insert_missing, open_store, reading, transaction

__all__ = [
    "Base",
    "StoreError",
    "UtcTime",
    "insert_missing",
    "open_store",
    "reading",
    "transaction",
]
