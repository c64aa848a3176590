"""Decisions on names of parties, which the database itself keeps from being changed."""

import sqlalchemy as sa
from alembic import op

revision = "v0004_party_decisions"
down_revision = "v0003_crawls"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SQLITE = """
CREATE TRIGGER party_decisions_no_{action} BEFORE {action} ON party_decisions
BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END
"""
# The function came with the decisions on values.
_POSTGRESQL = """
CREATE TRIGGER party_decisions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON party_decisions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_decision_change()
"""


def upgrade() -> None:
    """Make the table and the triggers that keep it append-only."""
    op.create_table(
        "party_decisions",
        sa.Column("position", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_party_decisions"),
        sa.UniqueConstraint("decision_id", name="uq_party_decisions_decision_id"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(_SQLITE.format(action=action))
    else:
        op.execute(_POSTGRESQL)
