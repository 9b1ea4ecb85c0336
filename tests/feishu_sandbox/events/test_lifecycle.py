"""Tickets every hour; installing, stopping, removing."""

from __future__ import annotations


def tickets_of(sandbox):
    return [item.payload["event"] for item in sandbox.deliveries.of("app_ticket")]


def test_a_store_app_gets_a_new_ticket_every_hour(sandbox, receiver, store_app):
    assert store_app.ticket == ""
    sandbox.clock.advance(3599)
    assert tickets_of(sandbox) == []
    sandbox.clock.advance(2 * 3600)
    events = tickets_of(sandbox)
    assert len({event["app_ticket"] for event in events}) == len(events) == 2
    assert events[-1]["app_ticket"] == store_app.ticket
    assert len(receiver.posts) == 2


def test_a_ticket_event_names_no_tenant(sandbox, store_app):
    sent = sandbox.push_ticket(store_app)
    assert (sent.schema, set(sent.payload["event"])) == ("1.0", {"app_id", "app_ticket", "type"})


def test_custom_and_sleeping_apps_get_no_ticket(sandbox, store_app):
    store_app.enabled = False
    sandbox.app.request_url = store_app.request_url
    sandbox.clock.advance(7200)
    assert tickets_of(sandbox) == []


def test_a_reset_starts_the_hour_anew(sandbox):
    sandbox.clock.advance(3000)
    sandbox.reset()
    sandbox.world.add_store_app("Later", [])
    sandbox.clock.advance(3000)
    assert tickets_of(sandbox) == []
    sandbox.clock.advance(600)
    assert len(tickets_of(sandbox)) == 1


def test_installing_tells_the_tenant_and_who_did_it(sandbox, store_app):
    tenant = sandbox.world.add_tenant("Another company")
    event = sandbox.install(store_app, tenant).payload["event"]
    first = next(iter(sandbox.world.state.users))
    assert event == {
        "app_id": store_app.app_id,
        "tenant_key": tenant.tenant_key,
        "type": "app_open",
        "applicants": [{"open_id": first}],
        "installer": {"open_id": first},
    }
    assert store_app.installs == {tenant.tenant_key: "active"}


def test_stopping_and_starting_are_told(sandbox, store_app):
    sandbox.install(store_app)
    home = sandbox.world.state.tenant.tenant_key
    stopped = sandbox.change_status(store_app, "stop_by_platform").payload["event"]
    assert (stopped["type"], stopped["status"]) == ("app_status_change", "stop_by_platform")
    assert "operator" not in stopped
    assert store_app.installs[home] == "stopped"
    started = sandbox.change_status(store_app, "start_by_tenant").payload["event"]
    assert started["operator"]["open_id"].startswith("ou_")
    assert store_app.installs[home] == "active"


def test_removing_is_told(sandbox, store_app):
    sandbox.install(store_app)
    event = sandbox.uninstall(store_app).payload["event"]
    assert (event["type"], set(event)) == ("app_uninstalled", {"app_id", "tenant_key", "type"})
    assert store_app.installs[event["tenant_key"]] == "uninstalled"
