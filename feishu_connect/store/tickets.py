"""The app_ticket of a store app: pushed about every hour, the last one counts."""

from __future__ import annotations

import typing as t

from sqlalchemy import select

from feishu_connect.store.records import AppTicket
from feishu_connect.store.tables import APP_TICKETS

if t.TYPE_CHECKING:
    from feishu_connect.store.appdata import AppData


def load(data: AppData) -> AppTicket | None:
    """Give the last ticket."""
    with data.database.read() as connection:
        row = connection.execute(
            select(APP_TICKETS.c.sealed, APP_TICKETS.c.received_at).where(
                APP_TICKETS.c.app_id == data.app_id
            )
        ).first()
    if row is None:
        return None
    return AppTicket(data.cipher.open(row.sealed, table=APP_TICKETS.name), row.received_at)


def save(data: AppData, value: str) -> None:
    """Put a ticket in the place of the last one."""
    changes = {
        "sealed": data.cipher.seal(value, table=APP_TICKETS.name),
        "received_at": data.now(),
    }
    with data.database.write() as connection:
        connection.execute(
            data.database.insert(APP_TICKETS)
            .values(app_id=data.app_id, **changes)
            .on_conflict_do_update(index_elements=["app_id"], set_=changes)
        )
