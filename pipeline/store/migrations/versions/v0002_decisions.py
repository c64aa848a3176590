"""Decisions of reviewers, which the database itself keeps from being changed."""

import sqlalchemy as sa
from alembic import op

revision = "v0002_decisions"
down_revision = "v0001_captures_and_runs"

_TIME = sa.DateTime(timezone=True)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ID = sa.String(length=40)
_INDEXED = ("batch", "decided_at", "opportunity_id", "report_id", "retracts", "target_key")

_SQLITE = """
CREATE TRIGGER decisions_no_{action} BEFORE {action} ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END
"""
_POSTGRESQL = (
    """
    CREATE FUNCTION refuse_decision_change() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'decisions are only ever added'; END
    $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER decisions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_decision_change()
    """,
)


def upgrade() -> None:
    """Make the tables of the ledger and the triggers that keep it append-only."""
    op.create_table(
        "decision_targets",
        sa.Column("target_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("target_key", name="pk_decision_targets"),
    )
    op.create_table(
        "decisions",
        sa.Column("position", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("decision_id", _ID, nullable=False),
        sa.Column("decided_at", _TIME, nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("report_id", _ID, nullable=False),
        sa.Column("opportunity_id", _ID, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("target_key", sa.String(length=64), nullable=False),
        sa.Column("batch", _ID, nullable=False),
        sa.Column("retracts", _ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_decisions"),
        sa.UniqueConstraint("decision_id", name="uq_decisions_decision_id"),
    )
    for column in _INDEXED:
        op.create_index(f"ix_decisions_{column}", "decisions", [column], unique=False)
    _keep_append_only()


def _keep_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(_SQLITE.format(action=action))
    else:
        for statement in _POSTGRESQL:
            op.execute(statement)
