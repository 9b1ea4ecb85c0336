"""Task lists, tasks and comments as the API shows them: times are strings, "0" means "not set".

Docs: S/task-v2/{tasklist/get,tasklist/tasks,task/get,task/list,task-subtask/list,comment/list}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.people import id_in
from feishu_sandbox.task.access import reads_list, subtasks
from feishu_sandbox.task.model import USER

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.task.model import Comment, Member, Task, Tasklist

_LINK = "https://applink.feishu.cn/client/todo"
#: What the documentation of the listing of subtasks does not have, and that of a task has.
_DETAILS = ("is_milestone", "custom_fields", "dependencies", "assignee_related")


def member(call: Incoming, given: Member, *, named: bool = False) -> Json:
    """Render a member in the caller's id kind; without the scope for it, the id is left out."""
    shown: Json = {"type": given.type, "role": given.role}
    is_user = given.type == USER
    identifier = id_in(call.world, given.id, call.user_id_type, call.app) if is_user else given.id
    if identifier:
        shown["id"] = identifier
    if named:
        shown["name"] = _name(call, given)
    return shown


def _name(call: Incoming, given: Member) -> str:
    state = call.world.state
    known = state.users.get(given.id) or state.apps.get(given.id)
    return known.name if known else ""


def tasklist(call: Incoming, given: Tasklist) -> Json:
    """Render a task list; its owner is not among its members."""
    return {
        "guid": given.guid,
        "name": given.name,
        "creator": member(call, given.creator),
        "owner": member(call, given.owner),
        "members": [member(call, one) for one in given.members],
        "url": f"{_LINK}/task_list?guid={given.guid}",
        "created_at": str(given.created_at),
        "updated_at": str(given.updated_at),
    }


def summary(call: Incoming, given: Task) -> Json:
    """Render a task as the listing of a task list does: without `updated_at`."""
    return {
        "guid": given.guid,
        "summary": given.summary,
        "completed_at": str(given.completed_at),
        "members": [member(call, one, named=True) for one in given.members],
        "subtask_count": len(subtasks(call.world.state.tasks, given.guid)),
        **_plan(given),
    }


def task(call: Incoming, given: Task) -> Json:
    """Render a task with everything that is documented; objects that are not set are left out."""
    shown: Json = {
        **summary(call, given),
        "task_id": given.task_id,
        "description": given.description,
        "reminders": _reminders(given),
        "creator": member(call, given.creator, named=True),
        "attachments": given.attachments,
        "extra": given.extra,
        "tasklists": _lists(call, given),
        "repeat_rule": given.repeat_rule,
        "parent_task_guid": given.parent,
        "mode": given.mode,
        "source": given.source,
        "created_at": str(given.created_at),
        "updated_at": str(given.updated_at),
        "status": "done" if given.completed_at else "todo",
        "url": f"{_LINK}/detail?guid={given.guid}",
        "is_milestone": given.is_milestone,
        "custom_fields": given.custom_fields,
        "dependencies": given.dependencies,
        "assignee_related": _assignees(call, given),
    }
    objects = {"origin": given.origin, "custom_complete": given.custom_complete}
    return {**shown, **{name: value for name, value in objects.items() if value}}


def subtask(call: Incoming, given: Task) -> Json:
    """Render a subtask in its listing; `lean_subtasks` keeps to the page of the documentation."""
    shown = task(call, given)
    if call.behaviour.lean_subtasks:
        for name in _DETAILS:
            del shown[name]
    return shown


def comment(call: Incoming, given: Comment) -> Json:
    """Render a comment."""
    shown: Json = {
        "id": given.id,
        "content": given.content,
        "creator": member(call, given.creator),
        "created_at": str(given.created_at),
        "updated_at": str(given.updated_at),
        "resource_type": "task",
        "resource_id": given.task,
    }
    return {**shown, "reply_to_comment_id": given.reply_to} if given.reply_to else shown


def _plan(given: Task) -> Json:
    times = {"due": given.due, "start": given.start}
    return {
        name: {"timestamp": str(time["timestamp"]), "is_all_day": time["is_all_day"]}
        for name, time in times.items()
        if time
    }


def _reminders(given: Task) -> list[Json]:
    if given.reminder is None:
        return []
    identifier = given.reminder_id or given.task_id[1:]
    return [{"id": identifier, "relative_fire_minute": given.reminder}]


def _lists(call: Incoming, given: Task) -> list[Json]:
    """Return the lists that the task is in, as far as the caller may read them."""
    lists = call.world.state.tasks.lists
    return [
        {"tasklist_guid": guid, "section_guid": section}
        for guid, section in given.lists.items()
        if guid in lists and reads_list(lists[guid], call.principal)
    ]


def _assignees(call: Incoming, given: Task) -> list[Json]:
    assignees = [one for one in given.members if one.role == "assignee"]
    shown = [(member(call, one), given.done_by.get(one.id, 0)) for one in assignees]
    return [{"id": one["id"], "completed_at": str(done)} for one, done in shown if "id" in one]
