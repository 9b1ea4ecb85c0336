from __future__ import annotations

import pytest

from feishu_connect import endpoints
from feishu_connect.doctor import examine
from feishu_connect.doctor.needs import Need
from feishu_connect.doctor.scopes import check_scopes, read_grants
from feishu_connect.doctor.visit import Answer, Grants, Visit
from tests.feishu_connect.doctor.conftest import ailing, by_check, only
from tests.support import ScriptedTransport, client, reply

ORGANIZE = "contact:department.organize:readonly"


def rows(*scopes, **more):
    return Answer({"scopes": [{"scope_name": s, "grant_status": 1, **more} for s in scopes]})


def test_any_scope_of_a_group_is_enough(surgery):
    scopes = surgery.app.scopes
    del scopes["bitable:app"]
    scopes["bitable:app:readonly"] = 1
    assert not ailing(surgery.tap())
    del scopes["bitable:app:readonly"]
    fine = ("app:read", "table:read", "field:read", "view:read", "record:retrieve")
    scopes.update({f"base:{name}": 1 for name in fine})
    findings = surgery.tap()
    assert by_check(findings)["scopes"] == "ok"


def test_what_no_version_asks_for_is_told_from_what_waits_for_the_administrator(surgery):
    del surgery.app.scopes["bitable:app"]
    unasked = [finding for finding in surgery.tap() if finding.check == "scopes"]
    assert {finding.status for finding in unasked} == {"failed"}
    assert {finding.cause for finding in unasked} == {"No published version of the app asks for it"}
    surgery.app.scopes["bitable:app"] = 2
    pending = [finding for finding in surgery.tap() if finding.check == "scopes"]
    assert {finding.cause for finding in pending} == {
        "The app asks for it, and the administrator has not granted it yet"
    }
    assert all("Grant bitable:app " in finding.cure for finding in pending)


def test_one_scope_that_serves_all_groups_is_proposed_with_its_console_page(surgery):
    del surgery.app.scopes["bitable:app"]
    findings = [finding for finding in surgery.tap() if finding.check == "scopes"]
    assert len(findings) == 5
    assert len({(finding.cure, finding.url) for finding in findings}) == 1
    assert "Grant bitable:app:readonly for the app identity" in findings[0].cure
    assert f"/app/{surgery.app.app_id}/auth?q=bitable:app:readonly" in findings[0].url
    assert findings[0].url.endswith("token_type=tenant")


def test_a_read_that_lacks_a_scope_is_not_told_twice(surgery):
    del surgery.app.scopes["bitable:app"]
    findings = surgery.tap()
    assert "base" not in {finding.check for finding in ailing(findings)}
    assert by_check(findings)["base"] == "skipped"


def test_a_scope_that_only_some_runs_need_is_a_warning(surgery):
    scopes = surgery.app.scopes
    del scopes["bitable:app"]
    records = ("record:retrieve", "record:read", "record:create", "record:update")
    scopes.update({f"base:{name}": 1 for name in ("table:read", "field:read", *records)})
    findings = ailing(surgery.target())
    assert by_check(findings) == {"scopes": "warning"}
    text = " ".join(finding.detail for finding in findings)
    assert "base:table:create" in text
    assert "create_table" in text
    routes = [
        {"stream": "*", "base": surgery.base.app_token, "create_table": False, "add_fields": False}
    ]
    assert not ailing(surgery.target(routes=routes))


def test_columns_that_stay_empty_are_a_warning(surgery):
    del surgery.app.scopes["contact:user.email:readonly"]
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("columns", "warning")
    assert "email of stream users" in finding.detail
    assert "contact:user.email:readonly" in finding.cure


def test_a_missing_scope_of_messages(surgery):
    del surgery.app.scopes["im:message"]
    del surgery.app.scopes["im:message:send_as_bot"]
    route = {"stream": "m", "to": "message", "receive_id": "ou_x", "content": "x"}
    found = [each for each in surgery.target(routes=[route]) if each.status == "failed"]
    assert [each.check for each in found] == ["scopes"]
    assert "route m: needs any one of im:message" in found[0].detail


def test_where_feishu_does_not_tell_scopes_the_reads_show_what_is_missing(surgery):
    surgery.rehearse(application__v6__scopes=reply(code=99991201, status=404))
    healthy = surgery.tap()
    assert not ailing(healthy)
    assert by_check(healthy)["scopes"] == "skipped"
    del surgery.app.scopes["bitable:app"]
    del surgery.app.scopes[ORGANIZE]
    surgery.app.scopes.pop("contact:contact.base:readonly")
    findings = ailing(surgery.tap())
    assert by_check(findings) == {"base": "failed", "contact_range": "failed"}
    assert "bitable:app" in findings[0].detail
    assert "/auth?q=" in findings[0].url


def test_a_read_that_wants_more_than_the_scopes_promise_is_told(surgery):
    refused = reply(
        code=99991672,
        status=400,
        error={"permission_violations": [{"subject": "bitable:app"}]},
    )
    surgery.rehearse(**{f"bitable__v1__apps__{surgery.base.app_token}": refused})
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("base", "failed")
    assert "log id log-1" in finding.cause


def test_only_the_identity_in_use_counts():
    answer = Answer(
        {
            "scopes": [
                {"scope_name": "a", "grant_status": 1, "scope_type": "tenant"},
                {"scope_name": "b", "grant_status": 1, "scope_type": "user"},
                {"scope_name": "c", "grant_status": 2, "scope_type": "user"},
                {"scope_name": "d", "grant_status": 1},
            ]
        }
    )
    assert read_grants(answer, by_user=False).granted == {"a", "d"}
    of_user = read_grants(answer, by_user=True, user_scope="b offline_access")
    assert of_user.granted == {"b", "offline_access"}
    assert of_user.pending == {"c"}
    assert of_user.withheld == {"d"}


def test_look_ups_of_the_app_count_against_its_own_scopes_while_a_user_acts():
    app, reader = client(ScriptedTransport()), client(ScriptedTransport())
    visit = Visit(app.settings, app=app, reader=reader)
    visit.grants = Grants(frozenset({"im:message"}))
    rows = (endpoints.CONTACT_USER_BATCH_GET_ID, endpoints.IM_MESSAGE_CREATE)
    needs = [Need("route x", rows, only_if="people have addresses")]
    visit.app_grants = Grants(frozenset({"contact:user.id:readonly"}))
    assert [each.status for each in check_scopes(visit, needs)] == ["ok"]
    visit.app_grants = Grants(frozenset())
    (missing,) = [each for each in check_scopes(visit, needs) if each.status == "warning"]
    assert "the app itself needs contact:user.id:readonly" in missing.detail
    assert "for the app identity" in missing.cure


@pytest.mark.parametrize(
    "answer", [Answer({}), Answer({"scopes": None}), Answer(error=ValueError())]
)
def test_unreadable_scopes_are_unknown_and_not_missing(answer):
    grants = read_grants(answer, by_user=False)
    assert not grants.known
    assert not grants.lacks(("a",))


def test_what_a_user_grants_is_unknown_where_the_sign_in_does_not_tell():
    assert not read_grants(rows("a"), by_user=True, user_scope=None).known


def test_an_endpoint_without_scopes_needs_none(surgery):
    needs = [Need("the bot", (endpoints.BOT_INFO,))]
    findings = examine(surgery.connection, sources=[lambda _config, _catalog: needs])
    assert "scopes" not in by_check(findings)
