"""Tasks of lists over several runs: what comes again, and what must not be lost."""

from __future__ import annotations

import copy
import datetime as dt
import itertools

import pytest

from tests.tap_feishu.conftest import HOUR
from tests.tap_feishu.tasks.task_room import DAY, Room, make_lively


@pytest.fixture
def room(bench):
    return Room(bench)


@pytest.fixture
def lively(room):
    return make_lively(room)


def test_a_second_run_without_changes_is_silent_and_leaves_what_was_completed_long_ago_alone(
    lively,
):
    first = lively.run("tasks")
    again = lively.run("tasks", state=first.state)
    assert again.names == []
    asked = {call.path.split("/")[-1] for call in lively.sandbox.calls.of("task.task.get")}
    assert asked == {lively.open.guid, lively.recent.guid}
    below = {call.path.split("/")[-2] for call in lively.sandbox.calls.of("task.subtask.list")}
    assert below == {lively.open.guid, lively.child.guid}


def test_later_runs_bring_what_was_changed_created_reopened_completed_or_edited_below(lively):
    first = lively.run("tasks")
    lively.tasks.complete(lively.open)
    lively.tasks.edit(lively.recent, description="more")
    lively.tasks.reopen(lively.old)
    lively.tasks.edit(lively.grandchild, description="more")
    lively.tasks.add_task("new", lively.list)
    run = lively.run("tasks", state=first.state)
    assert run.names == ["grandchild", "new", "old", "open", "recent"]
    assert lively.run("tasks", state=run.state).names == []


def test_a_task_that_is_new_and_was_completed_at_an_old_time_is_not_lost(lively):
    first = lively.run("tasks")
    imported = lively.tasks.add_task("imported", lively.list)
    lively.tasks.complete(imported, lively.old.completed_at)
    assert lively.run("tasks", state=first.state).names == ["imported"]


def test_what_was_edited_soon_after_its_end_is_seen_however_late_the_next_run_is(lively):
    first = lively.run("tasks", ended_lookback=2 * DAY)
    lively.tasks.edit(lively.recent, description="more")
    # The state of a run that is two months younger: the window counts from the last run.
    assert lively.run("tasks", state=first.state, ended_lookback=2 * DAY).names == ["recent"]
    assert lively.run("tasks", state=first.state, ended_lookback=HOUR).names == []


def test_the_lookback_is_taken_off_the_cursor(room):
    tasklist = room.add_list("清单")
    run = room.run("tasks", lookback=HOUR)
    cursor = run.state["bookmarks"]["tasks"]["cursors"][tasklist.guid]
    age = dt.datetime.now(dt.timezone.utc) - dt.datetime.fromisoformat(
        cursor.replace("Z", "+00:00")
    )
    assert HOUR <= age.total_seconds() < HOUR + 60


def test_the_start_date_leaves_out_what_was_not_changed_since(lively):
    lively.tasks.edit(lively.old, description="more")
    lively.tasks.edit(lively.grandchild, description="more")
    start = (dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=1)).isoformat()
    assert lively.run("tasks", start_date=start).names == ["grandchild", "old"]


def test_a_task_in_several_lists_is_asked_for_and_emitted_once(room):
    lists = [room.add_list(f"清单 {number}") for number in range(3)]
    task = room.tasks.add_task("both", *lists)
    room.tasks.comment(task, "?")
    run = room.run("tasks", "task_comments")
    assert run.names == ["both"]
    assert len(run.records["task_comments"]) == 1
    assert (room.calls("task.get"), room.calls("comment.list")) == (1, 1)


