"""Calendars, events, attendees."""

from __future__ import annotations

import typing as t

from feishu_connect.bitable import instant_text, milliseconds_of
from feishu_connect.endpoints import calendar as endpoints
from feishu_connect.errors import FeishuError, RejectedError
from tap_feishu.calendars.agenda import EXPIRED, is_cancelled
from tap_feishu.calendars.columns import ATTACHMENTS, CREATED, MOMENT, NUMBER
from tap_feishu.columns import BOOLEAN, INTEGER, TEXT, TIME, objects, record
from tap_feishu.streams.units import UnitStream

if t.TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.columns import Columns
    from tap_feishu.streams.base import FixedStream
    from tap_feishu.streams.units import Cursor, Item

#: Codes about who calls: no other calendar would be answered.
_ABOUT_THE_CALLER = frozenset({190006, 190007, 195100})
_DELETED, _WRONG_TYPE = 191003, 191004
_HIDDEN_ATTENDEES = 194001
#: The event went between the listing and the call for its attendees.
_EVENT_GONE = frozenset({193001, 193003})


class _CalendarStream(UnitStream):
    """A stream of which every calendar is a unit."""

    unit = "calendar"
    named_by = ("calendar_ids",)
    only_if: t.ClassVar[Mapping[Endpoint, str]] = {
        endpoints.CALENDAR_LIST: "`calendar_ids` is empty",
        endpoints.CALENDAR_GET: "`calendar_ids` names calendars",
    }
    skips = frozenset({_DELETED, _WRONG_TYPE})

    def units(self) -> Iterable[str]:
        """Give the ids of the calendars."""
        return self.run.calendars.ids

    def _pass_over(self, unit: str, error: FeishuError) -> None:
        if error.code in _ABOUT_THE_CALLER:
            raise error
        if self.run.calendars.is_lost(unit, error.code):
            self.logger.info("Passed over calendar %s: %s", unit, error)
            return
        super()._pass_over(unit, error)

    def _is_closed(self, calendar_id: str) -> bool:
        """Tell in the log that a calendar has no events to read, where that is known."""
        reason = self.run.calendars.why_closed(calendar_id)
        if reason:
            self.logger.info("Passed over calendar %s: %s", calendar_id, reason)
        return bool(reason)


class Calendars(_CalendarStream):
    """The calendars that the identity is subscribed to, or those of `calendar_ids`.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4/calendar/list`.
    """

    name = "calendars"
    keys = ("calendar_id",)
    endpoints = (endpoints.CALENDAR_LIST, endpoints.CALENDAR_GET)
    cost = "1, or 1 per calendar of `calendar_ids`"
    columns: t.ClassVar[Columns] = {
        "calendar_id": TEXT,
        "summary": TEXT,
        "description": TEXT,
        "permissions": TEXT,
        "color": INTEGER,
        "type": TEXT,
        "summary_alias": TEXT,
        "is_deleted": BOOLEAN,
        "is_third_party": BOOLEAN,
        "role": TEXT,
    }

    def read(
        self,
        unit: str,
        cursor: Cursor | None,  # noqa: ARG002
    ) -> Generator[Item, None, Cursor | None]:
        """Give the calendar itself."""
        yield self.run.calendars.get(unit)
        return None


