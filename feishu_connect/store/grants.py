"""Tokens of signed-in users; each refresh token works once, so the newest must never be lost."""

from __future__ import annotations

import datetime as dt
import typing as t
from dataclasses import asdict

from sqlalchemy import ColumnElement, and_, delete, select

from feishu_connect.store.records import UserGrant
from feishu_connect.store.tables import USER_GRANTS, as_utc

if t.TYPE_CHECKING:
    from feishu_connect.store.appdata import AppData

_TIMES: t.Final = ("refresh_expires_at", "access_expires_at")


def load(data: AppData, user: str) -> UserGrant | None:
    """Give what was last saved for the user."""
    with data.database.read() as connection:
        sealed = connection.execute(
            select(USER_GRANTS.c.sealed).where(_of(data, user))
        ).scalar_one_or_none()
    if sealed is None:
        return None
    values = data.cipher.open(sealed, table=USER_GRANTS.name, row=user)
    times = {name: values[name] and dt.datetime.fromisoformat(values[name]) for name in _TIMES}
    return UserGrant(**(values | times))


def save(data: AppData, grant: UserGrant, user: str) -> None:
    """Put a grant in the place of the user's last one."""
    values = asdict(grant)
    values |= {name: values[name] and as_utc(values[name]).isoformat() for name in _TIMES}
    changes = {"sealed": data.cipher.seal(values, table=USER_GRANTS.name, row=user)}
    with data.database.write() as connection:
        connection.execute(
            data.database.insert(USER_GRANTS)
            .values(app_id=data.app_id, user_name=user, **changes)
            .on_conflict_do_update(index_elements=["app_id", "user_name"], set_=changes)
        )


def forget(data: AppData, user: str) -> None:
    """Delete the user's grant."""
    with data.database.write() as connection:
        connection.execute(delete(USER_GRANTS).where(_of(data, user)))


def _of(data: AppData, user: str) -> ColumnElement[bool]:
    return and_(USER_GRANTS.c.app_id == data.app_id, USER_GRANTS.c.user_name == user)
