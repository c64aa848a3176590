"""Tables of the runs: their manifests, what each capture gave, and results by digest.

The difference of two runs is a join: pages of one ``report_id`` whose ``result`` digests differ.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.base import Base, RowId, UtcTime

_DIGEST = String(64)


class RunRow(Base):
    """A finished run. ``configuration`` is the digest of all that decides what a page gives.

    ``folder`` is where the run was written, ``manifest`` its manifest as JSON.
    """

    __tablename__ = "runs"

    run_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    finished_at: Mapped[datetime] = mapped_column(UtcTime)
    configuration: Mapped[str] = mapped_column(_DIGEST)
    folder: Mapped[str] = mapped_column(Text)
    manifest: Mapped[str] = mapped_column(Text)


class ResultRow(Base):
    """What a page gave, by the SHA-256 (hex) of its lines; equal results are kept once.

    ``end`` is ``records``, ``refused`` or ``quarantined``; ``body`` the lines as compressed JSON.
    """

    __tablename__ = "results"

    sha256: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    end: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(100))
    records: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ExtractionRow(Base):
    """That a page was extracted already: ``page`` is the digest of capture and configuration."""

    __tablename__ = "extractions"

    page: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    result: Mapped[str] = mapped_column(ForeignKey("results.sha256"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcTime)


class RunPayloadRow(Base):
    """One capture of a run, at its ``position`` there, and what became of it.

    ``outcome`` is ``records``, ``refused``, ``quarantined`` or ``duplicate``; ``code`` the reason.
    ``capture`` is null for a page that is not in the archive; ``payload`` and ``result`` are null
    where there are none.
    """

    __tablename__ = "run_payloads"
    __table_args__ = (Index("ix_run_payloads_run_id_report_id", "run_id", "report_id"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    capture: Mapped[int | None] = mapped_column(RowId, ForeignKey("captures.id"), index=True)
    report_id: Mapped[str | None] = mapped_column(String(20))
    payload: Mapped[str | None] = mapped_column(ForeignKey("payloads.sha256"), index=True)
    result: Mapped[str | None] = mapped_column(ForeignKey("results.sha256"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(100))
