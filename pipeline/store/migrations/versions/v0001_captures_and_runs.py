"""Sources, archive files, payloads and captures; runs, their payloads and results."""

import sqlalchemy as sa
from alembic import op

revision = "v0001_captures_and_runs"
down_revision = None

_TIME = sa.DateTime(timezone=True)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the first tables."""
    _archive()
    _captures()
    _runs()


def _archive() -> None:
    op.create_table(
        "archive_files",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_archive_files"),
    )
    op.create_table(
        "payloads",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_payloads"),
    )
    op.create_table(
        "sources",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_seen", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sources"),
    )


def _captures() -> None:
    op.create_table(
        "captures",
        sa.Column("id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("record_id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_sha256", sa.String(length=64), nullable=False),
        sa.Column("parent_url", sa.Text(), nullable=True),
        sa.Column("retrieved_at", _TIME, nullable=True),
        sa.Column("stored_at", _TIME, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("refers_to", _ROW_ID, nullable=True),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("record_number", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("request_length", sa.Integer(), nullable=True),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("http_version", sa.String(length=20), nullable=True),
        sa.Column("tls_verified", sa.Boolean(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file"], ["archive_files.name"], name="fk_captures_file_archive_files"
        ),
        sa.ForeignKeyConstraint(
            ["refers_to"], ["captures.id"], name="fk_captures_refers_to_captures"
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["payloads.sha256"], name="fk_captures_sha256_payloads"
        ),
        sa.ForeignKeyConstraint(["source"], ["sources.name"], name="fk_captures_source_sources"),
        sa.PrimaryKeyConstraint("id", name="pk_captures"),
        sa.UniqueConstraint("record_id", name="uq_captures_record_id"),
    )
    op.create_index("ix_captures_file_offset", "captures", ["file", "offset"], unique=True)
    op.create_index("ix_captures_retrieved_at", "captures", ["retrieved_at"], unique=False)
    op.create_index("ix_captures_sha256", "captures", ["sha256"], unique=False)
    op.create_index("ix_captures_source", "captures", ["source"], unique=False)
    op.create_index("ix_captures_url_sha256_id", "captures", ["url_sha256", "id"], unique=False)


def _runs() -> None:
    op.create_table(
        "results",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("end", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_results"),
    )
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME, nullable=False),
        sa.Column("configuration", sa.String(length=64), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_runs"),
    )
    op.create_index("ix_runs_started_at", "runs", ["started_at"], unique=False)
    op.create_table(
        "extractions",
        sa.Column("page", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["result"], ["results.sha256"], name="fk_extractions_result_results"
        ),
        sa.PrimaryKeyConstraint("page", name="pk_extractions"),
    )
    op.create_index("ix_extractions_result", "extractions", ["result"], unique=False)
    op.create_table(
        "run_payloads",
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("capture", _ROW_ID, nullable=True),
        sa.Column("report_id", sa.String(length=20), nullable=True),
        sa.Column("payload", sa.String(length=64), nullable=True),
        sa.Column("result", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["capture"], ["captures.id"], name="fk_run_payloads_capture_captures"
        ),
        sa.ForeignKeyConstraint(
            ["payload"], ["payloads.sha256"], name="fk_run_payloads_payload_payloads"
        ),
        sa.ForeignKeyConstraint(
            ["result"], ["results.sha256"], name="fk_run_payloads_result_results"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_run_payloads_run_id_runs"),
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_run_payloads"),
    )
    op.create_index("ix_run_payloads_capture", "run_payloads", ["capture"], unique=False)
    op.create_index("ix_run_payloads_payload", "run_payloads", ["payload"], unique=False)
    op.create_index("ix_run_payloads_result", "run_payloads", ["result"], unique=False)
    op.create_index(
        "ix_run_payloads_run_id_report_id", "run_payloads", ["run_id", "report_id"], unique=False
    )
