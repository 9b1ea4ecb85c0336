"""What subscribers are told when people edit a base or decide on an approval."""

from __future__ import annotations

import json

import pytest
from lark_oapi import EventDispatcherHandler, LogLevel
from lark_oapi.core.model import RawRequest

from feishu_sandbox.drive.model import FileSubscription

RECORDS = "drive.file.bitable_record_changed_v1"


@pytest.fixture
def app(sandbox, receiver):
    app = sandbox.app
    app.request_url = receiver.url
    return app


@pytest.fixture
def told(sandbox):
    """Wait for what was pushed, and give the members of `event`."""

    def events(pattern="*"):
        sandbox.clock.advance(0)
        sandbox.world.courier.agenda.run_due()
        sent = sandbox.deliveries.of(pattern)
        assert all(delivery.delivered for delivery in sent)
        return [delivery.payload["event"] for delivery in sent]

    return events


@pytest.fixture
def base(sandbox, app):
    base = sandbox.world.add_base("订阅")
    subscribed = FileSubscription(base.app_token, "bitable", app.app_id)
    sandbox.world.state.drive.subscriptions.append(subscribed)
    return base


@pytest.fixture
def table(base):
    fields = [{"field_name": "名称", "type": 1}, {"field_name": "人", "type": 11}]
    return base.add_table("表", fields)


def test_each_write_of_rows_is_told_with_the_values_that_changed(sandbox, table, told):
    people = list(sandbox.world.state.users)
    row = table.add_row({"名称": "茶"}, by=people[1])
    table.edit_row(row, {"人": [{"id": people[2]}]}, by=people[1])
    table.remove_rows(row)
    added, edited, removed = told(RECORDS)
    name, person = table.field("名称").field_id, table.field("人").field_id
    text = json.dumps([{"type": "text", "text": "茶"}], ensure_ascii=False)
    assert added["action_list"] == [
        {
            "record_id": row,
            "action": "record_added",
            "after_value": [{"field_id": name, "field_value": text}],
        }
    ]
    assert added["operator_id"]["open_id"] == people[1]
    assert (added["file_token"], added["table_id"]) == (table.base.app_token, table.table_id)
    (change,) = edited["action_list"]
    assert change["before_value"] == [{"field_id": person, "field_value": ""}]
    users = change["after_value"][0]["field_identity_value"]["users"]
    assert [user["user_id"]["open_id"] for user in users] == [people[2]]
    assert [one["action"] for one in removed["action_list"]] == ["record_deleted"]
    assert added["revision"] < removed["revision"]


def test_rows_that_were_written_in_one_call_are_one_event(api, table, told):
    path = f"/bitable/v1/apps/{table.base.app_token}/tables/{table.table_id}/records"
    rows = [{"fields": {"名称": name}} for name in "甲乙丙"]
    api.data("POST", f"{path}/batch_create", json={"records": rows})
    (event,) = told(RECORDS)
    assert [one["record_id"] for one in event["action_list"]] == list(table.rows())


def test_nothing_is_told_of_formulas_of_other_bases_and_without_the_users_scope(
    sandbox, app, table, told
):
    formula = table.add_field("公式", 20)
    row = table.add_row({})
    table.edit_row(row, {formula.name: {"type": 2, "value": [1]}})
    sandbox.world.add_base("别的").add_table("表", [{"field_name": "名称", "type": 1}]).add_row({})
    assert len(told(RECORDS)) == 1
    del app.user_scopes["bitable:app"]
    table.add_row({})
    assert len(told(RECORDS)) == 1


def test_an_approval_tells_of_itself_and_of_its_tasks(sandbox, app, told):
    approvals = sandbox.world.approvals
    subscribed, other = approvals.add_definition("订阅"), approvals.add_definition("别的")
    approvals.state.subscriptions[app.app_id] = [subscribed.approval_code]
    approvals.start_instance(other.approval_code)
    instance = approvals.start_instance(subscribed.approval_code)
    approvals.approve(instance)
    approvals.revoke(instance)
    events = [(event["type"], event["status"]) for event in told()]
    assert events == [
        ("approval_instance", "PENDING"),
        ("approval_task", "PENDING"),
        ("approval_task", "APPROVED"),
        ("approval_instance", "APPROVED"),
        ("approval_instance", "REVERTED"),
    ]
    times = [type(event["operate_time"]) for event in told("approval_instance")]
    assert times == [str, str, int]
    assert told()[0]["uuid"] == instance.uuid != sandbox.deliveries[0].event_id


def test_the_official_dispatcher_reads_them(table, receiver, told):
    row = table.add_row({"名称": "茶"})
    assert told(RECORDS)
    seen = []
    builder = EventDispatcherHandler.builder("", "", LogLevel.CRITICAL)
    builder.register_p2_drive_file_bitable_record_changed_v1(seen.append)
    request = RawRequest()
    request.uri = "/app/events"
    request.headers, request.body = receiver.posts[-1]
    assert builder.build().do(request).status_code == 200
    assert seen[0].event.action_list[0].record_id == row
    assert seen[0].event.update_time == int(seen[0].header.create_time) // 1000
