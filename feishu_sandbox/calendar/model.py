"""State of calendar as plain data.

An event is one object, however many calendars show it: each calendar has an entry of its own, whose
version grows whenever the event changes. Times are Unix seconds; people are named by open_id, apps
by app_id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Attendee:
    """Who is invited; `target` is an open_id, chat_id, room id or e-mail address by `kind`."""

    attendee_id: str
    kind: str
    target: str
    name: str
    rsvp: str = "needs_action"
    optional: bool = False
    organizer: bool = False
    external: bool = False
    operator: str = ""


@dataclass(slots=True)
class Event:
    """A single event, the master of a series, or an exception of one.

    Attributes:
        start: As the API shows it: `{timestamp, timezone}`, or `{date, timezone}` for whole days.
        end: The same.
        details: Members that are shown as they are, where they are set: `location`, `vchat`,
            `schemas`, `attachments` and the like.
        original_time: Exceptions: when the instance would have begun; 0 for all others.
    """

    event_id: str
    organizer_calendar_id: str
    organizer: str
    summary: str
    start: dict[str, str]
    end: dict[str, str]
    created: int
    description: str = ""
    recurrence: str = ""
    status: str = "confirmed"
    visibility: str = "default"
    attendee_ability: str = "can_see_others"
    recurring_event_id: str = ""
    original_time: int = 0
    details: dict[str, Any] = field(default_factory=dict)
    attendees: list[Attendee] = field(default_factory=list)

    @property
    def is_exception(self) -> bool:
        """Whether it stands for one changed instance of a series."""
        return bool(self.recurring_event_id)


@dataclass(slots=True)
class Entry:
    """An event in one calendar; `place` orders listings, `gone` means taken out of this one."""

    event_id: str
    place: int
    version: int
    gone: bool = False


@dataclass(slots=True)
class Calendar:
    """A calendar; `roles` and `subscribers` name apps and people."""

    calendar_id: str
    summary: str
    place: int
    version: int
    description: str = ""
    permissions: str = "private"
    color: int = -1
    type: str = "shared"
    owner: str = ""
    third_party: bool = False
    deleted: bool = False
    roles: dict[str, str] = field(default_factory=dict)
    subscribers: list[str] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    watchers: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CalendarState:
    """What a restart must bring back; tokens up to the void serials are expired."""

    calendars: dict[str, Calendar] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    version: int = 0
    tokens_issued: int = 0
    void_sync_tokens: int = 0
    void_page_tokens: int = 0
