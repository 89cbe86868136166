"""What Alembic runs to bring a database to a version: on the connection that it is given, in the transaction that is open."""

from alembic import context

from payout.archive.kept.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
)
with context.begin_transaction():
    context.run_migrations()
