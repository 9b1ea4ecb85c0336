"""How a change becomes visible: every calendar that shows the event gets a newer version of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.calendar.model import Entry

if TYPE_CHECKING:
    from feishu_sandbox.calendar.model import Calendar, CalendarState, Event
    from feishu_sandbox.world import World


class Changes:
    """What the builders of calendar share."""

    world: World

    @property
    def state(self) -> CalendarState:
        """The calendars and events."""
        raise NotImplementedError

    def next_version(self) -> int:
        """Count one change."""
        self.state.version += 1
        return self.state.version

    def changed(self, event: Event) -> None:
        """Note that an event changed, wherever it is shown."""
        for calendar in self.showing(event):
            calendar.entries[event.event_id].version = self.next_version()

    def showing(self, event: Event) -> list[Calendar]:
        """Return the calendars that have an entry of the event."""
        calendars = self.state.calendars.values()
        return [one for one in calendars if event.event_id in one.entries]

    def enter(self, calendar: Calendar, event: Event) -> None:
        """Show an event in a calendar, as the newest entry."""
        version = self.next_version()
        known = calendar.entries.get(event.event_id)
        place = known.place if known else len(calendar.entries)
        calendar.entries[event.event_id] = Entry(event.event_id, place, version)
