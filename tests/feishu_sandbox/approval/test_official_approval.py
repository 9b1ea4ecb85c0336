"""Drives every endpoint of approval with `lark-oapi`, which must get typed answers."""

from __future__ import annotations

import json

from lark_oapi.api.approval.v4 import (
    GetApprovalRequest,
    GetInstanceRequest,
    InstanceSearch,
    ListInstanceRequest,
    QueryInstanceRequest,
    SubscribeApprovalRequest,
    UnsubscribeApprovalRequest,
)

from feishu_sandbox.approval.operations import OPERATIONS

YES = True


def good(response):
    assert response.success(), (response.code, response.msg)
    return response.data


def test_every_operation_answers_the_official_client(lark, sandbox, approvals):
    code = approvals.codes[0]
    mine = [i for i in approvals.state.instances.values() if i.approval_code == code]
    api = lark.approval.v4
    request = GetApprovalRequest.builder().approval_code(code).with_admin_id(YES).locale("zh-CN")
    shown = good(api.approval.get(request.user_id_type("open_id").build()))
    assert shown.approval_name == "采购申请 Purchase"
    assert [control["type"] for control in json.loads(shown.form)][:2] == ["input", "amount"]
    assert [node.node_type for node in shown.node_list] == ["AND", "OR"]
    assert len(shown.approval_admin_ids) == 1

    start = mine[0].start
    request = ListInstanceRequest.builder().approval_code(code).page_size(1)
    request = request.start_time(str(start)).end_time(str(start + 36_000_000))
    page = good(api.instance.list(request.build()))
    assert (page.instance_code_list, page.has_more) == ([mine[0].instance_code], True)
    page = good(api.instance.list(request.page_token(page.page_token).build()))
    assert (page.instance_code_list, page.has_more) == ([mine[1].instance_code], False)

    body = InstanceSearch.builder().approval_code(code).instance_status("ALL").build()
    request = QueryInstanceRequest.builder().page_size(200).request_body(body)
    found = good(api.instance.query(request.build()))
    assert found.count == 4
    assert {item.instance.status for item in found.instance_list} == {
        "approved",
        "rejected",
        "pending",
    }

    request = GetInstanceRequest.builder().instance_id(mine[0].instance_code)
    detail = good(api.instance.get(request.user_id_type("open_id").build()))
    assert [task.status for task in detail.task_list] == ["APPROVED", "APPROVED", "DONE"]
    assert detail.comment_list[0].files[0].file_size == 186_823
    assert detail.timeline[0].type == "START"
    assert json.loads(detail.form)[0]["value"] == "显示器 & 支架"

    use_subscriptions(api.approval, code)
    called = {call.operation for call in sandbox.calls}
    assert {item.name for item in OPERATIONS} <= called


def use_subscriptions(api, code):
    subscribe = SubscribeApprovalRequest.builder().approval_code(code).build()
    unsubscribe = UnsubscribeApprovalRequest.builder().approval_code(code).build()
    assert api.subscribe(subscribe).success()
    assert api.subscribe(subscribe).code == 1390007
    assert api.unsubscribe(unsubscribe).success()
    assert api.unsubscribe(unsubscribe).code == 1390007
