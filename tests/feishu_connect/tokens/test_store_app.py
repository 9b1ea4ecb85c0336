from __future__ import annotations

import datetime as dt

import pytest

from feishu_connect import endpoints
from feishu_connect.errors import CredentialsError, SettingsError, TicketError
from feishu_connect.tokens import token_source
from feishu_connect.tokens.store_app import StoreAppTokens
from tests.feishu_connect.tokens.support import (
    FakeStore,
    Platform,
    app_token,
    client,
    tenant_token,
)
from tests.support import FakeClock, reply

TENANT = "2ca1d211f64f6438"
OTHER = "736588c9260f175e"
TICKET = "dIMX5zrJyB7ZQ2ZCvbRFXWY2X0tZwZwZ"


class Bench:
    def __init__(self, *, ticket: str = TICKET, tenants: dict | None = None, **more) -> None:
        self.clock = FakeClock()
        self.store = FakeStore(self.clock)
        if ticket:
            self.store.save_app_ticket(ticket)
        for key, state in (tenants or {}).items():
            self.store.learn_tenant(key, state)
        self.platform = Platform(
            app_token=app_token(), tenant_token=tenant_token(), resend=reply(), business=reply({})
        )
        self.client = client(self.platform, self.store, self.clock, app_type="store", **more)
        self.tokens = self.client._wallet.tokens

    def bodies(self, path: str) -> list[dict]:
        return [request.body for request in self.platform.calls(path)]


def test_a_ticket_becomes_an_app_token_and_that_the_tenants_token():
    bench = Bench(tenant_key=TENANT)
    assert bench.tokens.token() == "t-tenant-0000000001"
    assert bench.bodies("app_token") == [
        {
            "app_id": "cli_a000000000000001",
            "app_secret": "secret-of-the-tests",
            "app_ticket": TICKET,
        }
    ]
    assert bench.bodies("tenant_token") == [
        {"app_access_token": "a-app-000000000001", "tenant_key": TENANT}
    ]


def test_business_calls_are_sent_with_the_tenants_token():
    bench = Bench(tenant_key=TENANT)
    bench.client.call(endpoints.BITABLE_APP_GET, path={"app_token": "x"})
    sent = bench.platform.calls("business")[0]
    assert sent.headers["Authorization"] == "Bearer t-tenant-0000000001"


def test_both_tokens_are_kept_for_the_life_that_was_told_less_a_margin():
    bench = Bench(tenant_key=TENANT)
    bench.platform.answers["tenant_token"].clear()
    bench.platform.add("tenant_token", tenant_token(expire=3600))
    for _ in range(3):
        bench.tokens.token()
    bench.clock.sleep(3600 - 180)
    bench.tokens.token()
    assert (len(bench.bodies("app_token")), len(bench.bodies("tenant_token"))) == (1, 2)
    bench.clock.sleep(3600)
    bench.tokens.token()
    assert (len(bench.bodies("app_token")), len(bench.bodies("tenant_token"))) == (2, 3)


def test_each_tenant_has_its_own_token_of_one_app_token():
    bench = Bench(tenant_key=TENANT)
    bench.platform.answers["tenant_token"].clear()
    bench.platform.add("tenant_token", tenant_token("t-one-000000000001"))
    assert bench.tokens.token() == "t-one-000000000001"
    bench.platform.answers["tenant_token"][0] = tenant_token("t-two-000000000002")
    assert bench.tokens.of(OTHER).token() == "t-two-000000000002"
    assert bench.tokens.token() == "t-one-000000000001"
    assert len(bench.bodies("app_token")) == 1


def test_a_refused_tenant_token_is_replaced_once():
    bench = Bench(tenant_key=TENANT)
    old = bench.tokens.token()
    bench.platform.answers["tenant_token"][0] = tenant_token("t-new-000000000002")
    assert bench.tokens.refresh(old) == "t-new-000000000002"
    assert bench.tokens.refresh(old) == "t-new-000000000002"
    assert len(bench.bodies("tenant_token")) == 2


@pytest.mark.parametrize("code", [20014, 99991664])
def test_an_app_token_that_is_refused_is_replaced_once(code):
    bench = Bench(tenant_key=TENANT)
    bench.platform.answers["tenant_token"].appendleft(reply(code=code))
    assert bench.tokens.token() == "t-tenant-0000000001"
    assert len(bench.bodies("app_token")) == 2


def arrive_after(bench: Bench, seconds: float, ticket: str = TICKET):
    """Let the receiver store a ticket while somebody sleeps."""
    sleep, due = bench.clock.sleep, bench.clock.seconds + seconds

    def sleeping(pause: float) -> None:
        sleep(pause)
        if bench.clock.seconds >= due:
            bench.store.save_app_ticket(ticket)

    bench.clock.sleep = sleeping


def test_without_a_ticket_one_is_asked_for_and_waited_for():
    bench = Bench(ticket="", tenant_key=TENANT)
    arrive_after(bench, 20)
    assert bench.tokens.token() == "t-tenant-0000000001"
    assert len(bench.bodies("resend")) == 1
    assert bench.clock.seconds - 1000 < 25


def test_a_ticket_that_never_comes_ends_in_what_is_missing():
    bench = Bench(ticket="", tenant_key=TENANT)
    with pytest.raises(TicketError) as raised:
        bench.tokens.token()
    text = str(raised.value)
    for needed in ("feishu-connect serve", "store_url", "request URL", "encrypt_key"):
        assert needed in text
    assert "https://open.feishu.cn/app/cli_a000000000000001/event" in text
    assert len(bench.bodies("resend")) == 1
    assert 60 <= bench.clock.seconds - 1000 <= 66


