"""Tasks of a sandbox, as far as a test looks at them."""

from __future__ import annotations

import typing as t

from tests.target_feishu.support import TEXT, make_target

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from feishu_sandbox.task.model import Task, Tasklist
    from target_feishu.target import TargetFeishu

CREATE, PATCH, DELETE = "task.task.create", "task.task.patch", "task.task.delete"
GET = "task.task.get"
#: Of whatever type.
ANY: dict[str, t.Any] = {}
COLUMNS = {
    "id": TEXT,
    "summary": TEXT,
    "description": TEXT,
    "due": ANY,
    "start": ANY,
    "completed_at": ANY,
    "members": ANY,
    "tasklists": ANY,
    "reminders": ANY,
    "repeat_rule": TEXT,
    "extra": TEXT,
    "mode": ANY,
    "is_milestone": ANY,
    "origin": ANY,
    "custom_fields": ANY,
}


def target_of(sandbox: Sandbox, **route: t.Any) -> TargetFeishu:
    """Make a target whose streams become tasks."""
    config = {name: route.pop(name) for name in ("dead_letter_path",) if name in route}
    return make_target(sandbox, **config, routes=[{"stream": "*", "to": "task", **route}])


def new_list(sandbox: Sandbox, name: str = "list") -> Tasklist:
    """Make a list of somebody's that the app may edit."""
    owner = next(iter(sandbox.world.state.users.values()))
    tasklist = sandbox.world.tasks.add_list(name, owner)
    sandbox.world.tasks.share(tasklist, sandbox.app, "editor")
    return tasklist


def people(sandbox: Sandbox) -> list[t.Any]:
    """Give some people."""
    return list(sandbox.world.state.users.values())


def made(sandbox: Sandbox) -> list[Task]:
    """Give the tasks that the app has made."""
    tasks = sandbox.world.state.tasks.tasks.values()
    return [task for task in tasks if task.creator.id == sandbox.app.app_id]


def only(sandbox: Sandbox) -> Task:
    """Give the one task that the app has made."""
    (task,) = made(sandbox)
    return task


def shape(task: Task) -> dict[str, t.Any]:
    """Give what people see of a task, without its ids and times of change."""
    return {
        "summary": task.summary,
        "description": task.description,
        "due": task.due,
        "start": task.start,
        "done": bool(task.completed_at),
        "members": sorted((one.id, one.role) for one in task.members),
        "lists": sorted(task.lists),
        "reminder": task.reminder,
        "rule": task.repeat_rule,
        "milestone": task.is_milestone,
        "mode": task.mode,
    }


def calls(sandbox: Sandbox, *names: str) -> list[str]:
    """Give the operations that were called, of the family unless they are named."""
    return [
        call.operation
        for call in sandbox.calls
        if call.operation in names or (not names and call.operation.startswith("task."))
    ]
