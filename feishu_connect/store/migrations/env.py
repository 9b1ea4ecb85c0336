"""What Alembic runs for every command: the connection comes from `migrating`, nothing from files.

The transaction is the caller's, so that migrations land all or not at all.
"""

from __future__ import annotations

from alembic import context

from feishu_connect.store.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
