"""Alembic's entry: all revisions up to the wanted one in the transaction of the caller."""

from alembic import context

from pipeline.store.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
