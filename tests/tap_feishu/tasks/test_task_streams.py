"""Task lists, sections, comments and own tasks, and what all streams of tasks share."""

from __future__ import annotations

import pytest

from tests.tap_feishu.tasks.task_room import Room, make_lively


@pytest.fixture
def room(bench):
    return Room(bench)


@pytest.fixture
def lively(room):
    return make_lively(room)


def test_lists_come_with_their_members_and_sections_with_their_list(room):
    tasklist = room.add_list("清单")
    section = room.tasks.add_section(tasklist, "进行中")
    room.add_list("未共享", shared=False)
    run = room.run("tasklists", "task_sections")
    (row,) = run.rows
    assert (row["guid"], row["name"], row["owner"]["id"]) == (
        tasklist.guid,
        "清单",
        room.owner.open_id,
    )
    assert row["members"] == [{"id": room.sandbox.app.app_id, "type": "app", "role": "viewer"}]
    assert row["created_at"].endswith("Z")
    sections = run.records["task_sections"]
    assert [(one["guid"], one["tasklist_guid"], one["is_default"]) for one in sections] == [
        (tasklist.sections[0].guid, tasklist.guid, True),
        (section.guid, tasklist.guid, False),
    ]
    assert room.calls("tasklist.list") == 1
    assert not run.state["bookmarks"].get("tasklists", {}).get("cursors")


def test_only_the_lists_of_the_settings_are_read_and_links_name_them_too(room):
    wanted, other = room.add_list("要"), room.add_list("不要")
    room.tasks.add_task("yes", wanted)
    room.tasks.add_task("no", other)
    link = f"https://applink.feishu.cn/client/todo/task_list?guid={wanted.guid}"
    run = room.run("tasks", "tasklists", tasklist_guids=[link, wanted.guid])
    assert run.names == ["yes"]
    assert [row["name"] for row in run.records["tasklists"]] == ["要"]
    assert room.calls("tasklist.list") == 0


def test_a_list_of_the_settings_that_does_not_exist_is_a_failure(room):
    guid = "00000000-0000-0000-0000-000000000000"
    run = room.run("tasks", "task_sections", "tasklists", tasklist_guids=[guid])
    assert run.error.count(guid) == 3


def test_a_task_that_is_deleted_before_its_comments_are_listed_is_no_failure(lively):
    lively.tasks.comment(lively.recent, "?")
    lively.tasks.comment(lively.open, "!")
    lively.sandbox.faults.add(
        "task.comment.list", "callback", call=lambda _: lively.tasks.delete_task(lively.recent)
    )
    run = lively.run("task_comments")
    assert not run.error
    assert run.names == ["!"]


def test_comments_come_from_every_task_that_may_have_more_and_from_no_other(lively):
    for task in list(lively.state.tasks.values()):
        lively.tasks.comment(task, f"on {task.summary}")
    old = lively.tasks.comment(lively.open, "to be edited")
    first = lively.run("task_comments")
    assert len(first.rows) == 7
    assert lively.calls("task.get") == 0
    for task in (lively.open, lively.grandchild, lively.old):
        lively.tasks.comment(task, f"later on {task.summary}", by=lively.sandbox.app)
    lively.tasks.edit_comment(old, "edited")
    run = lively.run("task_comments", state=first.state)
    assert run.names == ["edited", "later on grandchild", "later on open"]
    row = next(row for row in run.rows if row["content"] == "later on grandchild")
    assert row["creator"]["type"] == "app"
    assert (row["resource_type"], row["resource_id"]) == ("task", lively.grandchild.guid)
    assert lively.run("task_comments", state=run.state).names == []


def test_a_listing_is_made_once_for_all_streams(lively):
    lively.run("tasks", "task_comments", "task_sections", "tasklists")
    assert (lively.calls("tasklist.list"), lively.calls("tasklist.tasks")) == (1, 1)
    assert lively.calls("subtask.list") == 3


def test_unselected_streams_cost_nothing(lively):
    lively.run("tasklists")
    assert {call.operation for call in lively.sandbox.calls} - {"task.tasklist.list"} == {
        "auth.tenant_access_token"
    }


@pytest.mark.parametrize(
    "stream,scope",
    [
        ("tasklists", "task:tasklist:read"),
        ("task_sections", "task:section:read"),
        ("tasks", "task:task:read"),
        ("task_comments", "task:comment:read"),
    ],
)
def test_a_missing_scope_is_told_once_and_ends_its_stream(lively, caplog, stream, scope):
    second = lively.add_list("另一个")
    lively.tasks.add_task("other", second)
    # The scope that writes would do too.
    for lacking in (scope, scope.replace(":read", ":write")):
        lively.sandbox.app.scopes[lacking] = 2
    run = lively.run(stream)
    assert f"stream {stream}" in run.error
    assert caplog.text.count("lacks a scope") == 1
    assert scope in caplog.text


@pytest.fixture
def as_user(room, tmp_path):
    """Settings with which the owner's token is sent."""
    granted = room.sandbox.sign_in(room.owner)
    store = f"sqlite:///{tmp_path}/store.db"
    return {"identity": "user", "refresh_token": granted.refresh_token, "store_url": store}


def test_my_tasks_are_open_and_completed_ones_and_later_what_was_changed(room, as_user):
    tasks = [room.tasks.add_task(f"t{n:03}", assignees=[room.owner]) for n in range(150)]
    room.tasks.complete(tasks[7])
    room.tasks.add_task("of somebody else")
    first = room.run("my_tasks", **as_user)
    assert first.names == [f"t{n:03}" for n in range(150)]
    assert first.rows[7]["completed_at"].endswith("Z")
    room.tasks.edit(tasks[3], description="more")
    room.tasks.complete(tasks[4])
    store = {key: as_user[key] for key in ("identity", "store_url")}
    run = room.run("my_tasks", state=first.state, **store)
    assert run.names == ["t003", "t004"]
    assert list(run.state["bookmarks"]["my_tasks"]["cursors"]) == ["my_tasks"]


def test_an_app_is_told_that_only_people_have_tasks_of_their_own(room):
    assert room.bench.discover()["my_tasks"]["metadata"][-1]["metadata"]["selected-by-default"] is (
        False
    )
    run = room.run("my_tasks")
    assert "my_tasks" in run.error
    assert room.calls("task.list") == 0


def test_a_person_reads_lists_with_own_rights(room, as_user):
    own = room.add_list("我的", shared=False)
    room.tasks.add_task("mine", own)
    run = room.run("tasks", **as_user)
    assert run.names == ["mine"]


def test_people_come_in_the_kind_of_id_of_the_settings(room):
    tasklist = room.add_list("清单")
    room.tasks.add_task("任务", tasklist, assignees=[room.owner])
    run = room.run("tasks", "tasklists", user_id_type="union_id")
    assert run.rows[0]["members"][0]["id"] == room.owner.union_id
    assert run.records["tasklists"][0]["owner"]["id"] == room.owner.union_id