def test_a_refused_ticket_waits_for_a_newer_one():
    bench = Bench(tenant_key=TENANT)
    bench.platform.answers["app_token"].appendleft(reply(code=10012))
    arrive_after(bench, 5, "new-ticket-00000000000")
    assert bench.tokens.token() == "t-tenant-0000000001"
    assert [body["app_ticket"] for body in bench.bodies("app_token")] == [
        TICKET,
        "new-ticket-00000000000",
    ]
    assert len(bench.bodies("resend")) == 1


def test_a_ticket_that_came_meanwhile_is_used_without_asking():
    bench = Bench(tenant_key=TENANT)

    def refuse(_request):
        bench.store.save_app_ticket("new-ticket-00000000000")
        return reply(code=10012)

    bench.platform.answers["app_token"].appendleft(refuse)
    bench.tokens.token()
    assert bench.bodies("resend") == []


def test_a_refused_ticket_without_a_successor_tells_when_it_came():
    bench = Bench(tenant_key=TENANT)
    bench.platform.answers["app_token"][0] = reply(code=10012)
    with pytest.raises(TicketError, match="of 2026-01-31 08:00 UTC, is refused"):
        bench.tokens.token()
    assert len(bench.bodies("resend")) == 1
    assert len(bench.bodies("app_token")) == 1


def test_a_newer_ticket_that_is_refused_too_ends_the_run():
    bench = Bench(tenant_key=TENANT)
    bench.platform.answers["app_token"][0] = reply(code=10012)
    arrive_after(bench, 5, "new-ticket-00000000000")
    with pytest.raises(TicketError) as raised:
        bench.tokens.token()
    assert raised.value.code == 10012
    assert len(bench.bodies("resend")) == 1


def test_a_custom_app_that_claims_to_be_a_store_app_is_told_so():
    bench = Bench(ticket="", tenant_key=TENANT)
    bench.platform.answers["resend"][0] = reply(code=10016)
    with pytest.raises(CredentialsError, match="app_type to `custom`"):
        bench.tokens.token()


def test_the_only_active_tenant_is_read_without_a_setting():
    bench = Bench(tenants={TENANT: "active", OTHER: "uninstalled"})
    bench.tokens.token()
    assert bench.bodies("tenant_token")[0]["tenant_key"] == TENANT


def test_a_tenant_that_comes_during_a_run_does_not_change_the_choice():
    bench = Bench(tenants={TENANT: "active"})
    bench.tokens.token()
    bench.store.learn_tenant(OTHER)
    bench.clock.sleep(7200)
    bench.tokens.token()
    assert {body["tenant_key"] for body in bench.bodies("tenant_token")} == {TENANT}


def test_several_tenants_are_listed_to_choose_from():
    bench = Bench(tenants={TENANT: "active", OTHER: "active"})
    with pytest.raises(SettingsError, match=f"`tenant_key` .*`{TENANT}`, `{OTHER}`"):
        bench.tokens.token()
    assert bench.platform.sent == []


def test_no_tenant_tells_how_to_get_one():
    with pytest.raises(CredentialsError, match="Set tenant_key"):
        Bench().tokens.token()


def test_tenants_that_are_all_gone_are_told_with_their_state():
    with pytest.raises(CredentialsError, match=f"{TENANT} \\(stopped\\)"):
        Bench(tenants={TENANT: "stopped"}).tokens.token()


@pytest.mark.parametrize(
    "state,cure", [("stopped", "enable the app"), ("uninstalled", "install the app")]
)
def test_a_tenant_that_stopped_or_removed_the_app_is_refused_before_any_call(state, cure):
    bench = Bench(tenant_key=TENANT, tenants={TENANT: state})
    with pytest.raises(CredentialsError, match=f"{state} in tenant {TENANT}.*{cure}"):
        bench.tokens.token()
    assert bench.platform.sent == []


def test_a_tenant_that_stops_the_app_during_a_run_is_noticed_at_the_next_token():
    bench = Bench(tenant_key=TENANT)
    token = bench.tokens.token()
    bench.store.learn_tenant(TENANT, "stopped")
    with pytest.raises(CredentialsError, match="stopped"):
        bench.tokens.refresh(token)


@pytest.mark.parametrize("code", [10013, 99992500, 99992501])
def test_a_wrong_tenant_key_names_the_setting(code):
    bench = Bench(tenant_key=TENANT)
    bench.platform.answers["tenant_token"][0] = reply(code=code)
    with pytest.raises(CredentialsError, match="Check tenant_key"):
        bench.tokens.token()


def test_tickets_and_tokens_are_known_to_the_redactor():
    bench = Bench(tenant_key=TENANT)
    bench.tokens.token()
    text = f"{TICKET} a-app-000000000001 t-tenant-0000000001"
    assert bench.client.redactor.clean(text) == "*** *** ***"


def test_the_settings_choose_the_source():
    bench = Bench(tenant_key=TENANT)
    assert isinstance(bench.tokens, StoreAppTokens)
    with pytest.raises(ValueError, match="need a store"):
        token_source(bench.client.settings, bench.client, None)


def test_ticket_times_are_compared_so_that_the_same_ticket_again_counts_as_news():
    bench = Bench(tenant_key=TENANT)
    bench.platform.answers["app_token"].appendleft(reply(code=10012))
    old = bench.store.ticket
    arrive_after(bench, 3, TICKET)
    bench.tokens.token()
    assert bench.store.ticket.received_at - old.received_at >= dt.timedelta(seconds=3)
