"""How instances go on, as the detail shows it."""

from __future__ import annotations

import json

import pytest

from tests.feishu_sandbox.approval.conftest import NOW

HOUR = 3600


def shown(api, instance):
    return api.data("GET", f"/approval/v4/instances/{instance.instance_code}")


@pytest.fixture
def instance(approvals, definition):
    return approvals.start_instance(definition.approval_code)


def test_a_new_instance_waits_for_everybody_of_its_first_node(api, instance, definition):
    detail = shown(api, instance)
    assert (detail["status"], detail["end_time"], detail["start_time"]) == (
        "PENDING",
        "0",
        str(NOW),
    )
    assert [task["status"] for task in detail["task_list"]] == ["PENDING", "PENDING"]
    assert {task["custom_node_id"] for task in detail["task_list"]} == {"manager"}
    assert [entry["type"] for entry in detail["timeline"]] == ["START"]
    assert (detail["approval_code"], detail["reverted"]) == (definition.approval_code, False)
    assert not {"modified_instance_code", "reverted_instance_code"} & detail.keys()


def test_all_of_one_node_and_one_of_the_next_agree_and_it_ends(api, sandbox, approvals, instance):
    approvals.approve(instance)
    approvals.approve(instance)
    sandbox.clock.advance(HOUR)
    approvals.approve(instance, comment="好")
    detail = shown(api, instance)
    assert (detail["status"], detail["end_time"]) == ("APPROVED", str(NOW + HOUR * 1000))
    assert [task["status"] for task in detail["task_list"]] == ["APPROVED"] * 3 + ["DONE"]
    assert "custom_node_id" not in detail["task_list"][2]
    kinds = [entry["type"] for entry in detail["timeline"]]
    assert kinds == ["START", "PASS", "PASS", "CC", "PASS"]
    copied = detail["timeline"][3]
    assert copied["open_id_list"] == [copied["cc_user_list"][0]["open_id"]]
    assert json.loads(copied["ext"]).keys() == {"user_id", "open_id"}


def test_one_refusal_ends_it(api, approvals, instance):
    approvals.reject(instance, comment="不行")
    detail = shown(api, instance)
    assert detail["status"] == "REJECTED"
    assert [task["status"] for task in detail["task_list"]] == ["REJECTED", "DONE"]
    assert detail["timeline"][-1]["comment"] == "不行"


def test_a_transferred_task_stays_and_another_takes_its_place(api, sandbox, approvals, instance):
    to = list(sandbox.world.state.users)[9]
    approvals.transfer(instance, to)
    detail = shown(api, instance)
    assert [task["status"] for task in detail["task_list"]] == [
        "TRANSFERRED",
        "PENDING",
        "PENDING",
    ]
    assert json.loads(detail["timeline"][-1]["ext"])["open_id_list"] == [to]


def test_a_recall_a_revocation_and_a_deletion_show_what_they_are(api, approvals, definition):
    code = definition.approval_code
    recalled, revoked, deleted = (approvals.start_instance(code) for _ in range(3))
    approvals.cancel(recalled)
    for _ in range(3):
        approvals.approve(revoked)
    approvals.revoke(revoked)
    approvals.delete(deleted)
    states = [shown(api, one) for one in (recalled, revoked, deleted)]
    assert [(one["status"], one["reverted"]) for one in states] == [
        ("CANCELED", False),
        ("CANCELED", True),
        ("DELETED", False),
    ]


def test_nodes_that_decide_by_themselves_name_nobody(api, approvals):
    nodes = ({"name": "自动", "type": "AUTO_PASS"}, {"name": "拒绝", "type": "AUTO_REJECT"})
    code = approvals.add_definition("自动", nodes=nodes).approval_code
    detail = shown(api, approvals.start_instance(code))
    assert detail["status"] == "REJECTED"
    assert [(one["type"], one["open_id"]) for one in detail["task_list"]] == [
        ("AUTO_PASS", ""),
        ("AUTO_REJECT", ""),
    ]


def test_a_sequence_asks_one_after_the_other(api, sandbox, approvals):
    people = list(sandbox.world.state.users)[:2]
    nodes = ({"name": "依次", "type": "SEQUENTIAL", "approvers": people},)
    code = approvals.add_definition("依次", nodes=nodes).approval_code
    instance = approvals.start_instance(code)
    assert [task["open_id"] for task in shown(api, instance)["task_list"]] == people[:1]
    approvals.approve(instance)
    assert [task["open_id"] for task in shown(api, instance)["task_list"]] == people
    approvals.approve(instance)
    assert shown(api, instance)["status"] == "APPROVED"


def test_comments_come_with_files_and_after_the_end_too(api, approvals, instance):
    approvals.cancel(instance)
    file = {"url": "https://files.example/a", "file_size": 3, "title": "a", "type": "image"}
    approvals.comment(instance, "图", files=[file])
    approvals.comment(instance, "完")
    comments = shown(api, instance)["comment_list"]
    assert comments[0]["files"] == [file]
    assert "files" not in comments[1]


def test_user_ids_need_their_scope(api, sandbox, instance):
    assert shown(api, instance)["user_id"] == sandbox.world.state.users[instance.user].user_id
    del sandbox.app.scopes["contact:user.employee_id:readonly"]
    detail = shown(api, instance)
    assert "user_id" not in detail
    assert "user_id" not in detail["task_list"][0]
    assert detail["open_id"] == instance.user


def test_an_instance_answers_to_its_uuid_and_names_what_it_replaces(api, approvals, instance):
    code = instance.approval_code
    again = approvals.start_instance(code, modifies=instance.instance_code)
    back = approvals.start_instance(code, reverts=instance.instance_code)
    by_uuid = api.data("GET", f"/approval/v4/instances/{again.uuid}")
    assert by_uuid["modified_instance_code"] == instance.instance_code
    assert shown(api, back)["reverted_instance_code"] == instance.instance_code


def test_what_is_closed_or_gone_has_its_code(api, approvals, definition, instance):
    path = f"/approval/v4/instances/{instance.instance_code}"
    definition.closed = True
    assert api.send("GET", path).status_code == 403
    assert api.code("GET", path) == 1390009
    definition.closed = False
    assert api.code("GET", path, params={"user_id": "ou_nobody"}) == 1390004
    approvals.purge(instance)
    assert api.code("GET", path) == 1390003
