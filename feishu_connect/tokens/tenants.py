"""Which tenant a store app reads, and whether it may."""

from __future__ import annotations

import typing as t

from feishu_connect.errors import CredentialsError, SettingsError

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_connect.store import Tenant

_COME_BACK = {
    "stopped": "Let the tenant's administrator enable the app again",
    "uninstalled": "Let the tenant's administrator install the app again",
}


def choose_tenant(tenants: Sequence[Tenant]) -> str:
    """Give the key of the only tenant in which the app is active.

    Raises:
        SettingsError: There are several; the message lists them.
        CredentialsError: There is none.
    """
    active = [tenant.tenant_key for tenant in tenants if tenant.state == "active"]
    if len(active) == 1:
        return active[0]
    if active:
        choice = ", ".join(f"`{key}`" for key in sorted(active))
        problem = f"`tenant_key` is missing: several tenants have the app, choose one of {choice}"
        raise SettingsError([problem])
    if tenants:
        states = ", ".join(f"{tenant.tenant_key} ({tenant.state})" for tenant in tenants)
        msg = f"No tenant has the app active any more: {states}"
        cure = "Let a tenant's administrator enable or install the app again"
        raise CredentialsError(msg, cure=f"{cure}, while `feishu-connect serve` runs")
    msg = "No tenant of this app is known"
    cure = "Set tenant_key, or let a tenant install the app while `feishu-connect serve` runs"
    raise CredentialsError(msg, cure=cure)


def check_tenant(tenants: Sequence[Tenant], tenant_key: str) -> None:
    """Refuse a tenant that is known to have stopped or removed the app.

    Raises:
        CredentialsError: It is stopped or uninstalled.
    """
    for tenant in tenants:
        if tenant.tenant_key == tenant_key and tenant.state in _COME_BACK:
            msg = f"The app is {tenant.state} in tenant {tenant_key}"
            cure = f"{_COME_BACK[tenant.state]}, while `feishu-connect serve` runs to learn of it"
            raise CredentialsError(msg, cure=cure)
