"""Tasks of lists in one run: which come, with what in them, and what is asked for."""

from __future__ import annotations

import functools

import pytest

from tests.tap_feishu.tasks.task_room import SUMMARY, Room, make_lively


@pytest.fixture
def room(bench):
    return Room(bench)


@pytest.fixture
def lively(room):
    return make_lively(room)


def test_a_first_run_brings_every_task_with_all_that_is_below_it(lively):
    run = lively.run("tasks")
    assert not run.error
    assert run.names == ["child", "grandchild", "old", "old child", "open", "recent"]
    assert lively.calls("task.get") == 3
    assert lively.calls("subtask.list") == 3


def test_a_task_has_every_column_with_times_as_times(room):
    tasklist = room.add_list("清单")
    task = room.tasks.add_task("任务", tasklist, assignees=[room.owner], reminder=30, extra="x")
    room.tasks.plan(task, "due", 1_769_846_400_000, all_day=True)
    room.tasks.edit(
        task,
        custom_fields=[{"guid": "f", "type": "datetime", "datetime_value": "1769846400000"}],
        origin={"platform_i18n_name": {"en_us": "CRM"}, "href": {"url": "u", "title": "t"}},
    )
    run = room.run("tasks")
    (row,) = run.rows
    assert row.keys() == run.schemas["tasks"]["schema"]["properties"].keys()
    assert row["due"] == {"timestamp": "2026-01-31T00:00:00.000Z", "is_all_day": True}
    assert row["start"] is None
    assert row["completed_at"] is None
    assert row["custom_fields"][0]["datetime_value"] == "2026-01-31T08:00:00.000Z"
    assert row["tasklists"] == [
        {"tasklist_guid": tasklist.guid, "section_guid": tasklist.sections[0].guid}
    ]
    assert row["assignee_related"] == [{"id": room.owner.open_id, "completed_at": None}]
    assert (row["status"], row["mode"], row["reminders"][0]["relative_fire_minute"]) == (
        "todo",
        2,
        30,
    )


def test_a_subtask_that_is_in_a_list_too_comes_once(room):
    tasklist = room.add_list("清单")
    parent = room.tasks.add_task("parent", tasklist)
    room.tasks.add_task("child", tasklist, parent=parent)
    first = room.run("tasks")
    assert first.names == ["child", "parent"]
    assert room.calls("task.get") == 1
    room.run("tasks", state=first.state)
    assert room.calls("task.get") == 1


def test_what_is_deleted_while_it_is_read_is_no_failure(lively):
    """A task before its detail, one before its subtasks, a whole list before its tasks."""
    doomed = lively.add_list("将删除")
    lively.tasks.add_task("gone with its list", doomed)
    faults = lively.sandbox.faults
    for task, path in ((lively.old, "{}"), (lively.child, "{}/subtasks")):
        delete = functools.partial(lively.tasks.delete_task, task)
        match = f"*/tasks/{path.format(task.guid)}"
        faults.add(match, "callback", call=lambda _, delete=delete: delete())
    faults.add(
        f"*/tasklists/{doomed.guid}/tasks",
        "callback",
        call=lambda _: lively.tasks.delete_list(doomed),
    )
    run = lively.run("tasks")
    assert not run.error
    assert run.names == ["child", "open", "recent"]


def test_empty_pages_with_more_behind_them_do_not_end_a_list(room):
    tasklist = room.add_list("清单")
    tasks = [room.tasks.add_task(f"t{number:03}", tasklist) for number in range(250)]
    for task in tasks[100:200]:
        room.tasks.delete_task(task)
    columns = room.catalog("tasks", "summary")
    run = room.run("tasks", catalog=columns)
    assert run.names == [f"t{number:03}" for number in (*range(100), *range(200, 250))]


def test_a_task_that_moves_to_an_earlier_page_while_pages_are_read_is_not_lost(room):
    tasklist = room.add_list("清单")
    tasks = [room.tasks.add_task(f"t{number:03}", tasklist) for number in range(150)]
    room.sandbox.faults.add(
        "task.tasklist.tasks",
        "callback",
        after=1,
        call=lambda _: room.tasks.take_out(tasks[0], tasklist),
    )
    run = room.run("tasks", catalog=room.catalog("tasks", "summary"))
    assert set(run.names) >= {f"t{number:03}" for number in range(1, 150)}
    assert len(run.names) == len(set(run.names))


def test_no_detail_is_asked_for_where_the_listing_has_the_selected_columns(lively):
    catalog = lively.catalog("tasks", *SUMMARY)
    first = lively.run("tasks", catalog=catalog)
    assert first.names == ["child", "grandchild", "old", "old child", "open", "recent"]
    assert lively.calls("task.get") == 0
    lively.tasks.edit(lively.open, summary="renamed")
    again = lively.run("tasks", catalog=catalog, state=first.state)
    assert again.names == ["child", "grandchild", "old", "recent", "renamed"]
    assert lively.calls("task.get") == 0


@pytest.mark.parametrize("column", ["description", "updated_at", "custom_fields"])
def test_a_column_that_the_listing_has_not_brings_the_details(lively, column):
    run = lively.run("tasks", catalog=lively.catalog("tasks", "summary", **{column: True}))
    assert lively.calls("task.get") == 3
    assert all(row[column] is not None for row in run.rows)


def test_subtasks_whose_listing_lacks_columns_are_asked_for_one_by_one(lively):
    lively.sandbox.behaviour.lean_subtasks = True
    lively.tasks.edit(lively.child, is_milestone=True)
    run = lively.run("tasks")
    rows = {row["summary"]: row for row in run.rows}
    assert rows["child"]["is_milestone"] is True
    assert all(row["is_milestone"] is not None for row in run.rows)
    lively.run("tasks", catalog=lively.catalog("tasks", "summary", "description"))
    assert lively.calls("task.get") == 3
