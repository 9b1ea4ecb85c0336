"""The fields of an event: how each is read, emptied, and what of them has changed."""

from __future__ import annotations

import typing as t

from target_feishu.calendar_events import structures, values
from target_feishu.calendar_events.times import END, START, moment, span

if t.TYPE_CHECKING:
    from collections.abc import Mapping

#: In the form in which they go into a request; None where the record has nothing.
Fields: t.TypeAlias = "dict[str, t.Any]"

MOST_SUMMARY: t.Final = 1_000
MOST_DESCRIPTION: t.Final = 40_960

READERS: t.Final[Mapping[str, values.Reader]] = {
    "summary": values.text(MOST_SUMMARY),
    "description": values.text(MOST_DESCRIPTION),
    START: moment,
    END: moment,
    "location": structures.location,
    "visibility": values.choice("default", "public", "private"),
    "attendee_ability": values.choice(
        "none", "can_see_others", "can_invite_others", "can_modify_event"
    ),
    "free_busy_status": values.choice("busy", "free"),
    "color": values.color,
    "reminders": values.reminders,
    "recurrence": values.recurrence,
    "vchat": structures.vchat,
    "schemas": structures.schemas,
    "attachments": structures.attachments,
    "event_check_in": structures.check_in,
}

#: What empties a field. The API has nothing that empties the others: they stay as they are.
_EMPTY: t.Final[Mapping[str, t.Any]] = {
    "summary": "",
    "description": "",
    "visibility": "default",
    "attendee_ability": "none",
    "free_busy_status": "busy",
    "color": -1,
    "reminders": [],
    "schemas": [],
    "event_check_in": {"enable_check_in": False},
}

_FILES: t.Final = "attachments"


def read_fields(given: Mapping[str, t.Any]) -> Fields:
    """Read what a record gives; absent fields stay absent, those without a value are None.

    Raises:
        RecordError: A value is not what the field takes, or the times do not go together.
    """
    fields = {name: READERS[name](each, name) for name, each in given.items()}
    fields[START], fields[END] = span(fields.get(START), fields.get(END))
    return fields


def of_new(fields: Mapping[str, t.Any]) -> Fields:
    """Give the body that makes an event."""
    return {name: each for name, each in fields.items() if each is not None}


def changed_names(known: Mapping[str, t.Any], fields: Mapping[str, t.Any]) -> list[str]:
    """Name the fields that are not as they were written last, both times or none."""
    names = [name for name, each in fields.items() if name not in known or known[name] != each]
    times = [START, END] if {START, END} & set(names) else []
    return [*times, *(name for name in names if name not in {START, END})]


def of_change(known: Mapping[str, t.Any], fields: Mapping[str, t.Any]) -> Fields:
    """Give the body that changes an event into what a record says; {} where nothing has changed.

    Args:
        known: What was written last; a field that is missing here may hold anything.
        fields: What it is to be.
    """
    body = {}
    for name in changed_names(known, fields):
        if name == _FILES:
            body[name] = _files(known.get(name), fields[name])
        else:
            body[name] = _EMPTY.get(name) if fields[name] is None else fields[name]
    return {name: each for name, each in body.items() if each is not None}


def _files(known: list[dict[str, str]] | None, wanted: list[dict[str, str]] | None) -> t.Any:
    """Give the files that come, and those that go."""
    old, new = known or [], wanted or []
    gone = [{**each, "is_deleted": True} for each in old if each not in new]
    return [*(each for each in new if each not in old), *gone] or None