class CalendarEvents(_CalendarStream):
    """Single events, masters of series and their exceptions, as they come, never expanded.

    A cancelled event, or one that is missing after a sync token has expired, comes with
    `_sdc_deleted_at`. An event that is moved to before `start_date` leaves the listing without a
    word, until the token expires. The same event is in the calendar of each guest.
    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4/calendar-event/list`.
    """

    name = "calendar_events"
    keys = ("calendar_id", "event_id")
    endpoints = (endpoints.CALENDAR_LIST, endpoints.EVENT_LIST)
    forced_replication_method = "LOG_BASED"
    replication = "log-based, by the sync token of each calendar; deletions too"
    cost = "1 per calendar and 1000 changed events"
    columns: t.ClassVar[Columns] = {
        "calendar_id": TEXT,
        "event_id": TEXT,
        "organizer_calendar_id": TEXT,
        "summary": TEXT,
        "description": TEXT,
        "start_time": MOMENT,
        "end_time": MOMENT,
        "vchat": record(vc_type=TEXT, icon_type=TEXT, description=TEXT, meeting_url=TEXT),
        "visibility": TEXT,
        "attendee_ability": TEXT,
        "free_busy_status": TEXT,
        "location": record(name=TEXT, address=TEXT, latitude=NUMBER, longitude=NUMBER),
        "color": INTEGER,
        "reminders": objects(minutes=INTEGER),
        "recurrence": TEXT,
        "status": TEXT,
        "is_exception": BOOLEAN,
        "recurring_event_id": TEXT,
        "create_time": CREATED,
        "schemas": objects(ui_name=TEXT, ui_status=TEXT, app_link=TEXT),
        "event_organizer": record(user_id=TEXT, display_name=TEXT),
        "app_link": TEXT,
        "attachments": ATTACHMENTS,
        "_sdc_deleted_at": TIME,
    }

    def read(self, unit: str, cursor: Cursor | None) -> Generator[Item, None, Cursor | None]:
        """Give what changed in a calendar, then what is gone from it."""
        if self._is_closed(unit):
            return cursor
        changes = self.run.agenda.changes(unit, cursor)
        gone, generation = self.run.event_ids.follow(unit, changes, cursor)
        for event in changes.events:
            yield {**event, "calendar_id": unit, **(self._deleted if is_cancelled(event) else {})}
        for event_id in sorted(gone):
            yield {"calendar_id": unit, "event_id": event_id, **self._deleted}
        anchor = self.run.agenda.anchor(cursor)
        return {"sync_token": changes.sync_token, "anchor": anchor, "snapshot": generation}

    @property
    def _deleted(self) -> dict[str, str]:
        return {"_sdc_deleted_at": instant_text(milliseconds_of(self.run.started))}


class CalendarEventAttendees(_CalendarStream):
    """Who is invited to the events that changed; an answer is a change of its event.

    Attendees who were taken out come as `removed`. Hidden ones (194001) are left out.
    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4/calendar-event-attendee/list`.
    """

    name = "calendar_event_attendees"
    keys = ("calendar_id", "event_id", "attendee_id")
    endpoints = (endpoints.CALENDAR_LIST, endpoints.EVENT_LIST, endpoints.ATTENDEE_LIST)
    forced_replication_method = "LOG_BASED"
    replication = "log-based, those of changed events"
    cost = "1 per changed event and 100 attendees"
    columns: t.ClassVar[Columns] = {
        "calendar_id": TEXT,
        "event_id": TEXT,
        "attendee_id": TEXT,
        "type": TEXT,
        "rsvp_status": TEXT,
        "is_optional": BOOLEAN,
        "is_organizer": BOOLEAN,
        "is_external": BOOLEAN,
        "display_name": TEXT,
        "chat_members": objects(
            rsvp_status=TEXT,
            is_optional=BOOLEAN,
            display_name=TEXT,
            is_organizer=BOOLEAN,
            is_external=BOOLEAN,
        ),
        "user_id": TEXT,
        "chat_id": TEXT,
        "room_id": TEXT,
        "third_party_email": TEXT,
        "operate_id": TEXT,
        "resource_customization": objects(
            index_key=TEXT,
            input_content=TEXT,
            options=objects(option_key=TEXT, others_content=TEXT),
        ),
    }

    def read(self, unit: str, cursor: Cursor | None) -> Generator[Item, None, Cursor | None]:
        """Give the attendees of the events that changed and are not cancelled."""
        if self._is_closed(unit):
            return cursor
        changes = self.run.agenda.changes(unit, cursor)
        for event in changes.events:
            if not is_cancelled(event):
                yield from self._attendees(unit, str(event["event_id"]))
        return {"sync_token": changes.sync_token, "anchor": self.run.agenda.anchor(cursor)}

    def _attendees(self, calendar_id: str, event_id: str) -> list[Item]:
        ids = {"calendar_id": calendar_id, "event_id": event_id}
        try:
            found = self._listed(ids)
        except FeishuError as error:
            if error.code == _HIDDEN_ATTENDEES or error.code in _EVENT_GONE:
                self.logger.info("Passed over the attendees of event %s: %s", event_id, error)
                return []
            raise
        # Who is invited meanwhile may push somebody to the next page: each once, as read last.
        return list({str(one["attendee_id"]): {**one, **ids} for one in found}.values())

    def _listed(self, ids: dict[str, str]) -> list[Item]:
        """Read the list, from its beginning again where a page token expires."""
        params = {"user_id_type": self.run.settings.connection.user_id_type}

        def read() -> list[Item]:
            client = self.run.client
            return list(client.items(endpoints.ATTENDEE_LIST, path=ids, params=params))

        try:
            return read()
        except RejectedError as error:
            if error.code != EXPIRED:
                raise
            return read()


STREAMS: tuple[type[FixedStream], ...] = (Calendars, CalendarEvents, CalendarEventAttendees)
