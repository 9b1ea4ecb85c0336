"""Tasks as the platform shows them: rights like everybody's, odd pages, strings for times."""

from __future__ import annotations

import pytest

from feishu_sandbox.sandbox import Sandbox
from tests.feishu_sandbox.conftest import Api

LISTS, TASKS = "/task/v2/tasklists", "/task/v2/tasks"
NOW = 1_770_000_000_000


@pytest.fixture
def world(sandbox):
    sandbox.clock.freeze(NOW)
    return sandbox.world


@pytest.fixture
def shared(sandbox, world):
    """A list of somebody's that the app may read."""
    return world.tasks.add_list("共享", next(iter(world.state.users)), share=[sandbox.app])


def summaries(api, tasklist, **params):
    page = api.data("GET", f"{LISTS}/{tasklist.guid}/tasks", params=params)
    return [item["summary"] for item in page["items"]]


def as_user(api, sandbox, user):
    api.token = sandbox.sign_in(user).access_token


def test_an_app_reads_what_it_is_a_member_of_and_nothing_else(api, world, shared):
    closed = world.tasks.add_list("未共享", next(iter(world.state.users)))
    task = world.tasks.add_task("秘密", closed)
    assert api.code("GET", f"{LISTS}/{shared.guid}") == 0
    reply = api.send("GET", f"{LISTS}/{closed.guid}")
    assert (reply.status_code, reply.json()["code"]) == (403, 1470403)
    for path in (f"{LISTS}/{closed.guid}/tasks", f"{TASKS}/{task.guid}"):
        assert api.code("GET", path) == 1470403
    listed = api.data("GET", LISTS)["items"]
    assert closed.guid not in [item["guid"] for item in listed]


def test_a_person_reads_own_lists_and_a_subtask_through_the_task_above(api, sandbox, world):
    boss, other = list(world.state.users.values())[:2]
    own = world.tasks.add_list("我的", boss)
    task = world.tasks.add_task("大", own, by=boss)
    child = world.tasks.add_task("小", parent=task, by=other)
    as_user(api, sandbox, boss)
    assert api.data("GET", f"{TASKS}/{child.guid}")["task"]["parent_task_guid"] == task.guid
    assert api.data("GET", f"{TASKS}/{task.guid}")["task"]["subtask_count"] == 1


def test_my_tasks_are_for_people_alone_and_have_both_kinds(api, sandbox, world):
    assert api.code("GET", TASKS) == 99991663
    user = list(world.state.users.values())[3]
    world.tasks.add_task("待办", assignees=[user])
    world.tasks.complete(world.tasks.add_task("完成", assignees=[user]))
    world.tasks.add_task("别人的", by=user)
    as_user(api, sandbox, user)
    assert [one["summary"] for one in api.data("GET", TASKS)["items"]] == ["待办", "完成"]
    done = api.data("GET", TASKS, params={"completed": "true", "type": "my_tasks"})["items"]
    assert [one["completed_at"] for one in done] == [str(NOW)]
    assert api.code("GET", TASKS, params={"type": "all"}) == 1470400


def test_summaries_do_not_tell_of_changes_and_an_open_task_was_completed_at_0(api, world, shared):
    task = world.tasks.add_task("任务", shared)
    world.tasks.plan(task, "due", NOW + 5, all_day=True)
    page = api.data("GET", f"{LISTS}/{shared.guid}/tasks")
    (item,) = page["items"]
    assert "updated_at" not in item
    assert "start" not in item
    assert item["completed_at"] == "0"
    assert item["due"] == {"timestamp": str(NOW - NOW % 86_400_000), "is_all_day": True}
    assert page["page_token"] == ""


def test_filters_take_both_bounds_of_the_creation_time(api, sandbox, world, shared):
    for number in range(3):
        task = world.tasks.add_task(f"t{number}", shared)
        sandbox.clock.advance(1)
    world.tasks.complete(task)
    bounds = {"created_from": str(NOW + 1000), "created_to": str(NOW + 2000)}
    assert summaries(api, shared, **bounds) == ["t1", "t2"]
    assert summaries(api, shared, completed="false") == ["t0", "t1"]
    assert summaries(api, shared, completed="true") == ["t2"]
    assert summaries(api, shared) == ["t0", "t1", "t2"]


