"""app_ticket, app_access_token, tenant_access_token for a tenant."""

from __future__ import annotations

import pytest

APP_TOKEN = "/auth/v3/app_access_token"
TENANT_TOKEN = "/auth/v3/tenant_access_token"
RESEND = "/auth/v3/app_ticket/resend"
PROBE = "/tenant/v2/tenant/query"


@pytest.fixture
def ask(api):
    def post(path, **body):
        return api.session.post(api.url(path), json=body, timeout=10).json()

    return post


@pytest.fixture
def credentials(store_app):
    return {"app_id": store_app.app_id, "app_secret": store_app.app_secret}


@pytest.fixture
def own(sandbox):
    return {"app_id": sandbox.app.app_id, "app_secret": sandbox.app.app_secret}


@pytest.fixture
def app_token(ask, sandbox, store_app, credentials):
    sandbox.push_ticket(store_app)
    return ask(APP_TOKEN, **credentials, app_ticket=store_app.ticket)["app_access_token"]


@pytest.fixture
def home(sandbox):
    return sandbox.world.state.tenant.tenant_key


def test_a_ticket_buys_an_app_token_and_that_a_tenant_token(
    ask, api, app_token, sandbox, store_app
):
    tenant = sandbox.world.add_tenant("Another company")
    sandbox.install(store_app, tenant)
    reply = ask(TENANT_TOKEN, app_access_token=app_token, tenant_key=tenant.tenant_key)
    assert set(reply) == {"code", "msg", "tenant_access_token", "expire"}
    assert app_token.startswith("a-")
    api.token = reply["tenant_access_token"]
    assert api.data("GET", PROBE)["tenant"]["tenant_key"] == tenant.tenant_key


def test_each_tenant_has_a_token_of_its_own(ask, app_token, sandbox, store_app, home):
    second = sandbox.world.add_tenant("Another company")
    tokens = set()
    for tenant in (sandbox.world.state.tenant, second):
        sandbox.install(store_app, tenant)
        reply = ask(TENANT_TOKEN, app_access_token=app_token, tenant_key=tenant.tenant_key)
        tokens.add(reply["tenant_access_token"])
    assert len(tokens) == 2
    again = ask(TENANT_TOKEN, app_access_token=app_token, tenant_key=home)
    assert again["tenant_access_token"] in tokens


@pytest.mark.parametrize("ticket", [{}, {"app_ticket": ""}, {"app_ticket": "wrong"}])
def test_without_the_right_ticket_there_is_no_app_token(
    ask, sandbox, store_app, credentials, ticket
):
    sandbox.push_ticket(store_app)
    assert ask(APP_TOKEN, **credentials, **ticket)["code"] == 10012


def test_an_empty_ticket_is_wrong_before_the_first_push_too(ask, credentials):
    assert ask(APP_TOKEN, **credentials, app_ticket="")["code"] == 10012


def test_only_the_newest_ticket_counts_unless_the_behaviour_is_milder(
    ask, sandbox, store_app, credentials
):
    sandbox.push_ticket(store_app)
    old = store_app.ticket
    sandbox.push_ticket(store_app)
    assert ask(APP_TOKEN, **credentials, app_ticket=old)["code"] == 10012
    sandbox.behaviour.old_tickets = True
    assert ask(APP_TOKEN, **credentials, app_ticket=old)["code"] == 0


def test_an_unknown_tenant_is_told_from_one_without_the_app(
    ask, app_token, sandbox, store_app, home
):
    def code(tenant_key):
        return ask(TENANT_TOKEN, app_access_token=app_token, tenant_key=tenant_key)["code"]

    assert code("") == 10003
    assert code("nowhere") == 99992500
    assert code(home) == 10013
    sandbox.install(store_app)
    assert code(home) == 0
    sandbox.change_status(store_app, "stop_by_tenant")
    assert code(home) == 11207
    sandbox.change_status(store_app, "start_by_tenant")
    assert code(home) == 0
    sandbox.uninstall(store_app)
    assert code(home) == 10013


@pytest.mark.parametrize("token", ["a-unknown", "", None])
def test_a_bad_app_token_has_its_own_code(ask, home, token):
    assert ask(TENANT_TOKEN, app_access_token=token, tenant_key=home)["code"] == 99991664


def test_an_app_token_ends_and_is_no_tenant_token(ask, api, sandbox, app_token, home):
    api.token = app_token
    assert api.code("GET", PROBE) == 99991671
    sandbox.clock.advance(7200)
    assert ask(TENANT_TOKEN, app_access_token=app_token, tenant_key=home)["code"] == 99991664


def test_each_kind_of_app_has_its_own_endpoints(ask, credentials, own):
    assert ask(APP_TOKEN, **own, app_ticket="x")["code"] == 10005
    assert ask(RESEND, **own)["code"] == 10016
    assert ask(TENANT_TOKEN + "/internal", **credentials)["code"] == 10005
    assert ask(APP_TOKEN + "/internal", **credentials)["code"] == 10005


@pytest.mark.parametrize("path", [APP_TOKEN, RESEND])
def test_bad_credentials_are_refused(ask, credentials, path):
    assert ask(path, **{**credentials, "app_secret": "wrong"})["code"] == 10015
    assert ask(path, app_id="cli_0", app_secret="x")["code"] == 10003


def test_resend_pushes_the_ticket_and_never_shows_it(ask, sandbox, store_app, credentials):
    assert ask(RESEND, **credentials) == {"code": 0, "msg": "success"}
    sandbox.world.courier.agenda.run_due()
    first = store_app.ticket
    assert first
    ask(RESEND, **credentials)
    sandbox.world.courier.agenda.run_due()
    pushed = [item.payload["event"]["app_ticket"] for item in sandbox.deliveries.of("app_ticket")]
    assert pushed == [first, first]


def test_a_store_app_of_the_other_region_is_unauthorised(ask, sandbox):
    app = sandbox.world.add_store_app("Far away", [], region="lark")
    reply = ask(APP_TOKEN, app_id=app.app_id, app_secret=app.app_secret, app_ticket="x")
    assert reply["code"] == 10014
