from __future__ import annotations

import pytest

from tests.feishu_connect.doctor.conftest import ailing, by_check, only
from tests.support import reply


@pytest.fixture
def app_reply(surgery):
    """Let Feishu describe the app; what is not given is healthy."""

    def describe(**app):
        healthy = {
            "app_name": "Sync",
            "status": 1,
            "online_version_id": "oav_1",
            "unaudit_version_id": "",
        }
        path = f"application__v6__applications__{surgery.app.app_id}"
        surgery.rehearse(**{path: reply({"app": {**healthy, **app}})})

    return describe


@pytest.fixture
def bot_reply(surgery):
    """Keep the app's description from it, and let its bot answer."""

    def describe(status):
        lacking = reply(code=99991672, status=400)
        path = f"application__v6__applications__{surgery.app.app_id}"
        bot = {"app_name": "Sync", "activate_status": status}
        surgery.rehearse(**{path: lacking, "bot__v3__info": reply(bot=bot)})

    return describe


def test_an_enabled_and_published_app_is_well(surgery, app_reply):
    app_reply()
    findings = surgery.tap()
    assert not ailing(findings)
    assert "Sync is enabled" in [finding.detail for finding in findings]


@pytest.mark.parametrize(
    "app, detail, cure",
    [
        ({"status": 0}, "is stopped", "enable it"),
        ({"status": 2}, "is not enabled", "enable it"),
        ({"online_version_id": ""}, "no published version", "Create a version"),
        (
            {"online_version_id": "", "unaudit_version_id": "oav_1"},
            "waits for approval",
            "approve the version",
        ),
    ],
)
def test_a_state_in_which_it_does_not_work(surgery, app_reply, app, detail, cure):
    app_reply(**app)
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("app", "failed")
    assert detail in finding.detail
    assert cure in finding.cure
    assert finding.url.endswith(surgery.app.app_id)


def test_later_checks_are_skipped_when_it_does_not_work(surgery, app_reply):
    app_reply(status=0)
    found = by_check(surgery.tap())
    assert (found["host"], found["credentials"]) == ("ok", "ok")
    assert {found[name] for name in ("quota", "scopes", "base", "contact_range")} == {"skipped"}


def test_a_newer_version_that_waits_is_named_where_a_scope_is_missing(surgery, app_reply):
    app_reply(unaudit_version_id="oav_2")
    assert not ailing(surgery.tap())
    surgery.app.scopes["bitable:app"] = 2
    assert all("approve the version that waits" in each.cure for each in ailing(surgery.tap()))


def test_an_unknown_state_is_no_alarm(surgery, app_reply):
    app_reply(status=3)
    assert not ailing(surgery.tap())


@pytest.mark.parametrize("status", [0, 1, 3, 5, 6])
def test_where_the_description_is_not_open_the_bot_tells_the_state(surgery, bot_reply, status):
    bot_reply(status)
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("app", "failed")
    assert "Sync does not work in this tenant" in finding.detail


@pytest.mark.parametrize("status", [2, 4])
def test_a_bot_that_works_is_an_app_that_works(surgery, bot_reply, status):
    bot_reply(status)
    assert not ailing(surgery.tap())


def test_an_app_without_description_and_bot_is_taken_as_it_answers(surgery):
    surgery.app.scopes.pop("application:application:self_manage", None)
    surgery.app.bot = False
    assert not ailing(surgery.tap())


def test_an_unpublished_app_of_the_sandbox(surgery):
    surgery.app.published = False
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("app", "failed")
    surgery.app.bot = False
    scopes = ailing(surgery.tap())
    assert {finding.check for finding in scopes} == {"scopes", "columns"}
    assert "no version is published" in scopes[0].cause
