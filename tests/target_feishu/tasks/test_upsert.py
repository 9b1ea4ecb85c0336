"""Records as tasks: made, changed and deleted with their records."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from tests.target_feishu.support import feed, record, schema
from tests.target_feishu.tasks.support import (
    COLUMNS,
    CREATE,
    DELETE,
    GET,
    PATCH,
    calls,
    made,
    new_list,
    only,
    people,
    shape,
    target_of,
)

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from tests.target_feishu.support import SkippingClock

NOON = int(dt.datetime(2026, 1, 31, 12, tzinfo=dt.timezone.utc).timestamp() * 1000)
MIDNIGHT = NOON - 12 * 3_600_000


def run(sandbox: Sandbox, *records: dict[str, t.Any], **route: t.Any) -> None:
    lines = [record("s", **values) for values in records]
    feed(target_of(sandbox, **route), schema("s", **COLUMNS), *lines)


def test_a_record_becomes_a_task_with_all_its_fields(sandbox: Sandbox):
    anna, ben = people(sandbox)[:2]
    tasklist = new_list(sandbox)
    run(
        sandbox,
        {
            "id": "1",
            "summary": "Launch",
            "description": "Soon",
            "start": "2026-01-31T08:00:00+08:00",
            "due": "2026-01-31T12:00:00.250Z",
            "members": [anna.email, {"id": ben.open_id, "role": "follower"}],
            "tasklists": f"https://applink.feishu.cn/client/todo/task_list?guid={tasklist.guid}",
            "reminders": 30,
            "repeat_rule": "FREQ=DAILY;INTERVAL=1",
            "mode": 1,
            "is_milestone": True,
            "origin": {"href": {"url": "https://example.com/1", "title": "Ticket"}},
        },
    )
    assert shape(only(sandbox)) == {
        "summary": "Launch",
        "description": "Soon",
        "start": {"timestamp": MIDNIGHT, "is_all_day": False},
        "due": {"timestamp": NOON, "is_all_day": False},
        "done": False,
        "members": sorted([(anna.open_id, "assignee"), (ben.open_id, "follower")]),
        "lists": [tasklist.guid],
        "reminder": 30,
        "rule": "FREQ=DAILY;INTERVAL=1",
        "milestone": True,
        "mode": 1,
    }
    assert only(sandbox).origin["href"]["title"] == "Ticket"


def test_the_same_input_again_makes_no_call(sandbox: Sandbox):
    values = {"id": "1", "summary": "A", "due": "2026-01-31", "completed_at": True}
    run(sandbox, values)
    sandbox.calls.clear()
    run(sandbox, values, values)
    assert calls(sandbox) == []
    assert len(made(sandbox)) == 1


def test_a_change_is_sent_alone_and_edits_by_hand_stay(sandbox: Sandbox):
    values = {"id": "1", "summary": "A", "description": "x", "due": "2026-01-31"}
    run(sandbox, values)
    task = only(sandbox)
    sandbox.world.tasks.edit(task, summary="by hand")
    run(sandbox, {**values, "description": "y"})
    assert (task.summary, task.description) == ("by hand", "y")
    sent = [call.body for call in sandbox.calls if call.operation == PATCH]
    assert sent == [{"task": {"description": "y"}, "update_fields": ["description"]}]


def test_null_clears_and_a_missing_column_leaves_alone(sandbox: Sandbox):
    values = {"id": "1", "summary": "A", "description": "x", "due": "2026-01-31", "reminders": 5}
    rule = {"repeat_rule": "FREQ=DAILY"}
    run(sandbox, {**values, **rule})
    task = only(sandbox)
    assert (task.reminder, task.repeat_rule) == (5, "FREQ=DAILY")
    gone = dict.fromkeys(("description", "due", "reminders", "repeat_rule"))
    run(sandbox, {**values, **gone})
    assert (task.description, task.due, task.reminder, task.repeat_rule) == ("", None, None, "")
    run(sandbox, {"id": "1", "summary": "B"})
    assert (task.summary, task.due) == ("B", None)


def test_members_of_records_are_kept_and_those_of_people_stay(sandbox: Sandbox):
    anna, ben, carl, dora = people(sandbox)[:4]
    values = {"id": "1", "summary": "A"}
    run(sandbox, {**values, "members": f"{anna.open_id}, {ben.open_id}"})
    task = only(sandbox)
    by_hand = sandbox.world.tasks.add_task("", assignees=[dora]).members
    sandbox.world.tasks.edit(task, members=[*task.members, *by_hand])
    run(sandbox, {**values, "members": [ben.open_id, carl.open_id]})
    ids = {one.id for one in task.members}
    assert ids == {ben.open_id, carl.open_id, dora.open_id}
    run(sandbox, {**values, "members": None})
    assert [one.id for one in task.members] == [dora.open_id]


def test_a_role_that_changes_is_the_only_one_left(sandbox: Sandbox):
    anna = people(sandbox)[0].open_id
    run(sandbox, {"id": "1", "summary": "A", "members": [{"id": anna, "role": "follower"}]})
    run(sandbox, {"id": "1", "summary": "A", "members": [anna]})
    assert shape(only(sandbox))["members"] == [(anna, "assignee")]


def test_lists_of_records_are_kept_and_those_of_people_stay(sandbox: Sandbox):
    one, two, other = (new_list(sandbox, name) for name in ("one", "two", "other"))
    values = {"id": "1", "summary": "A"}
    run(sandbox, {**values, "tasklists": [one.guid]})
    task = only(sandbox)
    sandbox.world.tasks.put(task, other)
    section = sandbox.world.tasks.add_section(two, "late")
    wanted = [{"tasklist_guid": two.guid, "section_guid": section.guid}]
    run(sandbox, {**values, "tasklists": wanted})
    assert set(task.lists) == {two.guid, other.guid}
    assert task.lists[two.guid] == section.guid


def test_a_list_that_is_gone_is_no_reason_to_make_a_task_anew(sandbox: Sandbox):
    one = new_list(sandbox)
    run(sandbox, {"id": "1", "summary": "A", "tasklists": [one.guid]})
    task = only(sandbox)
    sandbox.world.tasks.delete_list(one)
    with pytest.raises(Exception, match="put into does not exist"):
        run(
            sandbox,
            {
                "id": "1",
                "summary": "A",
                "tasklists": [one.guid[:-1] + ("1" if one.guid[-1] == "0" else "0")],
            },
        )
    run(sandbox, {"id": "1", "summary": "B", "tasklists": []})
    assert only(sandbox) is task
    assert task.summary == "B"


def test_a_reminder_is_replaced_and_one_by_hand_makes_way(sandbox: Sandbox):
    values = {"id": "1", "summary": "A", "due": "2026-01-31T12:00:00Z"}
    run(sandbox, {**values, "reminders": [30]})
    task = only(sandbox)
    run(sandbox, {**values, "reminders": [{"relative_fire_minute": 10}]})
    assert task.reminder == 10
    sandbox.world.tasks.edit(task, reminder=99)
    run(sandbox, {**values, "reminders": []})
    assert task.reminder == 99
    run(sandbox, {**values, "reminders": 15})
    assert task.reminder == 15


@pytest.mark.parametrize("done", [True, "true", NOON, str(NOON + 1), "2026-01-31T12:00:00Z"])
def test_a_task_is_completed_and_opened_again(sandbox: Sandbox, done: t.Any):
    run(sandbox, {"id": "1", "summary": "A", "completed_at": False})
    task = only(sandbox)
    assert not task.completed_at
    run(sandbox, {"id": "1", "summary": "A", "completed_at": done})
    assert task.completed_at
    run(sandbox, {"id": "1", "summary": "A", "completed_at": None})
    assert not task.completed_at


def test_a_task_that_somebody_completed_by_hand_is_left_so(sandbox: Sandbox):
    run(sandbox, {"id": "1", "summary": "A", "completed_at": None})
    task = only(sandbox)
    sandbox.world.tasks.complete(task, 1_000_000)
    run(sandbox, {"id": "1", "summary": "A", "completed_at": NOON})
    assert task.completed_at == 1_000_000


def test_another_time_of_completion_opens_and_completes(sandbox: Sandbox):
    run(sandbox, {"id": "1", "summary": "A", "completed_at": NOON})
    run(sandbox, {"id": "1", "summary": "A", "completed_at": NOON + 60_000})
    assert only(sandbox).completed_at == NOON + 60_000


def test_a_rule_goes_with_completion_and_comes_back_with_the_next_opening(sandbox: Sandbox):
    values = {"id": "1", "summary": "A", "due": "2026-01-31", "repeat_rule": "FREQ=DAILY"}
    run(sandbox, {**values, "completed_at": None})
    task = only(sandbox)
    run(sandbox, {**values, "completed_at": True})
    assert (bool(task.completed_at), task.repeat_rule) == (True, "")
    run(sandbox, {**values, "completed_at": False})
    assert (bool(task.completed_at), task.repeat_rule) == (False, "FREQ=DAILY")


def test_only_custom_fields_that_change_are_sent(sandbox: Sandbox):
    tasklist = new_list(sandbox)
    values = {"id": "1", "summary": "A", "tasklists": [tasklist.guid]}
    first = {"guid": "f1", "text_value": "x"}
    run(sandbox, {**values, "custom_fields": [first, {"guid": "f2", "number_value": 1}]})
    assert only(sandbox).custom_fields == [first, {"guid": "f2", "number_value": "1"}]
    run(sandbox, {**values, "custom_fields": [first, {"guid": "f2", "number_value": 2.5}]})
    (sent,) = (call.body for call in sandbox.calls if call.operation == PATCH)
    assert sent["task"] == {"custom_fields": [{"guid": "f2", "number_value": "2.5"}]}


@pytest.mark.parametrize("how", ["tombstone", "operation"])
def test_a_task_goes_with_its_record_and_may_come_back(sandbox: Sandbox, how: str):
    route = (
        {"operation": "{{ description | default('upsert', true) }}"} if how == "operation" else {}
    )
    farewell = {"_sdc_deleted_at": "2026-01-01T00:00:00Z"} if how == "tombstone" else {}
    run(sandbox, {"id": "1", "summary": "A"}, **route)
    gone = {"id": "1", "summary": "A", "description": "delete", **farewell}
    run(sandbox, gone, gone, **route)
    assert made(sandbox) == []
    assert calls(sandbox, DELETE) == [DELETE]
    run(sandbox, {"id": "1", "summary": "A"}, **route)
    assert only(sandbox).summary == "A"


def test_a_task_deleted_by_hand_is_fine_to_delete_and_made_anew_when_its_record_changes(
    sandbox: Sandbox,
):
    run(sandbox, {"id": "1", "summary": "A"}, {"id": "2", "summary": "B"})
    for task in made(sandbox):
        sandbox.world.tasks.delete_task(task)
    run(sandbox, {"id": "1", "summary": "A"})
    assert made(sandbox) == []
    run(
        sandbox, {"id": "1", "_sdc_deleted_at": "2026-01-01T00:00:00Z"}, {"id": "2", "summary": "C"}
    )
    assert only(sandbox).summary == "C"


def test_a_task_deleted_by_hand_right_after_it_was_made_costs_no_waiting(sandbox: Sandbox):
    run(sandbox, {"id": "1", "summary": "A"})
    sandbox.world.tasks.delete_task(only(sandbox))
    target = target_of(sandbox)
    feed(target, schema("s", **COLUMNS), record("s", id="1", summary="B"))
    assert only(sandbox).summary == "B"
    assert sum(t.cast("SkippingClock", target.client.clock).slept) == 0


def test_people_of_a_record_that_has_not_changed_are_not_looked_up(sandbox: Sandbox):
    values = {"id": "1", "summary": "A", "members": people(sandbox)[0].email}
    run(sandbox, values)
    sandbox.calls.clear()
    run(sandbox, values)
    assert [call.operation for call in sandbox.calls] == []


def test_a_subtask_is_made_below_another_record_or_a_task_by_guid(sandbox: Sandbox):
    feed(
        target_of(sandbox, parent="{{ description }}", mode="{{ mode }}"),
        schema("s", **COLUMNS),
        record("s", id="1", summary="top", description=None, mode=None),
        record("s", id="2", summary="below", description="1", mode=1),
    )
    top, below = made(sandbox)
    assert (below.parent, below.mode) == (top.guid, 1)
    feed(
        target_of(sandbox, parent="{{ description }}"),
        schema("t", **COLUMNS),
        record("t", id="1", summary="deep", description=below.guid),
    )
    assert made(sandbox)[-1].parent == below.guid


def test_extra_of_the_user_wins_over_the_mark(sandbox: Sandbox):
    tasklist = new_list(sandbox)
    values = {"summary": "A", "extra": "mine"}
    run(sandbox, {"id": "1", **values, "tasklists": [tasklist.guid]}, {"id": "2", **values})
    assert [task.extra for task in made(sandbox)] == ["mine", "mine"]
    assert calls(sandbox, CREATE, PATCH) == [CREATE, PATCH, CREATE]


def test_what_the_tap_reads_can_be_written(sandbox: Sandbox):
    tasklist = new_list(sandbox)
    anna = people(sandbox)[0].open_id
    read = {
        "id": "1",
        "summary": "A",
        "due": {"timestamp": "2026-01-31T12:00:00.000Z", "is_all_day": False},
        "start": None,
        "completed_at": None,
        "members": [{"id": anna, "type": "user", "role": "assignee", "name": "Anna"}],
        "tasklists": [{"tasklist_guid": tasklist.guid, "section_guid": tasklist.sections[0].guid}],
        "reminders": [{"id": "10", "relative_fire_minute": 30}],
        "extra": "",
        "mode": 2,
        "is_milestone": False,
        "custom_fields": [
            {"guid": "g", "name": "n", "type": "text", "text_value": "x", "number_value": ""}
        ],
    }
    run(sandbox, read)
    task = only(sandbox)
    assert (task.due, task.reminder) == ({"timestamp": NOON, "is_all_day": False}, 30)
    assert task.custom_fields == [{"guid": "g", "text_value": "x"}]
    assert calls(sandbox, GET, PATCH) == []
