"""Events in the order in which they arrived, each once."""

from __future__ import annotations

import datetime as dt
import typing as t

from sqlalchemy import delete, func, select

from feishu_connect.store.records import StoredEvent
from feishu_connect.store.tables import APPS, EVENTS, as_utc

if t.TYPE_CHECKING:
    from feishu_connect.store.appdata import AppData


def add(data: AppData, new: t.Sequence[StoredEvent]) -> list[bool]:
    """Keep events in one commit, each unless its id is known, and tell which were not."""
    rows = [
        {
            "app_id": data.app_id,
            "event_id": event.event_id,
            "received_at": data.now(),
            "sealed": data.cipher.seal(_to_json(event), table=EVENTS.name, row=event.event_id),
        }
        for event in new
    ]
    if not rows:
        return []
    # Positions are given before the commit. On PostgreSQL two events could be committed in the
    # other order, and a reader in between would never see the first: hence one at a time.
    turn = select(APPS.c.app_id).where(APPS.c.app_id == data.app_id).with_for_update(key_share=True)
    insert = (
        data.database.insert(EVENTS)
        .on_conflict_do_nothing(index_elements=["app_id", "event_id"])
        .inline()
    )
    with data.database.write() as connection:
        connection.execute(turn)
        return [
            connection.execute(
                insert.values(row), execution_options={"preserve_rowcount": True}
            ).rowcount
            == 1
            for row in rows
        ]


def load(data: AppData, after: int, limit: int) -> list[tuple[int, StoredEvent]]:
    """Give events with their positions, the earliest first."""
    with data.database.read() as connection:
        rows = connection.execute(
            select(EVENTS.c.position, EVENTS.c.event_id, EVENTS.c.sealed)
            .where(EVENTS.c.app_id == data.app_id, EVENTS.c.position > after)
            .order_by(EVENTS.c.position)
            .limit(limit)
        ).all()
    return [
        (
            row.position,
            _from_json(data.cipher.open(row.sealed, table=EVENTS.name, row=row.event_id)),
        )
        for row in rows
    ]


def newest(data: AppData) -> int:
    """Give the position of the last event, 0 where there is none."""
    with data.database.read() as connection:
        last = select(func.max(EVENTS.c.position)).where(EVENTS.c.app_id == data.app_id)
        return connection.execute(last).scalar() or 0


def forget(data: AppData, before: dt.datetime) -> int:
    """Delete the events that arrived before a time, and tell how many."""
    with data.database.write() as connection:
        done = connection.execute(
            delete(EVENTS).where(EVENTS.c.app_id == data.app_id, EVENTS.c.received_at < before)
        )
        return done.rowcount


def _to_json(event: StoredEvent) -> dict[str, t.Any]:
    return {
        "event_id": event.event_id,
        "event_type": event.event_type,
        "tenant_key": event.tenant_key,
        "created_at": as_utc(event.created_at).isoformat(),
        "schema": event.schema,
        "payload": event.payload,
    }


def _from_json(values: dict[str, t.Any]) -> StoredEvent:
    created_at = dt.datetime.fromisoformat(values["created_at"])
    return StoredEvent(**(values | {"created_at": created_at}))
