"""The settings of a route that makes tasks: the API's own field names.

Docs: `/uAjLw4CM/ukTMukTMukTM/task-v2/task/create`.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from target_feishu.kind import Properties, Route, templated

if t.TYPE_CHECKING:
    from collections.abc import Mapping

WHEN_UNSURE: t.Final = ("fail", "create")

_TIME = "RFC 3339 time, date (`2026-01-31`: all day), milliseconds, or `{timestamp, is_all_day}`."


PROPERTIES: t.Final[Properties] = {
    "summary": templated("Title", "3,000 characters at most; never empty."),
    "description": templated("Description", "3,000 characters at most."),
    "due": templated("Due", _TIME, "integer", "object"),
    "start": templated(
        "Start", f"{_TIME} Not after `due`, and all-day where `due` is.", "integer", "object"
    ),
    "completed_at": templated(
        "Completed", 'A time, true for "done", false or `0` for "open".', "integer", "boolean"
    ),
    "members": templated(
        "Members",
        "Ids, e-mails, mobiles, in a list or with commas between them; or the API's objects "
        "`{id, type, role}`. The role is `assignee` where it is not given. 50 at most.",
        "array",
        "object",
    ),
    "tasklists": templated(
        "Task lists",
        "GUIDs or links of lists, or `{tasklist_guid, section_guid}`. The app has to be an "
        "editor of them.",
        "array",
        "object",
    ),
    "reminders": templated(
        "Reminder", "Minutes before `due`, or `[{relative_fire_minute}]`; one.", "integer", "array"
    ),
    "repeat_rule": templated("Repetition", "RRULE; needs `due`."),
    "custom_fields": templated(
        "Custom fields", "`[{guid, text_value}]` and the like, of lists in `tasklists`.", "array"
    ),
    "custom_complete": templated(
        "Completion elsewhere", "`{pc, ios, android}` of the API.", "object"
    ),
    "origin": templated(
        "Origin",
        "`{platform_i18n_name, href: {url, title}}`; Feishu takes it when the task is made, and "
        "never changes it.",
        "object",
    ),
    "extra": templated(
        "Data of the app", "Text that people do not see, 65,536 characters at most."
    ),
    "mode": templated("Mode", "1: all assignees have to complete it, 2: any of them.", "integer"),
    "is_milestone": templated("Milestone", "Whether it is one.", "boolean"),
    "parent": templated(
        "Parent",
        "GUID or link of a task, or the key of another record of the stream: the task is made as "
        "its subtask. Feishu never moves it afterwards.",
        "integer",
        "array",
    ),
    "operation": {
        **templated("Operation", "`upsert` or `delete`; may be a template."),
        "default": "upsert",
        "minLength": 1,
    },
    "when_unsure": {
        "type": "string",
        "title": "When nobody can tell",
        "description": (
            "A run ended while a task was being made, and Feishu cannot tell whether it was: "
            "`fail` says so, `create` makes it, perhaps a second time."
        ),
        "enum": list(WHEN_UNSURE),
        "default": "fail",
    },
}

#: Settings that are not fields of a task.
_OWN: t.Final = ("operation", "when_unsure")
#: What a task is made of, by the names of the API; `parent` is the path of the call.
FIELDS: t.Final = tuple(name for name in PROPERTIES if name not in _OWN)
#: Those that are taken from columns where the route does not give them.
COLUMNS: t.Final = tuple(name for name in FIELDS if name != "parent")


@dataclass(frozen=True, slots=True)
class TaskRoute(Route):
    """One task a record; strings, also those in lists and objects, are templates."""

    summary: str | None = None
    description: str | None = None
    due: t.Any = None
    start: t.Any = None
    completed_at: t.Any = None
    members: t.Any = None
    tasklists: t.Any = None
    reminders: t.Any = None
    repeat_rule: str | None = None
    custom_fields: t.Any = None
    custom_complete: t.Any = None
    origin: t.Any = None
    extra: str | None = None
    mode: t.Any = None
    is_milestone: t.Any = None
    parent: t.Any = None
    operation: str = "upsert"
    when_unsure: str = "fail"

    @property
    def given(self) -> Mapping[str, t.Any]:
        """The fields that the route gives."""
        values = {name: getattr(self, name) for name in FIELDS}
        return {name: value for name, value in values.items() if value is not None}
