"""A calendar that the app may write to, and short ways to fill it."""

from __future__ import annotations

import datetime as dt
import typing as t

from tests.target_feishu.support import TEXT, TIME, SkippingClock, feed, make_target, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from feishu_sandbox.calendar.model import Event
    from tests.target_feishu.support import Line

STREAM = "meetings"
ANY: Line = {}
COLUMNS: Line = {"id": TEXT, "summary": TEXT, "start_time": TIME, "end_time": TIME}
NINE, TEN, ELEVEN = (f"2026-03-02T{hour}:00:00Z" for hour in ("09", "10", "11"))
TIMES = {"start_time": NINE, "end_time": TEN}

CREATE = "calendar.event.create"
PATCH = "calendar.event.patch"
DELETE = "calendar.event.delete"
LIST = "calendar.event.list"
INVITE = "calendar.event_attendee.create"
INVITED = "calendar.event_attendee.list"
TAKE_BACK = "calendar.event_attendee.batch_delete"


class LaterClock(SkippingClock):
    """A clock of a day on which some time has passed."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._later = dt.timedelta(seconds=seconds)

    def now(self) -> dt.datetime:
        return super().now() + self._later


class Agenda:
    """One calendar, and a route to it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.acts = sandbox.world.calendars
        self.app_id = sandbox.app.app_id
        self.calendar = self.acts.add_calendar("target", roles={self.app_id: "writer"})
        self.users = list(sandbox.world.state.users.values())

    def config(self, **route: t.Any) -> Line:
        settings = {key: route.pop(key) for key in ("dead_letter_path",) if key in route}
        own = {
            "stream": STREAM,
            "to": "calendar_event",
            "calendar_id": self.calendar.calendar_id,
        }
        return {"routes": [{**own, **route}], **settings}

    def columns(self, records: t.Sequence[Line]) -> Line:
        others = {name: ANY for each in records for name in each}
        return {**others, **COLUMNS}

    def lines(self, *records: Line) -> list[Line]:
        rows = [record(STREAM, **each) for each in records]
        return [schema(STREAM, **self.columns(records)), *rows]

    def put(
        self, *records: Line, user_id_type: str = "open_id", later: float = 0, **route: t.Any
    ) -> t.Any:
        """Feed records, some seconds later than now; give the summary of the run."""
        target = make_target(self.sandbox, user_id_type=user_id_type, **self.config(**route))
        target.client.clock = LaterClock(later)
        feed(target, *self.lines(*records))
        return dict(target.summary.counts.get((STREAM, "calendar_events"), {}))

    @property
    def events(self) -> list[Event]:
        """Give the events that are there."""
        every = self.acts.state.events
        found = [every[entry] for entry in self.calendar.entries]
        return [event for event in found if event.status != "cancelled"]

    @property
    def event(self) -> Event:
        (only,) = self.events
        return only

    def guests(self, event: Event | None = None) -> list[str]:
        """Give who is invited."""
        found = (event or self.event).attendees
        return sorted(each.target for each in found if each.rsvp != "removed")

    def bodies(self, operation: str) -> list[Line]:
        return [t.cast("Line", call.body) for call in self.sandbox.calls.of(operation)]

    def count(self, operation: str) -> int:
        return len(self.sandbox.calls.of(operation))


def meeting(key: str = "1", summary: str = "Review", **more: t.Any) -> Line:
    return {"id": key, "summary": summary, **TIMES, **more}
