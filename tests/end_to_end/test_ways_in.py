"""A store app with a real receiver: from "no ticket yet" to rows, without a hand on it."""

from __future__ import annotations

import contextlib
import signal
import typing as t
from urllib.parse import urlsplit

import pytest

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from tests.end_to_end.commands import Command, Machine

PATH = "/connection/social/7/pool/events"
RESEND = "auth.app_ticket_resend"
ROWS = [{"名称": "茶", "数": 3}, {"名称": "米", "数": 5}]


class Shop:
    """A store app, a base that it may read, and a receiver for its events."""

    def __init__(self, sandbox: Sandbox, machine: Machine) -> None:
        self.sandbox = sandbox
        self.machine = machine
        self.app = sandbox.world.add_store_app(
            "商店应用",
            ["bitable:app", "contact:contact.base:readonly"],
            encrypt_key="the-encrypt-key-of-the-shop",
            verification_token="the-verification-token",
        )
        base = sandbox.world.add_base("店", apps=[self.app.app_id])
        fields = [{"field_name": "名称", "type": 1}, {"field_name": "数", "type": 2}]
        table = base.add_table("货", fields)
        for row in ROWS:
            table.add_row(row)
        self.config = {**sandbox.config_for(self.app), "bases": [base.app_token]}
        self.receiver, self.url = machine.serve(self.config)
        assert sandbox.save_request_url(self.app, self.url + PATH).delivered

    def read(self, **settings: t.Any) -> list[tuple[str, float]]:
        """Run the tap over the base, to a good end."""
        run = self.machine.run({**self.config, **settings}, "tap-feishu")
        return sorted((row["名称"], row["数"]) for row in run.rows if "名称" in row)

    def refused(self, **settings: t.Any) -> str:
        """Run the tap, which must fail; give what it says."""
        return self.machine.run({**self.config, **settings}, "tap-feishu", code=1).log

    def restart(self) -> Command:
        """Start another receiver at the address of the one that died."""
        self.receiver, _ = self.machine.serve(self.config, urlsplit(self.url).port or 0)
        return self.receiver

    def kill(self) -> None:
        """Kill the receiver where it stands."""
        self.receiver.process.send_signal(signal.SIGKILL)
        assert self.receiver.wait() == -signal.SIGKILL

    def stored(self) -> list[str]:
        """Give the ids of the events in the store, in order."""
        with contextlib.closing(self.machine.store(self.config)) as store:
            return [event.event_id for _, event in store.events()]

    def resends(self) -> int:
        return len(self.sandbox.calls.of(RESEND))


@pytest.fixture
def shop(sandbox: Sandbox, machine: Machine) -> Shop:
    return Shop(sandbox, machine)


EXPECTED = sorted((row["名称"], row["数"]) for row in ROWS)


def test_a_store_app_goes_from_no_ticket_to_rows_by_itself(shop: Shop):
    assert shop.sandbox.install(shop.app).delivered
    assert shop.app.ticket == ""
    assert shop.read() == EXPECTED
    assert shop.resends() == 1
    assert [push.state for push in shop.sandbox.deliveries.of("app_ticket")] == ["delivered"]
    assert shop.read() == EXPECTED
    assert shop.resends() == 1


def test_a_ticket_that_was_replaced_unseen_is_asked_for_again(shop: Shop):
    shop.sandbox.install(shop.app)
    assert shop.sandbox.push_ticket(shop.app).delivered
    shop.sandbox.world.tickets.renew(shop.app)
    assert shop.read() == EXPECTED
    assert shop.resends() == 1


def test_a_kill_of_the_receiver_between_push_and_run_loses_nothing(shop: Shop):
    opened = shop.sandbox.install(shop.app)
    ticket = shop.sandbox.push_ticket(shop.app)
    event = shop.sandbox.push_event(shop.app, "contact.user.updated_v3", {"object": {}})
    shop.kill()
    assert all(push.delivered for push in (opened, ticket, event))
    assert shop.read() == EXPECTED
    assert shop.resends() == 0
    assert shop.stored() == [opened.event_id, event.event_id]


def test_what_is_pushed_while_the_receiver_is_dead_comes_after_its_restart(shop: Shop):
    shop.kill()
    opened, ticket = shop.sandbox.install(shop.app), shop.sandbox.push_ticket(shop.app)
    assert [opened.state, ticket.state] == ["pending", "pending"]
    shop.restart()
    shop.sandbox.clock.advance(15)
    assert [opened.state, ticket.state] == ["delivered", "delivered"]
    assert shop.read() == EXPECTED
    assert shop.resends() == 0


def test_the_tenant_is_learnt_from_app_open(shop: Shop):
    assert "No tenant of this app is known" in shop.refused()
    shop.sandbox.push_ticket(shop.app)
    shop.sandbox.install(shop.app)
    assert shop.read() == EXPECTED
    shop.sandbox.change_status(shop.app, "stop_by_tenant")
    assert "(stopped)" in shop.refused()


def test_of_several_tenants_one_must_be_chosen_until_the_others_are_gone(shop: Shop):
    home, other = shop.sandbox.world.state.tenant, shop.sandbox.world.add_tenant("别家")
    shop.sandbox.push_ticket(shop.app)
    for tenant in (home, other):
        shop.sandbox.install(shop.app, tenant)
    told = shop.refused()
    assert home.tenant_key in told
    assert other.tenant_key in told
    assert shop.read(tenant_key=home.tenant_key) == EXPECTED
    shop.sandbox.uninstall(shop.app, other)
    assert shop.read() == EXPECTED
    assert "uninstalled in tenant" in shop.refused(tenant_key=other.tenant_key)