def test_what_one_list_only_looked_at_still_comes_for_a_list_that_is_behind(room):
    """The list A is up to date, B failed in the last run: B's cursor decides for B."""
    fresh, behind = room.add_list("A"), room.add_list("B")
    task = room.tasks.add_task("task", behind)
    room.tasks.comment(task, "comment")
    first = room.run("tasks", "task_comments")
    room.tasks.edit(task, description="more")
    room.tasks.comment(task, "second")
    path = f"/open-apis/task/v2/tasklists/{behind.guid}/tasks"
    room.sandbox.faults.add(path, "code", code=1470403, status=403, times=2)
    failed = room.run("tasks", "task_comments", state=first.state)
    assert behind.guid in failed.error
    assert failed.names == []
    # Moved without a change of its own, as a platform might do it.
    task.lists[fresh.guid] = fresh.sections[0].guid
    fresh.order.append(task.guid)
    healed = room.run("tasks", "task_comments", state=failed.state)
    assert not healed.error
    assert healed.names == ["task"]
    assert [row["content"] for row in healed.records["task_comments"]] == ["second"]


@pytest.mark.parametrize("done", [0, 1, 2])
def test_a_run_that_is_killed_between_two_lists_loses_nothing(room, done):
    """The first lists kept their new cursors, the others still have the old ones."""
    lists = [room.add_list(f"清单 {number}") for number in range(3)]
    shared = room.tasks.add_task("shared", *lists)
    own = [room.tasks.add_task(f"task {n}", tasklist) for n, tasklist in enumerate(lists)]
    streams = ("tasks", "task_comments")
    first = room.run(*streams)
    for task in (shared, *own):
        room.tasks.edit(task, description="more")
        room.tasks.comment(task, f"on {task.summary}")
    state = copy.deepcopy(first.state)
    whole = room.run(*streams, state=first.state)
    for stream in streams:
        cursors = whole.state["bookmarks"][stream]["cursors"]
        kept = {tasklist.guid: cursors[tasklist.guid] for tasklist in lists[:done]}
        state["bookmarks"][stream]["cursors"].update(kept)
    again = room.run(*streams, state=state)
    # Where no cursor is behind, the killed run had brought it; else it comes, again or at last.
    expected = [f"task {number}" for number in range(done, 3)]
    assert whole.names == ["shared", "task 0", "task 1", "task 2"]
    assert again.names == ["shared", *expected]
    comments = sorted(row["content"] for row in again.records["task_comments"])
    assert comments == [f"on {name}" for name in again.names]


def test_a_list_that_is_closed_fails_alone_and_keeps_its_cursor(lively):
    closed = lively.add_list("将关闭")
    lively.tasks.add_task("inside", closed)
    first = lively.run("tasks", tasklist_guids=[lively.list.guid, closed.guid])
    lively.tasks.unshare(closed, lively.sandbox.app)
    lively.tasks.edit(lively.open, description="more")
    guids = [closed.guid, lively.list.guid]
    run = lively.run("tasks", "tasklists", state=first.state, tasklist_guids=guids)
    assert run.names == ["open"]
    assert f"task list {closed.guid}" in run.error
    cursors = run.state["bookmarks"]["tasks"]["cursors"]
    assert cursors[closed.guid] == first.state["bookmarks"]["tasks"]["cursors"][closed.guid]
    assert [row["guid"] for row in run.records["tasklists"]] == [lively.list.guid]


def test_many_edits_over_many_runs_end_in_what_the_platform_holds(lively):
    """Each run adds to a warehouse by key; after each, it holds the truth, deletions aside."""
    lists = [lively.list, lively.add_list("第二")]
    warehouse, state = {}, None
    for number in range(6):
        run = lively.run("tasks", state=state)
        warehouse |= {row["guid"]: row for row in run.rows}
        state = run.state
        for guid, task in lively.state.tasks.items():
            if task is not lively.old_child:
                assert warehouse[guid]["summary"] == task.summary
                assert bool(warehouse[guid]["completed_at"]) == bool(task.completed_at)
        for task, name in zip(lively.state.tasks.values(), itertools.count()):
            if task not in (lively.old, lively.old_child) and name % 3 == number % 3:
                lively.tasks.edit(task, summary=f"{task.summary}*")
        task = lively.tasks.add_task(f"made {number}", lists[number % 2])
        lively.tasks.put(task, lists[0])
        lively.tasks.add_task(f"below {number}", parent=task)
        if number % 2:
            lively.tasks.complete(task)
