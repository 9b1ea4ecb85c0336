"""Drives every endpoint of calendar with `lark-oapi`, which must get typed answers."""

from __future__ import annotations

from lark_oapi import AccessTokenType, Client, RequestOption
from lark_oapi.api.calendar.v4 import (
    CalendarEvent,
    CalendarEventAttendee,
    GetCalendarRequest,
    ListCalendarEventAttendeeRequest,
    ListCalendarEventRequest,
    ListCalendarRequest,
    PrimaryCalendarRequest,
    SubscriptionCalendarEventRequest,
    UnsubscriptionCalendarEventRequest,
)

from feishu_sandbox.calendar.operations import OPERATIONS


def good(response):
    assert response.success(), (response.code, response.msg)
    return response.data


def use_calendars(lark):
    calendars = lark.calendar.v4.calendar
    listed = good(calendars.list(ListCalendarRequest.builder().page_size(50).build()))
    assert listed.sync_token
    team = listed.calendar_list[0]
    assert (team.type, team.role) == ("shared", "owner")
    request = GetCalendarRequest.builder().calendar_id(team.calendar_id)
    assert good(calendars.get(request.build())).summary == team.summary
    request = PrimaryCalendarRequest.builder().user_id_type("open_id")
    assert good(calendars.primary(request.build())).calendars[0].calendar.type == "primary"
    return team.calendar_id


def use_events(lark, calendar_id):
    events = lark.calendar.v4.calendar_event
    request = ListCalendarEventRequest.builder().calendar_id(calendar_id).anchor_time("1")
    listed = good(events.list(request.page_size(1000).build()))
    assert all(isinstance(one, CalendarEvent) for one in listed.items)
    by_title = {one.summary: one for one in listed.items if one.status != "cancelled"}
    review = by_title["v2.0 评审 Review"]
    assert review.start_time.timestamp.isdecimal()
    assert review.location.latitude > 31
    assert review.attachments[0].file_size == "20480"
    assert review.event_organizer.display_name
    assert by_title["发布日 Launch day"].start_time.date == "2026-02-27"
    assert by_title["产品周会 Weekly"].recurrence.startswith("FREQ=WEEKLY")
    assert by_title["产品周会（改期）"].is_exception
    again = good(events.list(request.sync_token(listed.sync_token).build()))
    assert not again.items
    return review.event_id


def use_attendees(lark, calendar_id, event_id):
    request = ListCalendarEventAttendeeRequest.builder().calendar_id(calendar_id)
    request = request.event_id(event_id).page_size(10)
    items = good(lark.calendar.v4.calendar_event_attendee.list(request.build())).items
    assert all(isinstance(one, CalendarEventAttendee) for one in items)
    assert {one.type for one in items} == {"user", "third_party", "resource"}
    assert "accept" in {one.rsvp_status for one in items}


def use_subscriptions(lark, sandbox, calendar_id):
    user = sandbox.world.state.users[sandbox.world.state.calendars.calendars[calendar_id].owner]
    option = RequestOption.builder().user_access_token(sandbox.sign_in(user).access_token).build()
    builder = Client.builder().app_id(lark._config.app_id).domain(sandbox.url)
    signed_in = builder.app_secret(lark._config.app_secret).enable_set_token(True).build()  # noqa: FBT003
    events = signed_in.calendar.v4.calendar_event
    for request, call in (
        (SubscriptionCalendarEventRequest, events.subscription),
        (UnsubscriptionCalendarEventRequest, events.unsubscription),
    ):
        built = request.builder().calendar_id(calendar_id).build()
        built.token_types = {AccessTokenType.USER}
        assert call(built, option).success()


def test_every_operation_of_calendar_answers_the_official_client(lark, sandbox):
    calendar_id = use_calendars(lark)
    event_id = use_events(lark, calendar_id)
    use_attendees(lark, calendar_id, event_id)
    use_subscriptions(lark, sandbox, calendar_id)
    called = {call.operation for call in sandbox.calls.of("calendar.*")}
    assert called == {operation.name for operation in OPERATIONS}
