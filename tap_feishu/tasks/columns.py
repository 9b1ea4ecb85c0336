"""Columns of tasks: times inside objects become UTC date-times too.

Numbers of custom fields stay the text that Feishu sends, which is exact whatever their digits.
"""

from __future__ import annotations

import typing as t

from tap_feishu.columns import (
    BOOLEAN,
    INTEGER,
    MILLISECONDS,
    OBJECT,
    TEXT,
    TEXTS,
    Column,
    objects,
    record,
)

if t.TYPE_CHECKING:
    from tap_feishu.columns import Columns

_DAY_MS = 86_400_000


def _read_parts(columns: Columns, value: t.Any) -> t.Any:
    """Read the members that are known, and keep the others as they are."""
    if not isinstance(value, dict):
        return None
    known = {name: column.read(value[name]) for name, column in columns.items() if name in value}
    return {**value, **known}


def parts(**columns: Column) -> Column:
    """Make an object whose members are read as these columns."""
    return Column(record(**columns).schema, lambda value: _read_parts(columns, value))


def lists(**columns: Column) -> Column:
    """Make a list of objects whose members are read as these columns."""

    def read(value: t.Any) -> t.Any:
        if not isinstance(value, list):
            return None
        return [_read_parts(columns, one) for one in value if isinstance(one, dict)]

    return Column(objects(**columns).schema, read)


def milliseconds(value: t.Any) -> int:
    """Read a time of Feishu, a string or number; 0 where there is none."""
    text = str(value or 0)
    return int(text) if text.isdecimal() else 0


def _plan(value: t.Any) -> t.Any:
    """Read `due` or `start`: the timestamp 0 clears it, and only the date of a day counts."""
    moment = milliseconds(value.get("timestamp")) if isinstance(value, dict) else 0
    if not moment:
        return None
    if value.get("is_all_day"):
        moment -= moment % _DAY_MS
    return {**value, "timestamp": MILLISECONDS.read(moment)}


_filled_time = Column(MILLISECONDS.schema, lambda value: MILLISECONDS.read(value or None))
_filled_text = Column(TEXT.schema, lambda value: TEXT.read(value) or None)
_MEMBER = {"id": TEXT, "type": TEXT, "role": TEXT, "name": TEXT}

#: Somebody with a role; `type` tells whether `id` is a user's or an app's.
MEMBER = record(**_MEMBER)
MEMBERS = objects(**_MEMBER)
#: `{timestamp, is_all_day}`, null where it is not set; a day is its midnight in UTC.
PLAN = Column(record(timestamp=MILLISECONDS, is_all_day=BOOLEAN).schema, _plan)
ATTACHMENTS = lists(
    guid=TEXT,
    file_token=TEXT,
    name=TEXT,
    size=INTEGER,
    resource=OBJECT,
    uploader=MEMBER,
    is_cover=BOOLEAN,
    uploaded_at=MILLISECONDS,
)
CUSTOM_FIELDS = lists(
    guid=TEXT,
    name=TEXT,
    type=TEXT,
    number_value=_filled_text,
    datetime_value=_filled_time,
    member_value=MEMBERS,
    single_select_value=_filled_text,
    multi_select_value=TEXTS,
    text_value=TEXT,
)
ASSIGNEES = lists(id=TEXT, completed_at=MILLISECONDS)

#: What a listing of a task list shows of a task.
SUMMARY: t.Final[Columns] = {
    "guid": TEXT,
    "summary": TEXT,
    "completed_at": MILLISECONDS,
    "due": PLAN,
    "start": PLAN,
    "members": MEMBERS,
    "subtask_count": INTEGER,
}
#: What the documentation of the listing of subtasks does not have, and the detail of a task has.
LATER: t.Final[Columns] = {
    "is_milestone": BOOLEAN,
    "custom_fields": CUSTOM_FIELDS,
    "dependencies": objects(type=TEXT, task_guid=TEXT),
    "assignee_related": ASSIGNEES,
}
#: A whole task.
TASK: t.Final[Columns] = {
    **SUMMARY,
    "task_id": TEXT,
    "description": TEXT,
    "status": TEXT,
    "creator": MEMBER,
    "created_at": MILLISECONDS,
    "updated_at": MILLISECONDS,
    "url": TEXT,
    "parent_task_guid": TEXT,
    "tasklists": objects(tasklist_guid=TEXT, section_guid=TEXT),
    "mode": INTEGER,
    "source": INTEGER,
    "repeat_rule": TEXT,
    "extra": TEXT,
    "reminders": objects(id=TEXT, relative_fire_minute=INTEGER),
    "attachments": ATTACHMENTS,
    "origin": record(platform_i18n_name=OBJECT, href=record(url=TEXT, title=TEXT)),
    "custom_complete": record(pc=OBJECT, ios=OBJECT, android=OBJECT),
    **LATER,
}
