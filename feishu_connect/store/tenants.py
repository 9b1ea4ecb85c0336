"""The tenants of a store app, learnt from events.

Events arrive more than once and in any order. So an ordinary event, which says no more than that
the tenant had the app when it happened, changes nothing that is known; and of stopping and
uninstalling the latter is final. Only `app_open` and `start_by_tenant` revive.
"""

from __future__ import annotations

import typing as t

from sqlalchemy import select

from feishu_connect.store.records import Tenant
from feishu_connect.store.tables import TENANTS

if t.TYPE_CHECKING:
    from feishu_connect.store.appdata import AppData
    from feishu_connect.store.records import TenantState

#: New state -> known states in whose place it is put.
_REPLACES: t.Final[dict[TenantState, tuple[TenantState, ...]]] = {
    "active": (),
    "stopped": ("active",),
    "uninstalled": ("active", "stopped"),
}
_REVIVES: t.Final[tuple[TenantState, ...]] = ("stopped", "uninstalled")


def load(data: AppData) -> list[Tenant]:
    """Give all tenants, by key."""
    with data.database.read() as connection:
        rows = connection.execute(
            select(TENANTS.c.tenant_key, TENANTS.c.state, TENANTS.c.learned_at)
            .where(TENANTS.c.app_id == data.app_id)
            .order_by(TENANTS.c.tenant_key)
        ).all()
    return [Tenant(row.tenant_key, row.state, row.learned_at) for row in rows]


def learn(data: AppData, tenant_key: str, state: TenantState, *, revive: bool) -> None:
    """Take note of a tenant, unless more is known already."""
    replaced = _REVIVES if revive and state == "active" else _REPLACES[state]
    changes = {"state": state, "learned_at": data.now()}
    with data.database.write() as connection:
        connection.execute(
            data.database.insert(TENANTS)
            .values(app_id=data.app_id, tenant_key=tenant_key, **changes)
            .on_conflict_do_update(
                index_elements=["app_id", "tenant_key"],
                set_=changes,
                where=TENANTS.c.state.in_(replaced),
            )
        )
