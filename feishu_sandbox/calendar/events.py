"""What people do with events: make, move, edit and cancel them, one instance or the series."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from feishu_sandbox.calendar.changes import Changes
from feishu_sandbox.calendar.model import Event
from feishu_sandbox.calendar.times import ZONE, moment, seconds

if TYPE_CHECKING:
    from feishu_sandbox.calendar.model import Calendar
    from feishu_sandbox.model import Json

_HOUR = 3600


class EventActs(Changes):
    """Builders of events."""

    def add_event(  # noqa: PLR0913 - what the form asks for
        self,
        calendar: Calendar,
        summary: str,
        *,
        start: int | str = 0,
        end: int | str | None = None,
        zone: str = ZONE,
        recurrence: str = "",
        description: str = "",
        visibility: str = "default",
        organizer: str = "",
        **details: Any,
    ) -> Event:
        """Create an event.

        Args:
            calendar: The calendar of its organizer.
            summary: Its title.
            start: Unix seconds, or a day `YYYY-MM-DD`; the next full hour by default.
            end: The same; an hour later, or the same day, by default.
            zone: IANA name of its time zone.
            recurrence: RRULE of a series.
            description: Its description.
            visibility: `default`, `public` or `private`.
            organizer: open_id of its organizer, the owner of the calendar by default.
            **details: Members of the API's event to show as they are, such as `location`.
        """
        with self.world.lock:
            now = int(self.world.clock.now())
            begins = start or now // _HOUR * _HOUR + _HOUR
            ends = end if end is not None else _an_hour_after(begins)
            event = Event(
                event_id=f"{self._uid()}_0",
                organizer_calendar_id=calendar.calendar_id,
                organizer=organizer or calendar.owner,
                summary=summary,
                start=moment(begins, zone),
                end=moment(ends, zone),
                created=now,
                description=description,
                recurrence=recurrence,
                visibility=visibility,
                details=details,
            )
            self.state.events[event.event_id] = event
            self.enter(calendar, event)
        return event

    def edit_event(self, event: Event, **members: Any) -> None:
        """Change members of an event: those of `Event`, or details that are shown as they are."""
        known = {field.name for field in dataclasses.fields(Event)}
        with self.world.lock:
            for name, value in members.items():
                if name in known:
                    setattr(event, name, value)
                else:
                    event.details[name] = value
            self.changed(event)

    def move_event(
        self, event: Event, start: int | str, end: int | str | None = None, zone: str = ZONE
    ) -> None:
        """Move an event to another time."""
        ends = end if end is not None else _an_hour_after(start)
        self.edit_event(event, start=moment(start, zone), end=moment(ends, zone))

    def cancel_event(self, event: Event) -> None:
        """Cancel an event; a series with all its exceptions."""
        with self.world.lock:
            for one in (event, *self.exceptions(event)):
                if one.status != "cancelled":
                    self.edit_event(one, status="cancelled")

    def exceptions(self, series: Event) -> list[Event]:
        """Return the exceptions of a series."""
        events = self.state.events.values()
        return [one for one in events if one.recurring_event_id == series.event_id]

    def change_instance(self, series: Event, original_time: int, **members: Any) -> Event:
        """Change one instance of a series, which becomes an exception.

        Args:
            series: The master.
            original_time: When the instance would have begun, Unix seconds.
            **members: As of `edit_event`; `start` and `end` as the API shows them.
        """
        with self.world.lock:
            exception = self._exception(series, original_time)
            self.edit_event(exception, **members)
        return exception

    def cancel_instance(self, series: Event, original_time: int) -> Event:
        """Cancel one instance of a series; the series stays."""
        return self.change_instance(series, original_time, status="cancelled")

    def show_in(self, event: Event, calendar: Calendar) -> None:
        """Show an event in another calendar too, as that of a guest."""
        with self.world.lock:
            self.enter(calendar, event)

    def take_out(self, event: Event, calendar: Calendar) -> None:
        """Take an event out of a guest's calendar, where it counts as deleted."""
        with self.world.lock:
            entry = calendar.entries[event.event_id]
            entry.gone, entry.version = True, self.next_version()

    def _exception(self, series: Event, original_time: int) -> Event:
        """Return the exception of this instance, made anew like its series where there is none."""
        event_id = f"{series.event_id.rpartition('_')[0]}_{original_time}"
        known = self.state.events.get(event_id)
        if known is not None:
            return known
        length = seconds(series.end) - seconds(series.start)
        details: Json = dict(series.details)
        exception = dataclasses.replace(
            series,
            event_id=event_id,
            recurring_event_id=series.event_id,
            original_time=original_time,
            recurrence="",
            start=moment(original_time),
            end=moment(original_time + length),
            details=details,
            attendees=[dataclasses.replace(one) for one in series.attendees],
        )
        self.state.events[event_id] = exception
        for calendar in self.showing(series):
            self.enter(calendar, exception)
        return exception

    def _uid(self) -> str:
        text = self.world.new_id("event")
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _an_hour_after(start: int | str) -> int | str:
    return start + _HOUR if isinstance(start, int) else start
