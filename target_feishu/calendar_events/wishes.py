"""What a record asks for: an event of these fields, with these attendees, in this calendar."""

from __future__ import annotations

import dataclasses
import typing as t

from target_feishu.calendar_events.attendees import FIELD as ATTENDEES
from target_feishu.calendar_events.attendees import read_attendees
from target_feishu.calendar_events.events import PRIMARY
from target_feishu.calendar_events.fields import READERS, read_fields
from target_feishu.calendar_events.values import boolean
from target_feishu.errors import RecordError, refusal
from target_feishu.objects.fields import FieldTemplates
from target_feishu.objects.sink import DELETE, UPSERT, Wish
from target_feishu.templates import Template

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from target_feishu.calendar_events.attendees import Attendee
    from target_feishu.calendar_events.fields import Fields
    from target_feishu.calendar_events.route import EventRoute
    from target_feishu.sinks import Record

OPERATIONS: t.Final = (UPSERT, DELETE)
NOTIFY: t.Final = "need_notification"


@dataclasses.dataclass(frozen=True, slots=True)
class EventWish(Wish):
    """An event as a record wants it; `content` is the whole of it, for the digest."""

    key: str = ""
    calendar: str = ""
    fields: Fields = dataclasses.field(default_factory=dict)
    #: None where the record does not speak of attendees: whoever is invited stays so.
    attendees: list[Attendee] | None = None
    #: No part of the content: it says how something is done, not what.
    notify: bool | None = None


class WishTemplates:
    """Makes wishes of records, by a route."""

    def __init__(self, route: EventRoute) -> None:
        """Compile what the configuration check has found to be right."""
        self._calendar = Template(route.calendar_id, "calendar_id")
        self._operation = Template(route.operation, "operation")
        self._fields = FieldTemplates(route.given, [*READERS, ATTENDEES, NOTIFY])

    def wish(self, record: Record, key: str) -> EventWish:
        """Fill in a record.

        Raises:
            RecordError: It does not say it in a way that Feishu takes.
        """
        operation = operation_of(self._operation.render(record))
        if operation == DELETE:
            return EventWish(None, DELETE, key)
        given = self._fields.evaluate(record)
        notify = boolean(given.pop(NOTIFY, None), NOTIFY)
        attendees = read_attendees(given.pop(ATTENDEES)) if ATTENDEES in given else None
        fields = read_fields(given)
        calendar = calendar_of(self._calendar.render(record))
        content = {"calendar": calendar, "fields": fields, "attendees": attendees}
        return EventWish(content, UPSERT, key, calendar, fields, attendees, notify)


def calendar_of(text: str) -> str:
    """Read the setting `calendar_id`, rendered.

    Raises:
        RecordError: It is neither an id nor `primary`.
    """
    found = text.strip()
    if found != PRIMARY and ("@" not in found or any(each.isspace() for each in found)):
        cure = "Take the id from the calendar's settings, or from the tap's stream `calendars`"
        raise refusal(text, "calendar_id", "`primary` or an id (...@group.calendar...)", cure)
    return found


def operation_of(text: str) -> str:
    """Read the setting `operation`, rendered.

    Raises:
        RecordError: It is no operation.
    """
    found = text.strip()
    if found not in OPERATIONS:
        raise refusal(text, "operation", " or ".join(f"`{each}`" for each in OPERATIONS))
    return found


#: Every field of a route that is checked as it stands, where it is no template.
_LITERALS: t.Final[Mapping[str, t.Callable[[t.Any, str], t.Any]]] = {
    **READERS,
    NOTIFY: boolean,
    ATTENDEES: lambda value, _: read_attendees(value),
    "calendar_id": lambda value, _: calendar_of(value),
    "operation": lambda value, _: operation_of(value),
}


def literal_problems(route: Mapping[str, t.Any]) -> list[str]:
    """List what is wrong with the values of a route that are no templates; shows none of them."""
    problems = []
    for name, read in _LITERALS.items():
        if name not in route or _has_template(route[name]):
            continue
        try:
            read(route[name], name)
        except RecordError as error:
            problems.append(error.message.partition(", got ")[0])
    return problems


def _has_template(value: t.Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_template, value.values()))
    if isinstance(value, list):
        return any(map(_has_template, value))
    return isinstance(value, str) and ("{{" in value or "{%" in value)