def test_pages_may_be_empty_while_more_follow(api, world, shared):
    tasks = [world.tasks.add_task(f"t{number}", shared) for number in range(7)]
    for task in tasks[2:4]:
        world.tasks.delete_task(task)
    seen, token = [], ""
    while True:
        params = {"page_size": 2, "page_token": token}
        page = api.data("GET", f"{LISTS}/{shared.guid}/tasks", params=params)
        seen.append([item["summary"] for item in page["items"]])
        token = page["page_token"]
        if not page["has_more"]:
            break
    assert seen == [["t0", "t1"], [], ["t4", "t5"], ["t6"]]
    assert token == ""


@pytest.mark.parametrize(
    "path,params,code",
    [
        (LISTS, {"page_size": 101}, 99992402),
        (LISTS, {"page_size": -1}, 1470400),
        (LISTS, {"page_token": "made up"}, 1470400),
        (LISTS, {"user_id_type": "email"}, 99992402),
        (LISTS, {"completed": "true"}, 99992402),
        (f"{LISTS}/no-guid", {}, 1470400),
        (f"{TASKS}/00000000-0000-0000-0000-000000000000", {}, 1470404),
        ("/task/v2/sections", {}, 1470400),
        ("/task/v2/sections", {"resource_type": "tasklist"}, 1470400),
        ("/task/v2/sections", {"resource_type": "my_tasks"}, 1470400),
        ("/task/v2/comments", {"resource_type": "task"}, 1470400),
        ("/task/v2/comments", {"resource_type": "list", "resource_id": "x"}, 1470400),
    ],
)
def test_what_is_not_documented_is_refused(api, path, params, code):
    assert api.code("GET", path, params=params) == code


def test_comments_come_in_both_orders_and_do_not_change_their_task(api, sandbox, world, shared):
    task = world.tasks.add_task("任务", shared)
    sandbox.clock.advance(5)
    first = world.tasks.comment(task, "一")
    sandbox.clock.advance(5)
    second = world.tasks.comment(task, "二", reply_to=first)
    sandbox.clock.advance(5)
    world.tasks.edit_comment(first, "一！")
    params = {"resource_id": task.guid}
    items = api.data("GET", "/task/v2/comments", params=params)["items"]
    assert [item["content"] for item in items] == ["一！", "二"]
    assert "reply_to_comment_id" not in items[0]
    assert items[1]["reply_to_comment_id"] == first.id
    assert items[0]["updated_at"] == str(NOW + 15_000)
    newest = api.data("GET", "/task/v2/comments", params={**params, "direction": "desc"})
    assert newest["items"][0]["id"] == second.id
    assert task.updated_at == NOW


def test_a_deleted_task_is_gone_with_what_is_below_it(api, world, shared):
    task = world.tasks.add_task("任务", shared)
    child = world.tasks.add_task("子任务", parent=task)
    world.tasks.comment(child, "?")
    world.tasks.delete_task(task)
    for path in (f"{TASKS}/{task.guid}", f"{TASKS}/{child.guid}/subtasks"):
        reply = api.send("GET", path)
        assert (reply.status_code, reply.json()["code"]) == (404, 1470404)
    assert api.code("GET", "/task/v2/comments", params={"resource_id": child.guid}) == 1470404


def test_a_task_names_only_the_lists_that_the_caller_reads(api, world, shared):
    closed = world.tasks.add_list("未共享", next(iter(world.state.users)))
    task = world.tasks.add_task("任务", shared, closed)
    shown = api.data("GET", f"{TASKS}/{task.guid}")["task"]["tasklists"]
    assert [entry["tasklist_guid"] for entry in shown] == [shared.guid]


def test_everybody_has_a_section_for_own_tasks(api, sandbox, world):
    as_user(api, sandbox, next(iter(world.state.users.values())))
    page = api.data("GET", "/task/v2/sections", params={"resource_type": "my_tasks"})
    assert [section["is_default"] for section in page["items"]] == [True]


def test_details_are_limited_to_10_a_second_and_survive_a_restart(tmp_path):
    with Sandbox(data_dir=tmp_path) as sandbox:
        tasklist = sandbox.world.tasks.add_list("共享", "ou_x", share=[sandbox.app])
        task = sandbox.world.tasks.add_task("任务", tasklist)
    with Sandbox(data_dir=tmp_path) as sandbox:
        sandbox.clock.freeze(NOW)
        client = Api(sandbox)
        codes = [client.code("GET", f"{TASKS}/{task.guid}") for _ in range(11)]
        client.session.close()
        assert codes == [0] * 10 + [99991400]
