"""Making tasks and subtasks.

Docs: S/task-v2/task/create, S/task-v2/task-subtask/create.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import refuse_field
from feishu_sandbox.limits import PER_SECOND_10
from feishu_sandbox.operation import Operation
from feishu_sandbox.task import reading, rendering
from feishu_sandbox.task.access import edit_list, edit_task
from feishu_sandbox.task.once import once
from feishu_sandbox.task.reading import invalid
from feishu_sandbox.task.rules import check_mode, check_needs_due, check_plan

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.task.model import Section, Task, Tasklist

_DAY_MS = 86_400_000
#: Not on the page of subtasks, though it says that both calls do the same.
_NOT_OF_SUBTASKS = ("mode", "is_milestone", "custom_fields")
_MAX_URL, _MAX_TITLE = 1024, 512
_BY_APP, _BY_USER = 6, 7


def _create(call: Incoming) -> Json:
    return once(call, lambda: {"task": rendering.task(call, _make(call))})


def _create_subtask(call: Incoming) -> Json:
    for name in _NOT_OF_SUBTASKS:
        if name in call.body:
            refuse_field(name, call.body[name], "no such parameter")

    def act() -> Json:
        return {"subtask": rendering.task(call, _make(call, edit_task(call)))}

    return once(call, act)


def _make(call: Incoming, parent: Task | None = None) -> Task:
    """Check everything, then make the task with all that belongs to it."""
    given = reading.checked(call.body, reading.TYPES)
    summary = reading.text(given, "summary")
    if not summary:
        invalid("summary", "must not be empty")
    members = reading.members(call, given.get("members", ()))
    if len(members) > reading.MAX_MEMBERS:
        invalid("members", f"at most {reading.MAX_MEMBERS} members")
    lists = _lists(call, given)
    if given.get("custom_fields") and not lists:
        invalid("custom_fields", "the fields belong to no list of the task")
    fields = {**_plan(call, given), **_others(call, given)}
    task = call.world.tasks.add_task(summary, by=call.principal, parent=parent, **fields)
    task.members = members
    for tasklist, section in lists:
        call.world.tasks.put(task, tasklist, section)
    return task


def _plan(call: Incoming, given: Json) -> Json:
    """Read times, and what depends on them."""
    due, start = timed(given, "due"), timed(given, "start")
    check_plan(due, start)
    minutes = reading.minutes(given.get("reminders", ()))
    reminder = minutes[0] if minutes else None
    rule = given.get("repeat_rule", "")
    check_needs_due(due, reminders=reminder, repeat_rule=rule)
    return {
        "due": due,
        "start": start,
        "repeat_rule": rule,
        "reminder": reminder,
        "reminder_id": call.world.new_id("task_reminder") if minutes else "",
        "completed_at": reading.number(given.get("completed_at") or "0", "completed_at"),
    }


def _others(call: Incoming, given: Json) -> Json:
    mode = given.get("mode", 2)
    check_mode(mode)
    return {
        "description": reading.text(given, "description"),
        "extra": given.get("extra", ""),
        "mode": mode,
        "is_milestone": given.get("is_milestone", False),
        "origin": _origin(call, given),
        "custom_complete": given.get("custom_complete"),
        "custom_fields": reading.custom_fields(given.get("custom_fields", ())),
        "source": _BY_USER if call.user else _BY_APP,
    }


def timed(given: Json, name: str) -> Json | None:
    """Read a time and cut it to seconds, or to the day."""
    read = reading.moment(given, name)
    if read is None:
        return None
    at, is_day = read
    return {"timestamp": at - at % (_DAY_MS if is_day else 1000), "is_all_day": is_day}


def section_of(tasklist: Tasklist, guid: str | None) -> Section:
    """Return a section of a list, the default one where none is named."""
    if not guid:
        return tasklist.sections[0]
    found = next((each for each in tasklist.sections if each.guid == guid), None)
    if found is None:
        invalid("section_guid", "no such section in the tasklist")
    return found


def _lists(call: Incoming, given: Json) -> list[tuple[Tasklist, Section]]:
    found = []
    for each in given.get("tasklists", ()):
        if not isinstance(each, dict):
            refuse_field("tasklists", each, "must be a list of objects")
        types = {"tasklist_guid": str, "section_guid": str}
        named = reading.checked(each, types, "tasklists.")
        tasklist = edit_list(call, named.get("tasklist_guid", ""))
        found.append((tasklist, section_of(tasklist, named.get("section_guid"))))
    return found


def _origin(call: Incoming, given: Json) -> Json | None:
    """Read the origin; without one a task made by an app names the app."""
    origin: Json | None = given.get("origin")
    if origin is None:
        name = call.app.name
        return None if call.user else {"platform_i18n_name": {"zh_cn": name, "en_us": name}}
    read = reading.checked(origin, {"platform_i18n_name": dict, "href": dict}, "origin.")
    href = reading.checked(read.get("href", {}), {"url": str, "title": str}, "origin.href.")
    url = href.get("url", "")
    if url and not url.startswith(("http://", "https://")):
        invalid("origin.href.url", "must start with http:// or https://")
    if len(url) > _MAX_URL or len(href.get("title", "")) > _MAX_TITLE:
        refuse_field("origin.href", url[:20], "too long")
    return read


_QUERY = ("user_id_type",)

OPERATIONS = (
    Operation(
        "task.task.create",
        "POST",
        "/task/v2/tasks",
        _create,
        PER_SECOND_10,
        ("task:task:write", "task:task:writeonly"),
        writes=True,
        body="json",
        query=_QUERY,
    ),
    Operation(
        "task.subtask.create",
        "POST",
        "/task/v2/tasks/{task_guid}/subtasks",
        _create_subtask,
        PER_SECOND_10,
        ("task:task:write",),
        writes=True,
        body="json",
        query=_QUERY,
    ),
)
