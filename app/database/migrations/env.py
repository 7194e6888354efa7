"""Alembic's entry: migrates over the connection that ``app.database.schema`` holds open, in its transaction."""

from alembic import context

from app.database.rendering import comparison_options

connection = context.config.attributes["connection"]
context.configure(connection=connection, **comparison_options(connection))
with context.begin_transaction():
    context.run_migrations()
