"""What a record asks for: the fields of a task, each in the one form that is compared and sent."""

from __future__ import annotations

import typing as t

from target_feishu.errors import RecordError
from target_feishu.objects.fields import FieldTemplates
from target_feishu.tasks import values
from target_feishu.tasks.people import found_members, members_of
from target_feishu.tasks.route import COLUMNS
from target_feishu.tasks.times import OPEN, completion, moment

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from target_feishu.people import People
    from target_feishu.tasks.route import TaskRoute

#: Field -> value, JSON. None clears; a field that the record does not speak of is not there.
Content: t.TypeAlias = dict[str, t.Any]

_Reader: t.TypeAlias = "Callable[[t.Any, str], t.Any]"

_READERS: t.Final[dict[str, _Reader]] = {
    "summary": values.text,
    "description": values.text,
    "due": moment,
    "start": moment,
    "completed_at": completion,
    "tasklists": values.tasklists,
    "members": lambda value, _: members_of(value),
    "custom_fields": values.custom_fields,
    "reminders": values.reminders,
    "repeat_rule": values.text,
    "custom_complete": values.structure,
    "origin": values.origin,
    "extra": values.text,
    "mode": values.mode,
    "is_milestone": values.truth,
    # Who it is, is asked for when the task is made.
    "parent": lambda value, _: value,
}


class TaskTemplates:
    """A route's templates, compiled once."""

    def __init__(self, route: TaskRoute) -> None:
        """Compile what the configuration check has found to be right."""
        self._templates = FieldTemplates(route.given, COLUMNS)

    def evaluate(self, record: Mapping[str, t.Any]) -> Content:
        """Fill in a record; nobody is looked up yet.

        Raises:
            RecordError: A template or what it gives is not usable.
        """
        given = self._templates.evaluate(record)
        content = {name: _READERS[name](value, name) for name, value in given.items()}
        _check(content)
        if content.get("completed_at", OPEN) != OPEN:
            # Completing takes the rule away, and Feishu refuses both in one call.
            content.pop("repeat_rule", None)
        return content


def with_people(content: Content, people: People) -> Content:
    """Look people up.

    Raises:
        RecordError: Nobody has an e-mail or mobile, or a task does not take so many.
    """
    found = dict(content)
    if "members" in found:
        found["members"] = found_members(found["members"], people)
    if "custom_fields" in found:
        found["custom_fields"] = values.found_custom_fields(found["custom_fields"], people)
    return found


def _check(content: Content) -> None:
    """Check what Feishu asks of several fields at once."""
    if "summary" in content and content["summary"] is None:
        msg = "`summary` is empty"
        raise RecordError(msg, cure="A task needs a title", field="summary")
    due, start = content.get("due"), content.get("start")
    for name in ("reminders", "repeat_rule"):
        if content.get(name) and not due:
            msg = f"`{name}` needs `due`"
            raise RecordError(msg, cure=f"Give `due` too, or no `{name}`", field=name)
    if not due or not start:
        return
    if due["is_all_day"] != start["is_all_day"]:
        msg = "`start` and `due` have to be both dates or both times"
        raise RecordError(msg, cure="Give both in the same form", field="start")
    if int(start["timestamp"]) > int(due["timestamp"]):
        msg = "`start` is after `due`"
        raise RecordError(msg, cure="Check the two times", field="start")
