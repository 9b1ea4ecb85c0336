"""Who may see which calendar, and how much of it.

Docs: R/calendar-v4/calendar/introduction and R/calendar-v4/calendar-event/list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from feishu_sandbox.calendar.model import Calendar, Entry, Event
    from feishu_sandbox.operation import Incoming

#: What ids of calendars end with.
SUFFIX = "@group.calendar.feishu.cn"
READERS = ("reader", "writer", "owner")
WRITERS = ("writer", "owner")
_WITH_EVENTS = ("primary", "shared", "resource")
_BY_PERMISSION = {"public": "reader", "show_only_free_busy": "free_busy_reader"}


def role_of(calendar: Calendar, principal: str) -> str:
    """Return the role of an app or person; "" for none."""
    return calendar.roles.get(principal) or _BY_PERMISSION.get(calendar.permissions, "")


def need_bot(call: Incoming) -> None:
    """Refuse an app without bot ability; a user needs none.

    Raises:
        ApiError: 190007.
    """
    if call.user is None and not call.app.bot:
        raise ApiError(190007)


def calendar_of(call: Incoming) -> Calendar:
    """Return the calendar of the path, if the caller has a role in it.

    Raises:
        ApiError: 190007 without bot, 191001 for a bad id, 191000 for an unknown one, 191003 for a
            deleted calendar, 191002 without a role.
    """
    need_bot(call)
    calendar_id = call.path["calendar_id"]
    if not calendar_id.endswith(SUFFIX):
        raise ApiError(191001)
    calendar = call.world.state.calendars.calendars.get(calendar_id)
    if calendar is None:
        raise ApiError(191000)
    if calendar.deleted:
        raise ApiError(191003)
    if not role_of(calendar, call.principal):
        raise ApiError(191002)
    return calendar


def readable_calendar(call: Incoming) -> Calendar:
    """Return the calendar of the path, if the caller may read its events.

    Raises:
        ApiError: As `calendar_of`; 191004 for a type without events in this API, 191002 for those
            who only see when its owner is busy.
    """
    calendar = calendar_of(call)
    if calendar.type not in _WITH_EVENTS:
        raise ApiError(191004)
    if role_of(calendar, call.principal) not in READERS:
        raise ApiError(191002)
    return calendar


def entry_of(call: Incoming, calendar: Calendar) -> tuple[Entry, Event]:
    """Return the event of the path.

    Raises:
        ApiError: 193000 for a bad id, 193001 for an unknown event, 193003 for a deleted one.
    """
    event_id = call.path["event_id"]
    uid, _, original = event_id.rpartition("_")
    if not uid or not original.isdecimal():
        raise ApiError(193000)
    entry = calendar.entries.get(event_id)
    if entry is None:
        raise ApiError(193001)
    event = call.world.state.calendars.events[event_id]
    if entry.gone or event.status == "cancelled":
        raise ApiError(193003)
    return entry, event


def sees_details(calendar: Calendar, event: Event, principal: str) -> bool:
    """Tell whether the caller sees more than the time of an event: private ones are hidden."""
    return event.visibility != "private" or role_of(calendar, principal) in WRITERS


def sees_attendees(call: Incoming, event: Event) -> bool:
    """Tell whether the caller is the organizer, or guests may see each other."""
    home = call.world.state.calendars.calendars.get(event.organizer_calendar_id)
    organizes = home is not None and role_of(home, call.principal) in WRITERS
    return organizes or event.attendee_ability != "none"
