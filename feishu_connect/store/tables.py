"""The tables of the store, as the newest migration leaves them.

All hang on `feishu_apps`: deleting an app's row there deletes everything of the app.
"""

from __future__ import annotations

import datetime as dt
import typing as t

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

if t.TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class Utc(TypeDecorator[dt.datetime]):
    """Aware datetimes in UTC; SQLite forgets the zone, PostgreSQL answers in the session's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: dt.datetime | None,
        dialect: Dialect,  # noqa: ARG002  SQLAlchemy's signature
    ) -> dt.datetime | None:
        """Bring a time to UTC."""
        return as_utc(value) if value else None

    def process_result_value(
        self,
        value: dt.datetime | None,
        dialect: Dialect,  # noqa: ARG002  SQLAlchemy's signature
    ) -> dt.datetime | None:
        """Give a time in UTC."""
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=dt.timezone.utc)
        return value.astimezone(dt.timezone.utc)


def as_utc(moment: dt.datetime) -> dt.datetime:
    """Bring an aware datetime to UTC.

    Raises:
        ValueError: It has no zone, so nobody knows when it is.
    """
    if moment.tzinfo is None:
        message = "times in the store need a time zone"
        raise ValueError(message)
    return moment.astimezone(dt.timezone.utc)


METADATA = MetaData()
#: Where Alembic keeps the revision; its usual name may belong to the user's own migrations.
VERSION_TABLE = "feishu_version"


def _app_id(**options: t.Any) -> Column[str]:
    return Column("app_id", Text, ForeignKey("feishu_apps.app_id", ondelete="CASCADE"), **options)


#: `proof` opens under the right app secret only.
APPS = Table(
    "feishu_apps",
    METADATA,
    Column("app_id", Text, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("proof", LargeBinary, nullable=False),
)

APP_TICKETS = Table(
    "feishu_app_tickets",
    METADATA,
    _app_id(primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("received_at", Utc, nullable=False),
)

TENANTS = Table(
    "feishu_tenants",
    METADATA,
    _app_id(primary_key=True),
    Column("tenant_key", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("learned_at", Utc, nullable=False),
)

USER_GRANTS = Table(
    "feishu_user_grants",
    METADATA,
    _app_id(primary_key=True),
    Column("user_name", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

#: Positions are never used again, also when the newest events have been deleted.
EVENTS = Table(
    "feishu_events",
    METADATA,
    Column(
        "position",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    _app_id(nullable=False),
    Column("event_id", Text, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("app_id", "event_id", name="feishu_events_once"),
    Index("feishu_events_in_order", "app_id", "position"),
    sqlite_autoincrement=True,
)

#: Generations of a set of ids, newest last; additions came later. `sealed` is compressed first.
SNAPSHOTS = Table(
    "feishu_snapshots",
    METADATA,
    Column(
        "position",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    _app_id(nullable=False),
    Column("name", Text, nullable=False),
    Column("generation", Text, nullable=False),
    Column("addition", Boolean, nullable=False),
    Column("saved_at", Utc, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("feishu_snapshots_by_name", "app_id", "name"),
    sqlite_autoincrement=True,
)

#: `digest` is that of the key: what people call a row or a message is nobody else's business.
LEDGER_ENTRIES = Table(
    "feishu_ledger_entries",
    METADATA,
    _app_id(primary_key=True),
    Column("ledger", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("saved_at", Utc, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
