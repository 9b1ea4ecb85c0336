"""Drives every endpoint of calendar with `lark-oapi`, which must get typed answers."""

from __future__ import annotations

from lark_oapi import AccessTokenType, Client, RequestOption
from lark_oapi.api.calendar.v4 import (
    AclScope,
    BatchDeleteCalendarEventAttendeeRequest,
    BatchDeleteCalendarEventAttendeeRequestBody,
    Calendar,
    CalendarAcl,
    CalendarEvent,
    CalendarEventAttendee,
    CalendarEventAttendeeId,
    CreateCalendarAclRequest,
    CreateCalendarEventAttendeeRequest,
    CreateCalendarEventAttendeeRequestBody,
    CreateCalendarEventRequest,
    CreateCalendarRequest,
    DeleteCalendarEventRequest,
    EventLocation,
    GetCalendarRequest,
    ListCalendarEventAttendeeRequest,
    ListCalendarEventRequest,
    ListCalendarRequest,
    PatchCalendarEventRequest,
    PrimaryCalendarRequest,
    Reminder,
    SubscriptionCalendarEventRequest,
    TimeInfo,
    UnsubscriptionCalendarEventRequest,
    Vchat,
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


def make_calendar(lark, sandbox):
    calendars = lark.calendar.v4
    body = Calendar.builder().summary("发布").permissions("private").color(-1).build()
    request = CreateCalendarRequest.builder().request_body(body).build()
    made = good(calendars.calendar.create(request)).calendar
    assert (made.type, made.role) == ("shared", "owner")
    user = list(sandbox.world.state.users)[3]
    scope = AclScope.builder().type("user").user_id(user).build()
    acl = CalendarAcl.builder().role("writer").scope(scope).build()
    request = CreateCalendarAclRequest.builder().calendar_id(made.calendar_id)
    request = request.user_id_type("open_id").request_body(acl).build()
    assert good(calendars.calendar_acl.create(request)).scope.user_id == user
    return made.calendar_id


def write_event(lark, calendar_id):
    events = lark.calendar.v4.calendar_event
    body = CalendarEvent.builder().summary("评审").need_notification(False).color(-1)  # noqa: FBT003
    body = body.start_time(TimeInfo.builder().timestamp("1770000000").build())
    body = body.end_time(TimeInfo.builder().timestamp("1770003600").build())
    body = body.location(EventLocation.builder().name("一号").latitude(1.5).longitude(2.5).build())
    body = body.reminders([Reminder.builder().minutes(5).build()])
    body = body.vchat(Vchat.builder().vc_type("no_meeting").build())
    request = CreateCalendarEventRequest.builder().calendar_id(calendar_id)
    request = request.idempotency_key("25fdf41b-8c80-2ce1-e94c-de8b5e7aa7e6")
    request = request.user_id_type("open_id").request_body(body.build()).build()
    first, second = (good(events.create(request)).event for _ in range(2))
    assert first.event_id == second.event_id
    assert (first.location.name, first.reminders[0].minutes) == ("一号", 5)
    request = PatchCalendarEventRequest.builder().calendar_id(calendar_id)
    request = request.event_id(first.event_id).user_id_type("open_id")
    request = request.request_body(CalendarEvent.builder().summary("复审").build()).build()
    assert good(events.patch(request)).event.summary == "复审"
    return first.event_id


def invite(lark, sandbox, calendar_id, event_id):
    attendees = lark.calendar.v4.calendar_event_attendee
    user = list(sandbox.world.state.users)[3]
    asked = [
        CalendarEventAttendee.builder().type("user").user_id(user).build(),
        CalendarEventAttendee.builder()
        .type("third_party")
        .third_party_email("a@b.example")
        .build(),
    ]
    body = CreateCalendarEventAttendeeRequestBody.builder().attendees(asked).build()
    request = CreateCalendarEventAttendeeRequest.builder().calendar_id(calendar_id)
    request = request.event_id(event_id).user_id_type("open_id").request_body(body).build()
    shown = good(attendees.create(request)).attendees
    assert {one.type for one in shown} == {"user", "third_party"}
    other = CalendarEventAttendeeId.builder().type("third_party").third_party_email("a@b.example")
    body = BatchDeleteCalendarEventAttendeeRequestBody.builder()
    body = body.attendee_ids([shown[0].attendee_id]).delete_ids([other.build()]).build()
    request = BatchDeleteCalendarEventAttendeeRequest.builder().calendar_id(calendar_id)
    request = request.event_id(event_id).user_id_type("open_id").request_body(body).build()
    assert attendees.batch_delete(request).success()


def delete_event(lark, calendar_id, event_id):
    request = DeleteCalendarEventRequest.builder().calendar_id(calendar_id).event_id(event_id)
    request = request.need_notification("false").build()
    assert lark.calendar.v4.calendar_event.delete(request).success()


def test_every_operation_of_calendar_answers_the_official_client(lark, sandbox):
    calendar_id = use_calendars(lark)
    event_id = use_events(lark, calendar_id)
    use_attendees(lark, calendar_id, event_id)
    use_subscriptions(lark, sandbox, calendar_id)
    own = make_calendar(lark, sandbox)
    event_id = write_event(lark, own)
    invite(lark, sandbox, own, event_id)
    delete_event(lark, own, event_id)
    called = {call.operation for call in sandbox.calls.of("calendar.*")}
    assert called == {operation.name for operation in OPERATIONS}
