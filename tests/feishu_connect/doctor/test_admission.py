from __future__ import annotations

import pytest

from feishu_connect.transport import ConnectionLostError
from tests.feishu_connect.doctor.conftest import by_check, only
from tests.support import html, reply

FIRST = ("settings", "host", "credentials", "app", "ip_allow_list", "quota")


def shut_at(findings, check):
    """Assert that one door is shut, those before it open, and those behind it not tried."""
    found = by_check(findings)
    place = FIRST.index(check)
    for earlier in FIRST[:place]:
        assert found[earlier] == ("skipped" if earlier == "app" else "ok"), earlier
    later = [name for name in found if name not in FIRST[: place + 1]]
    assert {found[name] for name in later} == {"skipped"}
    finding = only(findings)
    assert (finding.check, finding.status) == (check, "failed")
    assert finding.cause
    assert finding.cure
    return finding


def test_a_wrong_secret_is_told_from_an_unknown_app(surgery):
    finding = shut_at(surgery.tap(app_secret="not-the-secret"), "credentials")
    assert "refuses its secret (10015)" in finding.detail
    assert "reset" in finding.cause
    assert finding.url.endswith(f"/app/{surgery.app.app_id}/baseinfo")
    assert "region" not in finding.cause


def test_an_app_that_is_unknown_here_may_be_the_other_regions(surgery):
    finding = shut_at(surgery.tap(app_id="cli_0000000000000000"), "credentials")
    assert "does not know the app cli_0000000000000000 (10003)" in finding.detail
    assert "other region" in finding.cause
    assert "set base_url to `lark`" in finding.cure


def test_an_app_of_the_other_region_is_found_out_without_asking_there(surgery):
    app = surgery.sandbox.world.add_app("Lark app", [], region="lark")
    findings = surgery.tap(app_id=app.app_id, app_secret=app.app_secret)
    finding = shut_at(findings, "credentials")
    assert "(10014)" in finding.detail
    assert "other region" in finding.cause


def test_a_pair_that_feishu_does_not_explain_leaves_both_open(surgery):
    surgery.sandbox.faults.add("auth.*", "code", code=99991543, times=None)
    finding = shut_at(surgery.tap(), "credentials")
    assert "App ID or App Secret is wrong" in finding.cause
    assert "other region" in finding.cause


def test_other_refusals_of_a_token_are_told_in_feishus_words(surgery):
    surgery.sandbox.faults.add("auth.*", "code", code=10005, message="not for you", times=None)
    finding = shut_at(surgery.tap(), "credentials")
    assert "not for you" in finding.detail
    assert "(10005)" in finding.detail


@pytest.mark.parametrize("code", [99991662, 99991673, 11207, 11210, 212100])
def test_an_app_that_does_not_work_in_the_tenant_is_the_apps_state(surgery, code):
    surgery.sandbox.faults.add("application.*", "code", code=code, status=400, times=None)
    finding = shut_at(surgery.tap(), "app")
    assert str(code) in finding.detail
    assert "administrator" in finding.cure
    assert finding.url.endswith(f"/app/{surgery.app.app_id}")


def test_an_app_that_the_tenant_has_removed(surgery):
    tenant = surgery.sandbox.world.state.tenant.tenant_key
    surgery.app.installs[tenant] = "uninstalled"
    finding = shut_at(surgery.tap(), "app")
    assert "(11210)" in finding.detail
    assert "not installed" in finding.cause


def test_an_app_that_the_tenant_has_stopped(surgery):
    tenant = surgery.sandbox.world.state.tenant.tenant_key
    surgery.app.installs[tenant] = "stopped"
    finding = shut_at(surgery.tap(), "app")
    assert "(99991662)" in finding.detail
    assert "stopped" in finding.cause


def test_an_unpublished_app_may_be_unknown_to_the_token_endpoint(surgery):
    surgery.app.published = False
    surgery.sandbox.behaviour.unpublished_token = False
    finding = shut_at(surgery.tap(), "credentials")
    assert "never published" in finding.cause
    assert "publish a version" in finding.cure


def test_an_ip_allow_list_that_does_not_know_this_machine(surgery):
    surgery.app.ip_allow_list = ["10.1.0.0/16"]
    finding = shut_at(surgery.tap(), "ip_allow_list")
    assert "ip 127.0.0.1 is denied" in finding.detail
    assert "IP allow-list" in finding.cause
    assert finding.url.endswith("/safe")


def test_a_security_policy_of_the_tenant(surgery):
    surgery.sandbox.faults.add("application.*", "code", code=21001, status=400, times=None)
    finding = shut_at(surgery.tap(), "ip_allow_list")
    assert "security policy" in finding.cause


def test_a_used_up_quota(surgery):
    surgery.sandbox.behaviour.monthly_quota = 0
    finding = shut_at(surgery.tap(), "quota")
    assert "used up" in finding.cause
    assert "1st of the month" in finding.cure


def test_a_host_that_is_something_else(surgery):
    surgery.rehearse(auth__v3__tenant_access_token__internal=html(404))
    finding = shut_at(surgery.tap(), "host")
    assert "it is not the Feishu API" in finding.detail
    assert "`feishu`, `lark`" in finding.cure


def test_a_host_that_speaks_json_and_lacks_the_api(surgery):
    lacking = reply(code=99991201, status=404)
    surgery.rehearse(auth__v3__tenant_access_token__internal=lacking)
    finding = shut_at(surgery.tap(), "host")
    assert "does not offer" in finding.cause


def test_a_host_that_is_not_in_reach(surgery, monkeypatch):
    def refuse(_request):
        reason = "NewConnectionError: refused"
        raise ConnectionLostError(reason, sent=False)

    monkeypatch.setattr(surgery.transport, "send", refuse)
    finding = shut_at(surgery.tap(), "host")
    assert surgery.sandbox.url in finding.detail
    assert "not in reach" in finding.cause


def test_a_quota_that_ends_at_the_second_call_is_still_the_quota(surgery):
    spent = reply(code=99991403, status=429)
    path = f"application__v6__applications__{surgery.app.app_id}"
    surgery.rehearse(**{path: spent})
    shut_at(surgery.tap(), "quota")
