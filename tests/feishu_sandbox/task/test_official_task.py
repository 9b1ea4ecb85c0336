"""Every endpoint of tasks answers `lark-oapi`, as the app and as a signed-in user."""

from __future__ import annotations

import pytest
from lark_oapi import Client, RequestOption
from lark_oapi.api.task.v2 import (
    AddMembersTasklistRequest,
    AddMembersTasklistRequestBody,
    AddMembersTaskRequest,
    AddMembersTaskRequestBody,
    AddRemindersTaskRequest,
    AddRemindersTaskRequestBody,
    AddTasklistTaskRequest,
    AddTasklistTaskRequestBody,
    CreateCommentRequest,
    CreateTasklistRequest,
    CreateTaskRequest,
    CreateTaskSubtaskRequest,
    DeleteTaskRequest,
    Due,
    GetTasklistRequest,
    GetTaskRequest,
    InputComment,
    InputTask,
    InputTasklist,
    ListCommentRequest,
    ListSectionRequest,
    ListTasklistRequest,
    ListTaskRequest,
    ListTaskSubtaskRequest,
    Member,
    PatchTaskRequest,
    PatchTaskRequestBody,
    Reminder,
    RemoveMembersTaskRequest,
    RemoveMembersTaskRequestBody,
    RemoveRemindersTaskRequest,
    RemoveRemindersTaskRequestBody,
    RemoveTasklistTaskRequest,
    RemoveTasklistTaskRequestBody,
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


def make_list(lark, sandbox):
    """Make a list, and share it."""
    body = InputTasklist.builder().name("新清单").build()
    request = CreateTasklistRequest.builder().request_body(body).build()
    made = good(lark.task.v2.tasklist.create(request)).tasklist
    member = Member.builder().id(person(sandbox)).type("user").role("editor").build()
    body = AddMembersTasklistRequestBody.builder().members([member]).build()
    request = AddMembersTasklistRequest.builder().tasklist_guid(made.guid).request_body(body)
    shared = good(lark.task.v2.tasklist.add_members(request.build())).tasklist
    assert [one.role for one in shared.members] == ["editor"]
    return made


def person(sandbox):
    return next(iter(sandbox.world.state.users))


def make_tasks(lark):
    """Make a task and one below it; the key keeps the first from coming twice."""
    due = Due.builder().timestamp("1769860800000").is_all_day(value_of_no()).build()
    task = InputTask.builder().summary("做事").due(due).mode(2)
    body = task.client_token("daa2237f-8310-4707").build()
    request = CreateTaskRequest.builder().user_id_type("open_id").request_body(body).build()
    made, again = (good(lark.task.v2.task.create(request)).task for _ in range(2))
    assert made.guid == again.guid
    body = InputTask.builder().summary("小事").build()
    request = CreateTaskSubtaskRequest.builder().task_guid(made.guid).request_body(body).build()
    child = good(lark.task.v2.task_subtask.create(request)).subtask
    assert child.parent_task_guid == made.guid
    return made


def edit_task(lark, sandbox, task, tasklist):
    """Change a task with every call there is."""
    body = PatchTaskRequestBody.builder().task(InputTask.builder().summary("做好事").build())
    body = body.update_fields(["summary", "description"]).build()
    request = PatchTaskRequest.builder().task_guid(task.guid).request_body(body).build()
    assert good(lark.task.v2.task.patch(request)).task.summary == "做好事"
    members = [Member.builder().id(person(sandbox)).type("user").role("assignee").build()]
    body = AddMembersTaskRequestBody.builder().members(members).build()
    request = AddMembersTaskRequest.builder().task_guid(task.guid).request_body(body).build()
    assert len(good(lark.task.v2.task.add_members(request)).task.members) == 1
    body = RemoveMembersTaskRequestBody.builder().members(members).build()
    request = RemoveMembersTaskRequest.builder().task_guid(task.guid).request_body(body).build()
    assert not good(lark.task.v2.task.remove_members(request)).task.members
    remind_and_list(lark, task, tasklist)


def remind_and_list(lark, task, tasklist):
    reminder = Reminder.builder().relative_fire_minute(30).build()
    body = AddRemindersTaskRequestBody.builder().reminders([reminder]).build()
    request = AddRemindersTaskRequest.builder().task_guid(task.guid).request_body(body).build()
    (there,) = good(lark.task.v2.task.add_reminders(request)).task.reminders
    body = RemoveRemindersTaskRequestBody.builder().reminder_ids([there.id]).build()
    request = RemoveRemindersTaskRequest.builder().task_guid(task.guid).request_body(body)
    assert not good(lark.task.v2.task.remove_reminders(request.build())).task.reminders
    body = AddTasklistTaskRequestBody.builder().tasklist_guid(tasklist.guid).build()
    request = AddTasklistTaskRequest.builder().task_guid(task.guid).request_body(body).build()
    shown = good(lark.task.v2.task.add_tasklist(request)).task
    assert [one.tasklist_guid for one in shown.tasklists] == [tasklist.guid]
    body = RemoveTasklistTaskRequestBody.builder().tasklist_guid(tasklist.guid).build()
    request = RemoveTasklistTaskRequest.builder().task_guid(task.guid).request_body(body)
    assert not good(lark.task.v2.task.remove_tasklist(request.build())).task.tasklists


def comment_and_delete(lark, task):
    body = InputComment.builder().content("好").resource_type("task").resource_id(task.guid)
    request = CreateCommentRequest.builder().request_body(body.build()).build()
    assert good(lark.task.v2.comment.create(request)).comment.content == "好"
    request = DeleteTaskRequest.builder().task_guid(task.guid).build()
    assert lark.task.v2.task.delete(request).success()


def test_every_operation_answers_the_official_client(lark, sandbox, launch):
    use_lists(lark, launch)
    use_tasks(lark, sandbox, launch)
    use_my_tasks(sandbox)
    tasklist, task = make_list(lark, sandbox), make_tasks(lark)
    edit_task(lark, sandbox, task, tasklist)
    comment_and_delete(lark, task)
    assert {item.name for item in OPERATIONS} <= {call.operation for call in sandbox.calls}


def test_the_official_client_sees_the_codes(lark):
    unknown = "00000000-0000-0000-0000-000000000000"
    request = GetTaskRequest.builder().task_guid(unknown).build()
    response = lark.task.v2.task.get(request)
    assert (response.code, response.raw.status_code) == (1470404, 404)
