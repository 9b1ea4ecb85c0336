"""Ledgers: what has become of things that a run has written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    owner = sa.ForeignKey("feishu_apps.app_id", ondelete="CASCADE")
    op.create_table(
        "feishu_ledger_entries",
        sa.Column("app_id", sa.Text(), owner, primary_key=True),
        sa.Column("ledger", sa.Text(), primary_key=True),
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
