"""Runs revisions on the connection and inside the transaction that `fengsui.database.migrate` hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # What is created or undone as a whole: SQLite can do that too, as the transaction is begun by us (engine.py).
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
