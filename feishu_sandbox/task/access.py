"""Who may read and edit what: an app is one more member, without any privilege.

Docs: S/task-v2/task/overview, S/task-v2/tasklist/overview, S/task-v2/faq.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.task.codes import FORBIDDEN, INVALID, NOT_FOUND

if TYPE_CHECKING:
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.task.model import Task, Tasklist, TaskState

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def reads_list(tasklist: Tasklist, principal: str) -> bool:
    """Tell whether an app id or open_id is the owner or a member; its creator is not enough."""
    return any(member.id == principal for member in (tasklist.owner, *tasklist.members))


def reads_task(state: TaskState, task: Task, principal: str) -> bool:
    """Tell whether somebody reads a task: as creator or member, by a list, or by its parent."""
    if any(member.id == principal for member in (task.creator, *task.members)):
        return True
    lists = (state.lists[guid] for guid in task.lists if guid in state.lists)
    if any(reads_list(tasklist, principal) for tasklist in lists):
        return True
    parent = state.tasks.get(task.parent)
    return parent is not None and reads_task(state, parent, principal)


def edits_list(tasklist: Tasklist, principal: str) -> bool:
    """Tell whether an app id or open_id is the owner or an editor."""
    editors = [member for member in tasklist.members if member.role == "editor"]
    return any(member.id == principal for member in (tasklist.owner, *editors))


def edits_task(state: TaskState, task: Task, principal: str) -> bool:
    """Tell whether somebody edits a task: as creator or assignee, by a list, or by its parent."""
    assignees = [member for member in task.members if member.role == "assignee"]
    if any(member.id == principal for member in (task.creator, *assignees)):
        return True
    lists = (state.lists[guid] for guid in task.lists if guid in state.lists)
    if any(edits_list(tasklist, principal) for tasklist in lists):
        return True
    parent = state.tasks.get(task.parent)
    return parent is not None and edits_task(state, parent, principal)


def edit_list(call: Incoming, guid: str) -> Tasklist:
    """Return a list that the caller may edit.

    Raises:
        ApiError: As `open_list`.
    """
    tasklist = open_list(call, guid)
    if not edits_list(tasklist, call.principal):
        raise ApiError(FORBIDDEN)
    return tasklist


def edit_task(call: Incoming) -> Task:
    """Return the task of the path, which the caller may edit.

    Raises:
        ApiError: As `open_list`.
    """
    task = open_task(call, call.path["task_guid"])
    if not edits_task(call.world.state.tasks, task, call.principal):
        raise ApiError(FORBIDDEN)
    return task


def open_list(call: Incoming, guid: str) -> Tasklist:
    """Return a list that the caller may read.

    Raises:
        ApiError: 1470400 for what is no GUID, 1470404, 1470403.
    """
    tasklist = call.world.state.tasks.lists.get(_checked(guid))
    if tasklist is None:
        raise ApiError(NOT_FOUND)
    if not reads_list(tasklist, call.principal):
        raise ApiError(FORBIDDEN)
    return tasklist


def open_task(call: Incoming, guid: str) -> Task:
    """Return a task that the caller may read.

    Raises:
        ApiError: As `open_list`.
    """
    state = call.world.state.tasks
    task = state.tasks.get(_checked(guid))
    if task is None:
        raise ApiError(NOT_FOUND)
    if not reads_task(state, task, call.principal):
        raise ApiError(FORBIDDEN)
    return task


def subtasks(state: TaskState, guid: str) -> list[Task]:
    """Return the direct subtasks in the order in which they were made."""
    return [task for task in state.tasks.values() if task.parent == guid]


def _checked(guid: str) -> str:
    if not _GUID.fullmatch(guid):
        raise ApiError(INVALID, f"invalid guid: {guid}")
    return guid
