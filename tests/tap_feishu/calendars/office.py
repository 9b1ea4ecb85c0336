"""A tenant with calendars of its own, and a warehouse of what was read."""

from __future__ import annotations

import copy

HOUR = 3600
DAY = 24 * HOUR
NOON = 1_770_000_000
STREAMS = ("calendars", "calendar_events", "calendar_event_attendees")


class Office:
    """A tenant with calendars of its own, and a warehouse that takes what the tap emits."""

    def __init__(self, bench, folder):
        self.bench, self.sandbox = bench, bench.sandbox
        self.app_id = self.sandbox.app.app_id
        self.acts = self.sandbox.world.calendars
        self.state = self.acts.state
        self.state.calendars.clear()
        self.state.events.clear()
        bench.config |= {"bases": [], "store_url": f"sqlite:///{folder}/store.sqlite3"}
        self.events, self.guests = {}, {}
        self.last = None

    def run(self, *streams, state="last", **config):
        """Run, load the warehouse, and go on from here the next time."""
        before = copy.deepcopy(self.last if state == "last" else state)
        run = self.bench.run(*(streams or STREAMS), state=before, **config)
        for row in run.records.get("calendar_events", []):
            self.events[row["calendar_id"], row["event_id"]] = row
        for row in run.records.get("calendar_event_attendees", []):
            key = (row["calendar_id"], row["event_id"], row["attendee_id"])
            self.guests[key] = row["rsvp_status"]
        self.last = run.state
        return run

    def titles(self, run):
        """Give titles of the events of a run, with a minus for those that are gone."""
        rows = run.records.get("calendar_events", [])
        return sorted(
            ("-" if row["_sdc_deleted_at"] else "") + self.state.events[row["event_id"]].summary
            for row in rows
        )

    def alive(self):
        """Give what the warehouse holds."""
        return {
            key: row["summary"] for key, row in self.events.items() if not row["_sdc_deleted_at"]
        }

    def truth(self):
        """Give what the calendars hold."""
        return {
            (calendar.calendar_id, entry.event_id): self.state.events[entry.event_id].summary
            for calendar in self.state.calendars.values()
            for entry in calendar.entries.values()
            if not entry.gone and self.state.events[entry.event_id].status != "cancelled"
        }

    def cursor(self, calendar, stream="calendar_events"):
        return self.last["bookmarks"][stream]["cursors"][calendar.calendar_id]

    def calls(self, pattern="calendar.event.list"):
        return self.sandbox.calls.of(pattern)


def add(office, calendar, *titles):
    return [office.acts.add_event(calendar, title, start=NOON) for title in titles]
