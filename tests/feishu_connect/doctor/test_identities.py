"""Signed-in users and store apps."""

from __future__ import annotations

import datetime as dt

import pytest

from feishu_connect.store import Store, UserGrant
from tests.feishu_connect.doctor.conftest import ailing, by_check, only
from tests.support import START


@pytest.fixture
def store_url(tmp_path):
    return f"sqlite:///{tmp_path / 'store.db'}"


def open_store(store_url, config):
    return Store.open(store_url, app_id=config["app_id"], app_secret=config["app_secret"])


@pytest.fixture
def as_user(surgery, store_url):
    """Give the settings of a signed-in user, who granted these scopes."""

    def sign_in(*scopes, shared=True):
        user = next(iter(surgery.sandbox.world.state.users.values()))
        surgery.base.share(user.open_id, "edit" if shared else None)
        grant = surgery.sandbox.sign_in(user, surgery.app, scopes or None)
        store = open_store(store_url, surgery.connection)
        store.save_user_token(
            UserGrant(
                refresh_token=grant.refresh_token,
                access_token=grant.access_token,
                access_expires_at=START + dt.timedelta(hours=2),
                scope=grant.scope,
            )
        )
        store.close()
        return {"identity": "user", "store_url": store_url}

    return sign_in


def test_a_user_who_signed_in_and_granted_everything_is_well(surgery, as_user):
    findings = surgery.tap(**as_user())
    assert not ailing(findings)
    assert by_check(findings)["sign_in"] == "ok"


def test_nobody_has_signed_in(surgery, store_url):
    findings = surgery.tap(identity="user", store_url=store_url)
    finding = only(findings)
    assert (finding.check, finding.status) == ("sign_in", "failed")
    assert "feishu-connect login" in finding.cure
    found = by_check(findings)
    assert (found["credentials"], found["app"], found["quota"]) == ("ok", "ok", "ok")
    assert {found["scopes"], found["base"], found["contact_range"]} == {"skipped"}


def test_what_the_user_has_not_granted_is_told_from_what_the_app_has_not(surgery, as_user):
    needed = [scope for scope in surgery.app.user_scopes if not scope.startswith("bitable")]
    findings = ailing(surgery.tap(**as_user(*needed)))
    assert {finding.check for finding in findings} == {"scopes"}
    assert {finding.cause for finding in findings} == {
        "The app has it, and the signed-in user has not granted it"
    }
    assert all("sign in again with `feishu-connect login`" in each.cure for each in findings)
    assert all(each.url.endswith("token_type=user") for each in findings)


def test_the_apps_own_scopes_do_not_count_for_a_user(surgery, as_user):
    surgery.app.scopes.pop("bitable:app")
    assert not ailing(surgery.tap(**as_user()))


def test_a_base_that_is_not_shared_with_the_user(surgery, as_user):
    finding = only(surgery.tap(**as_user(shared=False)))
    assert (finding.check, finding.status) == ("base", "failed")
    assert "not shared with the signed-in user" in finding.cause
    assert "share it with the signed-in user" in finding.cure


def test_trouble_with_the_directory_of_a_user_is_told(surgery, as_user):
    surgery.sandbox.faults.add(
        "contact.department.children", "code", code=40012, status=400, times=None
    )
    assert only(surgery.tap(**as_user())).check == "contact_range"


def test_a_sign_in_that_feishu_does_not_confirm(surgery, as_user):
    surgery.sandbox.faults.add("*user_info", "code", code=20021, status=400, times=None)
    finding = only(surgery.tap(**as_user()))
    assert (finding.check, finding.status) == ("sign_in", "failed")
    assert finding.cure


@pytest.fixture
def store_app(surgery):
    """Give a store app that the tenant has installed."""
    app = surgery.sandbox.world.add_store_app("Store app", list(surgery.app.scopes))
    surgery.sandbox.install(app)
    surgery.base.share(app.app_id, "manage")
    return app


def config_of(surgery, app, store_url):
    config = surgery.sandbox.config_for(app)
    tenant_key = surgery.sandbox.world.state.tenant.tenant_key
    own = {"bases": [surgery.base.app_token], "store_url": store_url, "tenant_key": tenant_key}
    return {**config, **own}


def test_a_store_app_with_a_ticket_is_well(surgery, store_app, store_url):
    config = config_of(surgery, store_app, store_url)
    store = open_store(store_url, config)
    store.save_app_ticket(surgery.sandbox.world.tickets.renew(store_app))
    store.close()
    assert not ailing(surgery.examine(config))


def test_a_store_app_without_a_ticket_is_told_where_it_comes_from(surgery, store_app, store_url):
    finding = only(surgery.examine(config_of(surgery, store_app, store_url)))
    assert (finding.check, finding.status) == ("credentials", "failed")
    assert "app_ticket" in finding.detail
    assert "event receiver" in finding.cause
    assert "feishu-connect serve" in finding.cure


def test_a_store_app_of_which_no_tenant_is_known(surgery, store_app, store_url):
    config = config_of(surgery, store_app, store_url)
    del config["tenant_key"]
    finding = only(surgery.examine(config))
    assert (finding.check, finding.status) == ("credentials", "failed")
    assert "No tenant of this app is known" in finding.detail
    assert "tenant_key" in finding.cure


def test_a_store_written_with_another_secret(surgery, store_app, store_url):
    config = config_of(surgery, store_app, store_url)
    store = Store.open(store_url, app_id=config["app_id"], app_secret="the-secret-before")
    store.save_app_ticket("ticket")
    store.close()
    finding = only(surgery.examine(config))
    assert (finding.check, finding.status) == ("credentials", "failed")
    assert finding.cure
