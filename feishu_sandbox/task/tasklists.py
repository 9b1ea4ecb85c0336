"""Operations on task lists and their sections.

Docs: S/task-v2/tasklist/{list,get,tasks}, S/task-v2/section/list.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.task import rendering
from feishu_sandbox.task.access import open_list, reads_list
from feishu_sandbox.task.codes import INVALID
from feishu_sandbox.task.listing import PAGE_QUERY, completion, listed, milliseconds, required
from feishu_sandbox.task.model import Section

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_SCOPES = ("task:tasklist:read", "task:tasklist:write")


def _list(call: Incoming) -> Json:
    """List what the caller may read."""
    lists = call.world.state.tasks.lists.values()
    mine = [one for one in lists if reads_list(one, call.principal)]
    return listed(call, mine, "tasklists", lambda one: rendering.tasklist(call, one))


def _get(call: Incoming) -> Json:
    return {"tasklist": rendering.tasklist(call, open_list(call, call.path["tasklist_guid"]))}


def _tasks(call: Incoming) -> Json:
    """List summaries in the order of dragging; the bounds of the creation time are inclusive."""
    tasklist = open_list(call, call.path["tasklist_guid"])
    tasks = call.world.state.tasks.tasks
    completed = completion(call)
    earliest = milliseconds(call, "created_from") or 0
    latest = milliseconds(call, "created_to")

    def keep(guid: str) -> bool:
        task = tasks.get(guid)
        if task is None or completed not in (None, bool(task.completed_at)):
            return False
        return earliest <= task.created_at and (latest is None or task.created_at <= latest)

    def show(guid: str) -> Json:
        return rendering.summary(call, tasks[guid])

    return listed(call, tasklist.order, f"list:{tasklist.guid}", show, keep)


def _sections(call: Incoming) -> Json:
    """List the sections of a list, or the one that everybody has in "my tasks"."""
    kind = required(call, "resource_type")
    if kind == "my_tasks" and call.user is not None:
        own = Section(
            str(uuid.uuid5(uuid.NAMESPACE_OID, call.principal)), "默认分组", is_default=True
        )
        return listed(call, [own], f"sections:{call.principal}", _section)
    if kind != "tasklist":
        raise ApiError(INVALID, "unsupported resource_type")
    tasklist = open_list(call, required(call, "resource_id"))
    return listed(call, tasklist.sections, f"sections:{tasklist.guid}", _section)


def _section(section: Section) -> Json:
    return {"guid": section.guid, "name": section.name, "is_default": section.is_default}


OPERATIONS = (
    Operation(
        "task.tasklist.list",
        "GET",
        "/task/v2/tasklists",
        _list,
        STANDARD,
        _SCOPES,
        query=PAGE_QUERY,
    ),
    Operation(
        "task.tasklist.get",
        "GET",
        "/task/v2/tasklists/{tasklist_guid}",
        _get,
        STANDARD,
        _SCOPES,
        query=("user_id_type",),
    ),
    Operation(
        "task.tasklist.tasks",
        "GET",
        "/task/v2/tasklists/{tasklist_guid}/tasks",
        _tasks,
        STANDARD,
        _SCOPES,
        query=(*PAGE_QUERY, "completed", "created_from", "created_to"),
    ),
    Operation(
        "task.section.list",
        "GET",
        "/task/v2/sections",
        _sections,
        STANDARD,
        ("task:section:read", "task:section:write"),
        query=(*PAGE_QUERY, "resource_type", "resource_id"),
    ),
)
