"""Runs migrations on the connection handed over by officer_app.core.schema, inside its transaction."""

from alembic import context

from officer_app.core.database import Base
from officer_app.office import load_models

load_models()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
