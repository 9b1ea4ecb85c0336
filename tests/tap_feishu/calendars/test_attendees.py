"""Attendees of the events that changed."""

from __future__ import annotations

from tests.tap_feishu.calendars.office import add


def test_events_and_attendees_share_one_listing(office, team):
    event, _ = add(office, team, "甲", "乙")
    office.run()
    assert len(office.calls()) == 1
    office.acts.edit_event(event, summary="甲改")
    office.run()
    assert len(office.calls()) == 2
    assert len(office.calls("calendar.event_attendee.list")) == 3


def test_a_stream_that_was_left_behind_goes_on_from_its_own_token(office, team):
    (event,) = add(office, team, "甲")
    (guest,) = office.acts.add_attendees(event, "a@x.example")
    office.run()
    office.acts.rsvp(event, guest, "accept")
    office.run("calendar_events")
    run = office.run()
    assert "calendar_events" not in run.records
    assert list(office.guests.values()) == ["accept"]


def test_attendees_come_of_changed_events_that_are_not_cancelled(office, team):
    stays, goes = add(office, team, "留", "删")
    (guest,) = office.acts.add_attendees(stays, "a@x.example")
    office.acts.add_attendees(goes, *(f"{number}@x.example" for number in range(150)))
    assert len(office.run().records["calendar_event_attendees"]) == 151
    office.acts.cancel_event(goes)
    office.acts.remove_attendee(stays, guest)
    before = len(office.calls("calendar.event_attendee.list"))
    rows = office.run().records["calendar_event_attendees"]
    assert [(row["event_id"], row["rsvp_status"]) for row in rows] == [(stays.event_id, "removed")]
    assert len(office.calls("calendar.event_attendee.list")) == before + 1


def test_hidden_attendees_and_events_that_just_went_are_no_failure(office, team):
    hidden, going, open_one = add(office, team, "藏", "走", "开")
    for event in (hidden, going, open_one):
        office.acts.add_attendees(event, "a@x.example")
    office.acts.hide_attendees(hidden)
    office.sandbox.faults.add(
        "calendar.event_attendee.list",
        "callback",
        call=lambda _: office.acts.cancel_event(going),
    )
    run = office.run()
    assert not run.error
    rows = run.records["calendar_event_attendees"]
    assert [row["event_id"] for row in rows] == [open_one.event_id]


def test_a_page_token_that_expires_in_a_list_of_attendees_begins_it_anew(office, team):
    (event,) = add(office, team, "会")
    office.acts.add_attendees(event, *(f"{number}@x.example" for number in range(150)))
    office.sandbox.faults.add(
        "calendar.event_attendee.list",
        "callback",
        after=1,
        call=lambda _: office.acts.expire_page_tokens(),
    )
    assert len(office.run().records["calendar_event_attendees"]) == 150
