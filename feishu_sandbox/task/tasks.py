"""Operations on tasks and their comments.

Docs: S/task-v2/task/{list,get}, S/task-v2/task-subtask/list, S/task-v2/comment/list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import PER_SECOND_10, STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.task import rendering
from feishu_sandbox.task.access import open_task, subtasks
from feishu_sandbox.task.codes import INVALID
from feishu_sandbox.task.listing import PAGE_QUERY, completion, listed, required

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.task.model import Task

_SCOPES = ("task:task:read", "task:task:write")


def _list(call: Incoming) -> Json:
    """List the tasks that the signed-in user is an assignee of."""
    if (call.query.get("type") or "my_tasks") != "my_tasks":
        raise ApiError(INVALID, "unsupported type")
    completed = completion(call)
    mine = [task for task in call.world.state.tasks.tasks.values() if _is_mine(call, task)]

    def keep(task: Task) -> bool:
        return completed in (None, bool(task.completed_at))

    return listed(
        call, mine, f"mine:{call.principal}", lambda task: rendering.task(call, task), keep
    )


def _is_mine(call: Incoming, task: Task) -> bool:
    return any(one.id == call.principal and one.role == "assignee" for one in task.members)


def _get(call: Incoming) -> Json:
    return {"task": rendering.task(call, open_task(call, call.path["task_guid"]))}


def _subtasks(call: Incoming) -> Json:
    parent = open_task(call, call.path["task_guid"])
    children = subtasks(call.world.state.tasks, parent.guid)
    return listed(
        call, children, f"subtasks:{parent.guid}", lambda task: rendering.subtask(call, task)
    )


def _comments(call: Incoming) -> Json:
    if (call.query.get("resource_type") or "task") != "task":
        raise ApiError(INVALID, "unsupported resource_type")
    task = open_task(call, required(call, "resource_id"))
    comments = [one for one in call.world.state.tasks.comments.values() if one.task == task.guid]
    comments.sort(key=lambda one: one.created_at)
    if call.choice("direction", ("asc", "desc"), "asc") == "desc":
        comments.reverse()
    return listed(call, comments, f"comments:{task.guid}", lambda one: rendering.comment(call, one))


OPERATIONS = (
    Operation(
        "task.task.list",
        "GET",
        "/task/v2/tasks",
        _list,
        STANDARD,
        _SCOPES,
        identities=("user",),
        query=(*PAGE_QUERY, "type", "completed"),
    ),
    Operation(
        "task.task.get",
        "GET",
        "/task/v2/tasks/{task_guid}",
        _get,
        PER_SECOND_10,
        _SCOPES,
        query=("user_id_type",),
    ),
    Operation(
        "task.subtask.list",
        "GET",
        "/task/v2/tasks/{task_guid}/subtasks",
        _subtasks,
        STANDARD,
        _SCOPES,
        query=PAGE_QUERY,
    ),
    Operation(
        "task.comment.list",
        "GET",
        "/task/v2/comments",
        _comments,
        STANDARD,
        ("task:comment:read", "task:comment:write"),
        query=(*PAGE_QUERY, "resource_type", "resource_id", "direction"),
    ),
)
