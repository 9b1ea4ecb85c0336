from __future__ import annotations

import pytest

from feishu_connect.store import Tenant


def states(store) -> dict[str, str]:
    return {tenant.tenant_key: tenant.state for tenant in store.tenants()}


def test_a_tenant_is_learnt_once(store, clock):
    first = clock.now()
    store.learn_tenant("tenant-1")
    clock.sleep(60)
    store.learn_tenant("tenant-1")
    store.learn_tenant("tenant-0", "stopped")
    assert store.tenants() == [
        Tenant("tenant-0", "stopped", clock.now()),
        Tenant("tenant-1", "active", first),
    ]


@pytest.mark.parametrize(
    "told,known",
    [
        (["active", "stopped"], "stopped"),
        (["active", "stopped", "uninstalled"], "uninstalled"),
        (["stopped", "active"], "stopped"),
        (["uninstalled", "active"], "uninstalled"),
        (["uninstalled", "stopped"], "uninstalled"),
    ],
)
def test_a_late_event_never_revives_a_tenant(store, told, known):
    for state in told:
        store.learn_tenant("tenant-1", state)
    assert states(store) == {"tenant-1": known}


@pytest.mark.parametrize("gone", ["stopped", "uninstalled"])
def test_app_open_and_start_revive_a_tenant(store, clock, gone):
    store.learn_tenant("tenant-1", gone)
    clock.sleep(60)
    store.learn_tenant("tenant-1", "active", revive=True)
    assert store.tenants() == [Tenant("tenant-1", "active", clock.now())]


def test_an_event_without_tenant_teaches_nothing(store):
    store.learn_tenant("")
    assert store.tenants() == []
