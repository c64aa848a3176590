"""Crawls, and the pages that sources are known to have."""

import sqlalchemy as sa
from alembic import op

revision = "v0003_crawls"
down_revision = "v0002_decisions"

_TIME = sa.DateTime(timezone=True)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PAGES = "crawl_pages"


def upgrade() -> None:
    """Make the tables of the crawls."""
    op.create_table(
        "crawls",
        sa.Column("id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME, nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["sources.name"], name="fk_crawls_source_sources"),
        sa.PrimaryKeyConstraint("id", name="pk_crawls"),
    )
    op.create_index("ix_crawls_source_id", "crawls", ["source", "id"])
    _pages()


def _pages() -> None:
    crawls = ("found_in", "listed_in", "visited_in")
    op.create_table(
        _PAGES,
        sa.Column("id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("archived", sa.String(length=14), nullable=False),
        sa.Column("parent", _ROW_ID, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, _ROW_ID, nullable=name == "visited_in") for name in crawls),
        sa.Column("checked_at", _TIME, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("capture", _ROW_ID, nullable=True),
        sa.Column("latest", _ROW_ID, nullable=True),
        _foreign("source", "sources", "name"),
        _foreign("parent", _PAGES),
        *(_foreign(name, "crawls") for name in crawls),
        _foreign("capture", "captures"),
        _foreign("latest", "captures"),
        sa.PrimaryKeyConstraint("id", name="pk_crawl_pages"),
    )
    op.create_index(
        "ix_crawl_pages_source_key_sha256", _PAGES, ["source", "key_sha256"], unique=True
    )
    op.create_index("ix_crawl_pages_source_visited_in", _PAGES, ["source", "visited_in"])
    for column in ("parent", "capture"):
        op.create_index(f"ix_crawl_pages_{column}", _PAGES, [column])


def _foreign(column: str, table: str, key: str = "id") -> sa.ForeignKeyConstraint:
    name = f"fk_{_PAGES}_{column}_{table}"
    return sa.ForeignKeyConstraint([column], [f"{table}.{key}"], name=name)
