"""Apps, app tickets, tenants, user grants and events."""

from __future__ import annotations

import typing as t

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def _app_id(**options: t.Any) -> sa.Column[str]:
    owner = sa.ForeignKey("feishu_apps.app_id", ondelete="CASCADE")
    return sa.Column("app_id", sa.Text(), owner, **options)


def _time(name: str) -> sa.Column[t.Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _sealed(name: str = "sealed") -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "feishu_apps",
        sa.Column("app_id", sa.Text(), primary_key=True),
        _sealed("salt"),
        _sealed("proof"),
    )
    op.create_table(
        "feishu_app_tickets", _app_id(primary_key=True), _sealed(), _time("received_at")
    )
    op.create_table(
        "feishu_tenants",
        _app_id(primary_key=True),
        sa.Column("tenant_key", sa.Text(), primary_key=True),
        sa.Column("state", sa.Text(), nullable=False),
        _time("learned_at"),
    )
    op.create_table(
        "feishu_user_grants",
        _app_id(primary_key=True),
        sa.Column("user_name", sa.Text(), primary_key=True),
        _sealed(),
    )
    _create_events()


def _create_events() -> None:
    position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "feishu_events",
        sa.Column("position", position, primary_key=True, autoincrement=True),
        _app_id(nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        _time("received_at"),
        _sealed(),
        sa.UniqueConstraint("app_id", "event_id", name="feishu_events_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("feishu_events_in_order", "feishu_events", ["app_id", "position"])
