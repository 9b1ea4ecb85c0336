"""Every endpoint of tasks answers `lark-oapi`, as the app and as a signed-in user."""

from __future__ import annotations

import pytest
from lark_oapi import Client, RequestOption
from lark_oapi.api.task.v2 import (
    GetTasklistRequest,
    GetTaskRequest,
    ListCommentRequest,
    ListSectionRequest,
    ListTasklistRequest,
    ListTaskRequest,
    ListTaskSubtaskRequest,
    TasksTasklistRequest,
)

from feishu_sandbox.task.operations import OPERATIONS


def good(response):
    assert response.success(), (response.code, response.msg)
    return response.data


@pytest.fixture
def launch(sandbox):
    return next(iter(sandbox.world.state.tasks.lists.values()))


def by_summary(sandbox, summary):
    tasks = sandbox.world.state.tasks.tasks.values()
    return next(task for task in tasks if task.summary == summary)


def use_lists(lark, launch):
    lists = good(lark.task.v2.tasklist.list(ListTasklistRequest.builder().build()))
    assert [one.guid for one in lists.items] == [launch.guid]
    assert (lists.has_more, lists.page_token) == (False, "")
    request = GetTasklistRequest.builder().tasklist_guid(launch.guid).build()
    shown = good(lark.task.v2.tasklist.get(request)).tasklist
    assert (shown.name, shown.owner.role, shown.members[0].type) == (launch.name, "owner", "app")
    request = ListSectionRequest.builder().resource_type("tasklist").resource_id(launch.guid)
    sections = good(lark.task.v2.section.list(request.build())).items
    assert [section.is_default for section in sections] == [True, False]


def use_tasks(lark, sandbox, launch):
    request = TasksTasklistRequest.builder().tasklist_guid(launch.guid).completed(value_of_no())
    summaries = good(lark.task.v2.tasklist.tasks(request.build())).items
    assert [one.summary for one in summaries] == ["确认发布日期", "Landing page"]
    request = GetTaskRequest.builder().task_guid(summaries[1].guid).build()
    task = good(lark.task.v2.task.get(request)).task
    assert (task.status, task.subtask_count, task.mode) == ("todo", 1, 1)
    assert int(task.updated_at) == by_summary(sandbox, "Landing page").updated_at
    assert task.assignee_related[0].id == task.members[0].id
    request = ListTaskSubtaskRequest.builder().task_guid(task.guid).build()
    children = good(lark.task.v2.task_subtask.list(request)).items
    assert [child.parent_task_guid for child in children] == [task.guid]
    request = ListCommentRequest.builder().resource_type("task").resource_id(task.guid)
    comments = good(lark.task.v2.comment.list(request.direction("desc").build())).items
    assert comments[0].reply_to_comment_id == comments[1].id


def value_of_no() -> bool:
    return False


def use_my_tasks(sandbox):
    user = list(sandbox.world.state.users.values())[1]
    grant = sandbox.sign_in(user)
    option = RequestOption.builder().user_access_token(grant.access_token).build()
    config = sandbox.config
    client = Client.builder().app_id(config["app_id"]).app_secret(config["app_secret"])
    client = client.domain(sandbox.url).enable_set_token(enable_set_token=True).build()
    request = ListTaskRequest.builder().type("my_tasks").build()
    mine = good(client.task.v2.task.list(request, option)).items
    assert [task.summary for task in mine] == ["组建项目组", "准备周会"]


def test_every_operation_answers_the_official_client(lark, sandbox, launch):
    use_lists(lark, launch)
    use_tasks(lark, sandbox, launch)
    use_my_tasks(sandbox)
    assert {item.name for item in OPERATIONS} <= {call.operation for call in sandbox.calls}


def test_the_official_client_sees_the_codes(lark):
    unknown = "00000000-0000-0000-0000-000000000000"
    request = GetTaskRequest.builder().task_guid(unknown).build()
    response = lark.task.v2.task.get(request)
    assert (response.code, response.raw.status_code) == (1470404, 404)
