"""Changing and deleting tasks.

Docs: S/task-v2/task/{patch,delete}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.envelope import refuse_field
from feishu_sandbox.limits import PER_SECOND_10
from feishu_sandbox.operation import Operation
from feishu_sandbox.task import reading, rendering
from feishu_sandbox.task.access import edit_task
from feishu_sandbox.task.making import timed
from feishu_sandbox.task.reading import invalid
from feishu_sandbox.task.rules import check_mode, check_needs_due, check_plan

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.task.model import Task

_FIELDS = (
    "summary",
    "description",
    "start",
    "due",
    "completed_at",
    "extra",
    "custom_complete",
    "repeat_rule",
    "mode",
    "is_milestone",
    "custom_fields",
)
_TYPES = {name: reading.TYPES[name] for name in _FIELDS}


def _patch(call: Incoming) -> Json:
    """Change the fields that `update_fields` names; those without a value are cleared."""
    task = edit_task(call)
    body = reading.checked(call.body, {"task": dict, "update_fields": list})
    named = body.get("update_fields") or []
    if not named:
        refuse_field("update_fields", named, "update_fields is required")
    for name in named:
        if name not in _FIELDS:
            invalid("update_fields", f"'{name}' is not supported")
    given = reading.checked(body.get("task", {}), _TYPES, "task.")
    given = {name: value for name, value in given.items() if name in named}
    if "completed_at" in named and given.get("repeat_rule"):
        invalid("repeat_rule", "cannot update repeat_rule and completed_at together")
    changes = {name: _value(given, name) for name in named if name != "custom_fields"}
    _check(call, task, changes)
    if changes.get("completed_at"):
        # People see the rule go with the completion; the copy that follows is not made here.
        changes["repeat_rule"] = ""
    if "custom_fields" in named:
        changes["custom_fields"] = _merged(task, given)
    if "due" in named and changes["due"] is None:
        changes["reminder"] = None
    call.world.tasks.edit(task, **changes)
    return {"task": rendering.task(call, task)}


def _value(given: Json, name: str) -> Any:
    if name in ("due", "start"):
        return timed(given, name)
    if name in ("summary", "description"):
        return reading.text(given, name)
    if name == "completed_at":
        return reading.number(given.get(name) or "0", name)
    return given.get(
        name, {"mode": 2, "is_milestone": False, "custom_complete": None}.get(name, "")
    )


def _check(call: Incoming, task: Task, changes: dict[str, Any]) -> None:
    if changes.get("summary") == "":
        invalid("summary", "must not be empty")
    check_mode(changes.get("mode", task.mode))
    if changes.get("completed_at") and task.completed_at:
        invalid("completed_at", "cannot set non-zero completed_at for a completed task")
    if "completed_at" in changes and task.mode == 1 and task.creator.id != call.principal:
        invalid("completed_at", "only the creator completes a task of all assignees")
    due = changes.get("due", task.due)
    check_plan(due, changes.get("start", task.start))
    check_needs_due(due, repeat_rule=changes.get("repeat_rule", task.repeat_rule))


def _merged(task: Task, given: Json) -> list[Json]:
    """Change the custom fields that are named, and keep the others."""
    fresh = {each["guid"]: each for each in reading.custom_fields(given.get("custom_fields", ()))}
    if fresh and not task.lists:
        invalid("custom_fields", "the fields belong to no list of the task")
    kept = {each["guid"]: each for each in task.custom_fields}
    return list({**kept, **fresh}.values())


def _delete(call: Incoming) -> Json:
    call.world.tasks.delete_task(edit_task(call))
    return {}


OPERATIONS = (
    Operation(
        "task.task.patch",
        "PATCH",
        "/task/v2/tasks/{task_guid}",
        _patch,
        PER_SECOND_10,
        ("task:task:write", "task:task:writeonly"),
        writes=True,
        body="json",
        query=("user_id_type",),
    ),
    Operation(
        "task.task.delete",
        "DELETE",
        "/task/v2/tasks/{task_guid}",
        _delete,
        PER_SECOND_10,
        ("task:task:write",),
        writes=True,
        query=(),
    ),
)
