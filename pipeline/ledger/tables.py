"""Tables of the ledger: decisions, and how often each target was decided on."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.base import Base, RowId, UtcTime

_ID = String(40)


class DecisionRow(Base):
    """A decision. ``body`` is the whole of it as JSON; the other columns only find it again.

    Rows are never changed or deleted: triggers of the database refuse it. ``target_key`` is the
    SHA-256 of the target, hex.
    """

    __tablename__ = "decisions"

    position: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(_ID, unique=True)
    decided_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    reviewer: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(20))
    report_id: Mapped[str] = mapped_column(_ID, index=True)
    opportunity_id: Mapped[str] = mapped_column(_ID, index=True)
    field: Mapped[str] = mapped_column(Text)
    target_key: Mapped[str] = mapped_column(String(64), index=True)
    batch: Mapped[str] = mapped_column(_ID, index=True)
    retracts: Mapped[str | None] = mapped_column(_ID, index=True)
    body: Mapped[str] = mapped_column(Text)


class TargetRow(Base):
    """How many decisions of any kind a target has: what a reviewer saw is told by this number."""

    __tablename__ = "decision_targets"

    target_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int]
