"""Snapshots: which ids a run saw."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    owner = sa.ForeignKey("feishu_apps.app_id", ondelete="CASCADE")
    op.create_table(
        "feishu_snapshots",
        sa.Column("position", position, primary_key=True, autoincrement=True),
        sa.Column("app_id", sa.Text(), owner, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("generation", sa.Text(), nullable=False),
        sa.Column("addition", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("feishu_snapshots_by_name", "feishu_snapshots", ["app_id", "name"])
