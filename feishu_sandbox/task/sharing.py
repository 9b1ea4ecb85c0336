"""Members, reminders and lists of tasks; making and sharing lists.

Docs: S/task-v2/task/{add_members,remove_members,add_reminders,remove_reminders,add_tasklist,
remove_tasklist}, S/task-v2/tasklist/{create,add_members}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import PER_MINUTE_100, STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.task import reading, rendering
from feishu_sandbox.task.access import edit_list, edit_task
from feishu_sandbox.task.codes import (
    REMINDER_EXISTS,
    TOO_MANY_ASSIGNEES,
    TOO_MANY_FOLLOWERS,
    TOO_MANY_LIST_MEMBERS,
)
from feishu_sandbox.task.making import section_of
from feishu_sandbox.task.model import Member
from feishu_sandbox.task.once import once
from feishu_sandbox.task.reading import invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.limits import Window
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.task.model import Tasklist

#: Members of one role; the pages name codes for "too many", but no numbers.
_MAX_IN_ROLE = 100
_MAX_LIST_MEMBERS = 500
_MAX_REMOVED = 500
_MAX_NAME = 100
_LIST_ROLES = ("editor", "viewer")
_MEMBERS = {"members": list, "client_token": str}


def _add_members(call: Incoming) -> Json:
    task = edit_task(call)
    found = _named(call, reading.MAX_MEMBERS)

    def act() -> Json:
        members = [*task.members, *(one for one in found if one not in task.members)]
        for role, code in (("assignee", TOO_MANY_ASSIGNEES), ("follower", TOO_MANY_FOLLOWERS)):
            if sum(one.role == role for one in members) > _MAX_IN_ROLE:
                raise ApiError(code)
        call.world.tasks.edit(task, members=members)
        return {"task": rendering.task(call, task)}

    return once(call, act)


def _remove_members(call: Incoming) -> Json:
    task = edit_task(call)
    if "client_token" in call.body:
        refuse_field("client_token", call.body["client_token"], "no such parameter")
    gone = _named(call, _MAX_REMOVED)
    call.world.tasks.edit(task, members=[one for one in task.members if one not in gone])
    return {"task": rendering.task(call, task)}


def _named(call: Incoming, most: int) -> list[Member]:
    found = reading.members(call, reading.checked(call.body, _MEMBERS).get("members", ()))
    if not 1 <= len(found) <= most:
        invalid("members", f"1 to {most} members")
    return found


def _add_reminders(call: Incoming) -> Json:
    task = edit_task(call)
    given = reading.checked(call.body, {"reminders": list})
    minutes = reading.minutes(given.get("reminders", ()))
    if not minutes:
        invalid("reminders", "param is required")
    if task.due is None:
        invalid("reminders", "cannot set reminders without setting due")
    if task.reminder is not None:
        raise ApiError(REMINDER_EXISTS)
    identifier = call.world.new_id("task_reminder")
    call.world.tasks.edit(task, reminder=minutes[0], reminder_id=identifier)
    return {"task": rendering.task(call, task)}


def _remove_reminders(call: Incoming) -> Json:
    task = edit_task(call)
    ids = reading.checked(call.body, {"reminder_ids": list}).get("reminder_ids")
    if not ids or not all(isinstance(one, str) and one.isdecimal() for one in ids):
        invalid("reminder_ids", "must be a list of ids")
    shown = rendering.task(call, task)["reminders"]
    if any(one["id"] in ids for one in shown):
        call.world.tasks.edit(task, reminder=None, reminder_id="")
    return {"task": rendering.task(call, task)}


def _add_tasklist(call: Incoming) -> Json:
    """Put a task into a list; one that is there stays where it is."""
    task = edit_task(call)
    given = reading.checked(call.body, {"tasklist_guid": str, "section_guid": str})
    tasklist = edit_list(call, given.get("tasklist_guid", ""))
    section = section_of(tasklist, given.get("section_guid"))
    if tasklist.guid not in task.lists:
        call.world.tasks.put(task, tasklist, section)
    return {"task": rendering.task(call, task)}


def _remove_tasklist(call: Incoming) -> Json:
    task = edit_task(call)
    given = reading.checked(call.body, {"tasklist_guid": str})
    tasklist = edit_list(call, given.get("tasklist_guid", ""))
    if tasklist.guid in task.lists:
        call.world.tasks.take_out(task, tasklist)
    return {"task": rendering.task(call, task)}


def _create_list(call: Incoming) -> Json:
    """Make a list that belongs to the caller."""
    given = reading.checked(call.body, {"name": str, "members": list})
    name = given.get("name", "")
    if not 1 <= len(name) <= _MAX_NAME:
        invalid("name", f"1 to {_MAX_NAME} characters")
    members = _list_members(call, given.get("members", []))
    if len(members) > _MAX_LIST_MEMBERS:
        invalid("members", f"at most {_MAX_LIST_MEMBERS} members")
    tasklist = call.world.tasks.add_list(name, call.principal)
    _share(tasklist, members)
    return {"tasklist": rendering.tasklist(call, tasklist)}


def _add_list_members(call: Incoming) -> Json:
    tasklist = edit_list(call, call.path["tasklist_guid"])
    given = reading.checked(call.body, {"members": list})
    members = _list_members(call, given.get("members", []))
    if not 1 <= len(members) <= _MAX_LIST_MEMBERS:
        invalid("members", f"1 to {_MAX_LIST_MEMBERS} members")
    _share(tasklist, members)
    tasklist.updated_at = call.world.clock.now_ms()
    return {"tasklist": rendering.tasklist(call, tasklist)}


def _list_members(call: Incoming, items: list[Any]) -> list[Member]:
    """Read members of a list; the role of a viewer is the default, chats are members too."""
    roles: list[Any] = [
        {"role": "viewer", **one} if isinstance(one, dict) else one for one in items
    ]
    chats = [one for one in roles if isinstance(one, dict) and one.get("type") == "chat"]
    rest = [one for one in roles if one not in chats]
    known = [one for one in chats if one.get("id") in call.world.state.chats]
    if len(known) < len(chats):
        invalid("members", "no such chat")
    found = reading.members(call, rest, _LIST_ROLES)
    return [*found, *(Member(one["id"], "chat", one["role"]) for one in known)]


def _share(tasklist: Tasklist, members: list[Member]) -> None:
    """Give roles; a member has one, and the owner keeps its own."""
    for member in members:
        if member.id != tasklist.owner.id:
            others = [one for one in tasklist.members if one.id != member.id]
            tasklist.members = [*others, member]
    if len(tasklist.members) > _MAX_LIST_MEMBERS:
        raise ApiError(TOO_MANY_LIST_MEMBERS)


def _operation(
    name: str,
    path: str,
    handler: Callable[[Incoming], Json],
    tier: tuple[Window, ...],
    *scopes: str,
) -> Operation:
    full = f"/task/v2/{path}"
    query = ("user_id_type",)
    return Operation(
        name, "POST", full, handler, tier, scopes, writes=True, body="json", query=query
    )


_TASK, _LIST = "task:task:write", "task:tasklist:write"
_AT = "tasks/{task_guid}"

OPERATIONS = (
    _operation(
        "task.task.add_members",
        f"{_AT}/add_members",
        _add_members,
        PER_MINUTE_100,
        _TASK,
        "task:personnel:writeonly",
    ),
    _operation(
        "task.task.remove_members", f"{_AT}/remove_members", _remove_members, PER_MINUTE_100, _TASK
    ),
    _operation(
        "task.task.add_reminders", f"{_AT}/add_reminders", _add_reminders, PER_MINUTE_100, _TASK
    ),
    _operation(
        "task.task.remove_reminders",
        f"{_AT}/remove_reminders",
        _remove_reminders,
        PER_MINUTE_100,
        _TASK,
    ),
    _operation("task.task.add_tasklist", f"{_AT}/add_tasklist", _add_tasklist, STANDARD, _TASK),
    _operation(
        "task.task.remove_tasklist", f"{_AT}/remove_tasklist", _remove_tasklist, STANDARD, _TASK
    ),
    _operation("task.tasklist.create", "tasklists", _create_list, STANDARD, _LIST),
    _operation(
        "task.tasklist.add_members",
        "tasklists/{tasklist_guid}/add_members",
        _add_list_members,
        STANDARD,
        _LIST,
    ),
)
