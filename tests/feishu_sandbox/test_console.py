"""The routes under /sandbox/ that stand for the developer console and the platform."""

from __future__ import annotations

import pytest

from feishu_sandbox import Sandbox


@pytest.fixture
def control(api, sandbox):
    def act(method, path, body=None):
        url = f"{sandbox.url}/sandbox{path}"
        return api.session.request(method, url, json=body, timeout=10)

    return act


@pytest.fixture
def path(store_app):
    return f"/apps/{store_app.app_id}"


def test_a_store_app_can_be_made_and_fed_from_outside(control, sandbox, receiver):
    asked = {
        "kind": "store",
        "name": "Outside",
        "scopes": ["bitable:app"],
        "request_url": receiver.url,
        "encrypt_key": "k",
        "verification_token": "v",
    }
    config = control("POST", "/apps", asked).json()
    app = sandbox.world.state.apps[config["app_id"]]
    assert config == sandbox.config_for(app)
    assert (config["app_type"], config["encrypt_key"]) == ("store", "k")
    delivery = control("POST", f"/apps/{app.app_id}/ticket").json()["delivery"]
    assert (delivery["event_type"], delivery["state"]) == ("app_ticket", "delivered")
    assert len(receiver.posts) == 1


def test_a_custom_app_has_no_event_secrets(control):
    config = control("POST", "/apps", {"name": "Plain", "scopes": []}).json()
    assert set(config) == {"app_id", "app_secret", "base_url", "app_type"}


def test_apps_are_listed_and_changed(control, sandbox, store_app, path):
    change = {"ip_allow_list": ["10.0.0.0/8"], "published": False}
    assert control("PATCH", path, change).status_code == 200
    assert (store_app.ip_allow_list, store_app.published) == (["10.0.0.0/8"], False)
    listed = control("GET", "/apps").json()["apps"]
    assert {app["app_id"] for app in listed} == set(sandbox.world.state.apps)
    assert control("PATCH", path, {"app_id": "x"}).status_code == 400
    assert control("PATCH", "/apps/cli_0", {}).status_code == 404


def test_installing_stopping_and_removing(control, sandbox, store_app, path):
    tenant = control("POST", "/tenants", {"name": "Another company"}).json()
    where = {"tenant_key": tenant["tenant_key"]}
    control("POST", f"{path}/install", where)
    control("POST", f"{path}/install")
    home = sandbox.world.state.tenant.tenant_key
    assert store_app.installs == {tenant["tenant_key"]: "active", home: "active"}
    control("POST", f"{path}/status", {**where, "status": "stop_by_tenant"})
    control("POST", f"{path}/uninstall")
    assert store_app.installs == {tenant["tenant_key"]: "stopped", home: "uninstalled"}
    assert control("POST", f"{path}/install", {"tenant_key": "x"}).status_code == 404
    assert control("POST", f"{path}/status", {"status": "x"}).status_code == 404


def test_events_are_pushed_and_deliveries_listed(control, receiver, path):
    asked = {"type": "contact.user.updated_v3", "event": {"object": {}}, "count": 3}
    assert len(control("POST", f"{path}/events", asked).json()["deliveries"]) == 3
    control("POST", f"{path}/install")
    found = control("GET", "/deliveries?match=contact.*").json()["deliveries"]
    assert [delivery["state"] for delivery in found] == ["delivered"] * 3
    assert found[0]["attempts"][0]["status"] == 200
    assert len(receiver.posts) == 4


def test_a_request_url_is_verified_first(control, store_app, path):
    before = store_app.request_url
    made = control("POST", f"{path}/request_url", {"url": before + "/else"}).json()["delivery"]
    assert (made["state"], store_app.request_url) == ("dropped", before)


def test_moving_the_clock_makes_the_retries(control, receiver, path):
    receiver.answers = [500]
    control("POST", f"{path}/install")
    control("POST", "/clock", {"advance": 15})
    assert len(receiver.posts) == 2


def test_people_sign_in_and_out(control, sandbox):
    user = list(sandbox.world.state.users)[3]
    who = {"user": user, "app_id": sandbox.app.app_id}
    grant = control("POST", "/sign_in", {**who, "scopes": ["bitable:app"]}).json()
    assert (grant["open_id"], grant["refresh_token"]) == (user, "")
    assert grant["scope"] == "auth:user.id:read bitable:app"
    assert control("POST", "/sign_in", {"scopes": ["x"]}).status_code == 400
    assert control("POST", "/sign_in").json()["refresh_token"]
    control("POST", "/sign_out", who)
    assert sandbox.world.oauth.access_token(grant["access_token"]) is None


def test_what_is_changed_is_saved(tmp_path, api, receiver):
    with Sandbox(limits=False, data_dir=tmp_path) as sandbox:
        asked = {"kind": "store", "name": "S", "scopes": [], "request_url": receiver.url}
        url = f"{sandbox.url}/sandbox/apps"
        app_id = api.session.post(url, json=asked, timeout=10).json()["app_id"]
        api.session.post(f"{url}/{app_id}/ticket", timeout=10)
        ticket = sandbox.world.state.apps[app_id].ticket
    with Sandbox(limits=False, data_dir=tmp_path) as sandbox:
        assert sandbox.world.state.apps[app_id].ticket == ticket
