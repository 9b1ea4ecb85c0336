"""Listing codes and querying summaries: bounds, windows, pages."""

from __future__ import annotations

import pytest

from tests.feishu_sandbox.approval.conftest import NOW

HOUR = 3_600_000
DAY = 24 * HOUR
LIST = "/approval/v4/instances"
QUERY = "/approval/v4/instances/query"


@pytest.fixture
def listed(api, definition):
    def codes(start, end, **more):
        params = {"approval_code": definition.approval_code, "start_time": start, "end_time": end}
        return api.call("GET", LIST, params={**params, **more})

    return codes


@pytest.fixture
def queried(api, definition):
    def summaries(params=None, **body):
        body = {"approval_code": definition.approval_code, **body}
        return api.call("POST", QUERY, json=body, params=params)

    return summaries


def start_many(approvals, definition, count, *, apart=60):
    made = []
    for _ in range(count):
        made.append(approvals.start_instance(definition.approval_code))
        approvals.world.clock.advance(apart)
    return made


def test_codes_come_by_start_with_both_bounds_and_in_every_state(approvals, definition, listed):
    made = start_many(approvals, definition, 3)
    approvals.cancel(made[1])
    approvals.delete(made[2])
    reply = listed(made[0].start, made[2].start)["data"]
    assert reply == {
        "instance_code_list": [one.instance_code for one in made],
        "has_more": False,
    }
    assert listed(made[2].start + 1, made[2].start + 10)["data"]["instance_code_list"] == []


def test_a_span_of_more_than_ten_hours_is_refused(listed):
    assert listed(NOW, NOW + 10 * HOUR)["code"] == 0
    assert listed(NOW, NOW + 10 * HOUR + 1)["code"] == 1390001
    assert listed(NOW, NOW - 1)["code"] == 1390001
    assert listed("soon", NOW)["code"] == 1390001


@pytest.mark.parametrize("missing", ["approval_code", "start_time", "end_time"])
def test_code_and_both_bounds_are_required(listed, missing):
    assert listed(NOW, NOW, **{missing: ""})["code"] == 99992402


def test_what_a_listing_does_not_know_is_refused(listed):
    assert listed(NOW, NOW, approval_code="7C468A54")["code"] == 1390002
    assert listed(NOW, NOW, page_size=101)["code"] == 99992402
    assert listed(NOW, NOW, status="PENDING")["code"] == 99992402


def test_recalled_instances_leave_holes_in_the_pages_of_a_query(approvals, definition, queried):
    made = start_many(approvals, definition, 10)
    for one in made[5:]:
        approvals.cancel(one)
    first = queried({"page_size": 5})["data"]
    assert (first["instance_list"], first["has_more"]) == ([], True)
    second = queried({"page_size": 5, "page_token": first["page_token"]})["data"]
    found = [item["instance"]["code"] for item in second["instance_list"]]
    assert found == [one.instance_code for one in reversed(made[:5])]
    assert second["has_more"] is False
    assert "page_token" not in second


def test_a_query_takes_a_window_of_thirty_days_or_none(approvals, definition, queried):
    old, new = start_many(approvals, definition, 2, apart=40 * 86_400)

    def between(start, end):
        reply = queried(instance_start_time_from=str(start), instance_start_time_to=str(end))
        if reply["code"]:
            return reply["code"]
        return [item["instance"]["code"] for item in reply["data"]["instance_list"]]

    assert between(old.start, old.start + 30 * DAY) == [old.instance_code]
    assert between(new.start, new.start) == [new.instance_code]
    assert between(old.start, old.start + 30 * DAY + 1) == 1390001
    assert queried(instance_start_time_from=str(NOW))["code"] == 1390001
    assert queried()["data"]["count"] == 2


