"""Drives every endpoint of approval with `lark-oapi`, which must get typed answers."""

from __future__ import annotations

import json

import requests
from lark_oapi.api.approval.v4 import (
    ApprovalApproverCcer,
    ApprovalCreate,
    ApprovalCreateViewers,
    ApprovalForm,
    ApprovalNode,
    ApproveTaskRequest,
    CancelInstanceRequest,
    CcInstanceRequest,
    CommentRequest,
    CreateApprovalRequest,
    CreateInstanceCommentRequest,
    CreateInstanceRequest,
    GetApprovalRequest,
    GetInstanceRequest,
    I18nResource,
    I18nResourceText,
    InstanceCancel,
    InstanceCc,
    InstanceCreate,
    InstanceSearch,
    ListInstanceRequest,
    NodeApprover,
    QueryInstanceRequest,
    RejectTaskRequest,
    SubscribeApprovalRequest,
    TaskApprove,
    TaskTransfer,
    TransferTaskRequest,
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
    use_writes(api, sandbox)
    called = {call.operation for call in sandbox.calls}
    assert {item.name for item in OPERATIONS} <= called


def use_subscriptions(api, code):
    subscribe = SubscribeApprovalRequest.builder().approval_code(code).build()
    unsubscribe = UnsubscribeApprovalRequest.builder().approval_code(code).build()
    assert api.subscribe(subscribe).success()
    assert api.subscribe(subscribe).code == 1390007
    assert api.unsubscribe(unsubscribe).success()
    assert api.unsubscribe(unsubscribe).code == 1390007


def text(key, value):
    return I18nResourceText.builder().key(key).value(value).build()


def make_definition(api):
    texts = [text("@i18n@name", "Change"), text("@i18n@field", "Why"), text("@i18n@node", "Lead")]
    words = I18nResource.builder().locale("zh-CN").is_default(YES).texts(texts).build()
    control = {"id": "why", "type": "input", "required": True, "name": "@i18n@field"}
    node = ApprovalNode.builder().id("lead").name("@i18n@node").node_type("AND")
    node = node.approver([ApprovalApproverCcer.builder().type("Free").build()])
    ends = [ApprovalNode.builder().id(name).build() for name in ("START", "END")]
    body = ApprovalCreate.builder().approval_name("@i18n@name").i18n_resources([words])
    body = body.viewers([ApprovalCreateViewers.builder().viewer_type("NONE").build()])
    body = body.form(ApprovalForm.builder().form_content(json.dumps([control])).build())
    body = body.node_list([ends[0], node.build(), ends[1]]).build()
    request = CreateApprovalRequest.builder().user_id_type("open_id").request_body(body)
    return good(api.approval.create(request.build())).approval_code


def use_writes(api, sandbox):
    code, people = make_definition(api), list(sandbox.world.state.users)
    form = json.dumps([{"id": "why", "type": "input", "value": "因为"}])
    chosen = NodeApprover.builder().key("lead").value([people[1]]).build()
    body = InstanceCreate.builder().approval_code(code).open_id(people[0]).form(form)
    body = body.node_approver_open_id_list([chosen]).uuid("0-1").build()
    request = CreateInstanceRequest.builder().request_body(body).build()
    made = good(api.instance.create(request)).instance_code
    assert api.instance.create(request).code == 60012

    content = json.dumps({"text": "Hi", "files": []})
    request = CreateInstanceCommentRequest.builder().instance_id(made).user_id_type("open_id")
    request = request.user_id(people[0])
    request = request.request_body(CommentRequest.builder().content(content).build())
    assert good(api.instance_comment.create(request.build())).comment_id
    body = InstanceCc.builder().approval_code(code).instance_code(made).user_id(people[0])
    body = body.cc_user_ids([people[4]]).build()
    request = CcInstanceRequest.builder().user_id_type("open_id").request_body(body)
    assert api.instance.cc(request.build()).success()

    decide(api, code, made, people[1], people[2])
    body = InstanceCancel.builder().approval_code(code).instance_code(made).user_id(people[0])
    request = CancelInstanceRequest.builder().user_id_type("open_id").request_body(body.build())
    assert api.instance.cancel(request.build()).success()
    task = pending(api, made)
    body = TaskApprove.builder().approval_code(code).instance_code(made).user_id(task.open_id)
    request = RejectTaskRequest.builder().user_id_type("open_id")
    request = request.request_body(body.task_id(task.id).comment("no").build())
    assert api.task.reject(request.build()).success()
    upload(sandbox)


def pending(api, made):
    detail = good(api.instance.get(GetInstanceRequest.builder().instance_id(made).build()))
    return next(task for task in detail.task_list if task.status == "PENDING")


def decide(api, code, made, first, second):
    body = TaskTransfer.builder().approval_code(code).instance_code(made).user_id(first)
    body = body.task_id(pending(api, made).id).transfer_user_id(second).build()
    request = TransferTaskRequest.builder().user_id_type("open_id").request_body(body)
    assert api.task.transfer(request.build()).success()
    body = TaskApprove.builder().approval_code(code).instance_code(made).user_id(second)
    body = body.task_id(pending(api, made).id).comment("好").build()
    request = ApproveTaskRequest.builder().user_id_type("open_id").request_body(body)
    assert api.task.approve(request.build()).success()


def upload(sandbox):
    """The official client has no model of this one; its own docs call it as it is."""
    sandbox.app.scopes["approval:approval:readonly"] = 1
    credentials = {key: sandbox.config[key] for key in ("app_id", "app_secret")}
    url = f"{sandbox.url}/open-apis/auth/v3/tenant_access_token/internal"
    token = requests.post(url, json=credentials, timeout=10).json()["tenant_access_token"]
    reply = requests.post(
        f"{sandbox.url}/approval/openapi/v2/file/upload",
        headers={"Authorization": f"Bearer {token}"},
        data={"name": "1.txt", "type": "attachment"},
        files={"content": b"hello"},
        timeout=10,
    ).json()
    assert reply["code"] == 0, reply
    assert len(reply["data"]["code"]) == 36