def test_a_query_speaks_two_vocabularies_of_states(approvals, definition, queried):
    made = start_many(approvals, definition, 2)
    approvals.reject(made[0])
    for word, found in (("REJECT", "rejected"), ("PENDING", "pending")):
        items = queried(instance_status=word)["data"]["instance_list"]
        assert [item["instance"]["status"] for item in items] == [found]
    assert queried(instance_status="REJECTED")["code"] == 99992402
    assert queried(instance_status="RECALL")["data"]["instance_list"] == []


def test_a_query_needs_an_id_and_pages_of_five_at_least(api, queried):
    assert api.code("POST", QUERY, json={"instance_status": "ALL"}) == 1390001
    assert queried({"page_size": 4})["code"] == 99992402
    assert queried({"page_size": 201})["code"] == 99992402
    assert queried(approval_code="unknown")["code"] == 1390002
    assert queried(instance_code="unknown")["code"] == 1390003
    assert queried(approval_code=7)["code"] == 99992402


def test_definitions_join_and_other_conditions_meet(sandbox, api, approvals, definition, queried):
    other = approvals.add_definition("用章")
    other.group = "legal"
    user = list(sandbox.world.state.users)[7]
    mine = approvals.start_instance(definition.approval_code, user)
    theirs = approvals.start_instance(other.approval_code)

    def found(reply):
        return {item["instance"]["code"] for item in reply["data"]["instance_list"]}

    both = {mine.instance_code, theirs.instance_code}
    assert found(queried(group_external_id="legal")) == both
    assert found(queried(group_external_id="legal", user_id=user)) == {mine.instance_code}
    assert found(queried(instance_code=theirs.instance_code)) == set()
    assert found(queried(instance_title="x")) == set()
    by_user = api.call("POST", QUERY, json={"user_id": user}, params={"page_size": 200})
    assert mine.instance_code in found(by_user)


def test_a_query_may_know_of_new_instances_late(sandbox, approvals, definition, queried):
    sandbox.behaviour.approval_query_lag = 60
    approvals.start_instance(definition.approval_code)
    assert queried()["data"]["count"] == 0
    sandbox.clock.advance(60)
    assert queried()["data"]["count"] == 1


def test_store_apps_may_not_query(sandbox, queried):
    assert queried()["code"] == 0
    sandbox.app.kind = "store"
    assert queried()["code"] == 99991676


def test_each_door_needs_one_of_its_scopes_and_the_apps_identity(sandbox, api, definition):
    for path, scope in (
        (f"/approval/v4/approvals/{definition.approval_code}", "approval:definition"),
        ("/approval/v4/instances/unknown", "approval:instance"),
    ):
        assert api.code("GET", path) != 99991672
        del sandbox.app.scopes[scope]
        assert api.code("GET", path) == 99991672
    assert api.code("POST", QUERY, json={"user_id": "ou_x"}) == 0
    del sandbox.app.scopes["approval:approval.list:readonly"]
    assert api.code("POST", QUERY, json={"user_id": "ou_x"}) == 99991672


def test_a_definition_tells_its_admins_when_asked_and_is_refused_once_deleted(api, definition):
    path = f"/approval/v4/approvals/{definition.approval_code}"
    shown = api.data("GET", path)
    assert not {"approval_code", "approval_admin_ids", "form_widget_relation"} & shown.keys()
    asked = api.data("GET", path, params={"with_admin_id": "true"})
    assert asked["approval_admin_ids"] == definition.admins
    assert api.code("GET", path, params={"locale": "xx"}) == 99992402
    definition.status = "DELETED"
    assert api.code("GET", path) == 1390016
    assert api.code("GET", "/approval/v4/approvals/unknown") == 1390002


def test_approvals_outlive_a_restart(approvals, definition):
    from feishu_sandbox.store import from_json, to_json  # noqa: PLC0415 - used here only

    made = approvals.start_instance(definition.approval_code)
    approvals.comment(made, "记")
    state = approvals.world.state.approvals
    assert from_json(type(state), to_json(state)) == state
