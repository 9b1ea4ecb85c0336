"""Which calendars are read, as whom, and what is passed over."""

from __future__ import annotations

import pytest

from tests.tap_feishu.calendars.office import STREAMS, add


@pytest.mark.parametrize("kind", ["google", "exchange", "unknown"])
def test_foreign_calendars_are_passed_over(office, team, kind):
    add(office, team, "会")
    foreign = office.acts.add_calendar("外部", kind=kind)
    run = office.run()
    assert not run.error
    assert len(run.records["calendars"]) == 2
    assert all(foreign.calendar_id not in call.path for call in office.calls())
    run = office.run(calendar_ids=[foreign.calendar_id], state=None)
    assert not run.error
    assert "calendar_events" not in run.records


def test_calendars_shared_as_busy_only_are_passed_over_and_keep_their_cursor(office, team):
    add(office, team, "会")
    office.run()
    cursor = office.cursor(team)
    office.acts.share(team, office.app_id, "free_busy_reader")
    assert not office.run().error
    assert office.cursor(team) == cursor
    add(office, team, "新")
    office.acts.share(team, office.app_id, "reader")
    assert office.titles(office.run()) == ["新"]


def test_a_listed_calendar_that_goes_meanwhile_is_no_failure(office, team):
    other = office.acts.add_calendar("其他")
    add(office, other, "会")
    office.sandbox.faults.add(
        "calendar.event.list", "callback", call=lambda _: office.acts.delete_calendar(team)
    )
    run = office.run("calendar_events")
    assert not run.error
    assert office.titles(run) == ["会"]
    office.sandbox.faults.add("calendar.event.list", "code", code=191000, status=404)
    assert not office.run("calendar_events").error


def test_configured_calendars_are_read_whether_subscribed_or_not(office, team):
    public = office.acts.add_calendar("公开", roles={}, permissions="public")
    add(office, team, "团队的")
    add(office, public, "公开的")
    run = office.run(calendar_ids=[public.calendar_id, public.calendar_id])
    assert not run.error
    assert [row["summary"] for row in run.records["calendars"]] == ["公开"]
    assert office.titles(run) == ["公开的"]
    assert office.calls("calendar.list") == []


def test_a_configured_calendar_that_is_not_shared_fails_and_stops_no_other(office, team):
    closed = office.acts.add_calendar("别人的", roles={})
    add(office, team, "会")
    run = office.run(calendar_ids=[closed.calendar_id, team.calendar_id])
    assert f"calendar {closed.calendar_id} of stream calendar_events" in run.error
    assert f"calendar {team.calendar_id}" not in run.error
    assert office.titles(run) == ["会"]


def test_a_configured_calendar_that_is_unknown_fails_and_a_deleted_one_does_not(office, team):
    office.acts.delete_calendar(team)
    unknown = "feishu.cn_none@group.calendar.feishu.cn"
    run = office.run(calendar_ids=[team.calendar_id, unknown])
    assert unknown in run.error
    assert team.calendar_id not in run.error


@pytest.mark.parametrize("configured", [False, True])
def test_an_app_without_bot_is_told_once_per_stream_with_the_cure(office, team, caplog, configured):
    other = office.acts.add_calendar("其他")
    ids = [team.calendar_id, other.calendar_id] if configured else []
    office.sandbox.app.bot = False
    run = office.run(calendar_ids=ids)
    for stream in STREAMS:
        assert f"stream {stream}" in run.error
    assert "Add the Bot capability" in caplog.text
    assert len(office.calls("calendar.*")) <= 3


def test_a_missing_scope_ends_the_streams_of_events_and_not_the_calendars(office, team, caplog):
    del office.sandbox.app.scopes["calendar:calendar.event:read"]
    run = office.run()
    assert len(run.records["calendars"]) == 1
    assert "stream calendar_events" in run.error
    assert "stream calendars" not in run.error
    assert "calendar:calendar.event:read" in caplog.text
    assert team.calendar_id not in run.error


def test_a_signed_in_user_reads_the_calendars_of_this_user(office, team):
    user = list(office.sandbox.world.state.users.values())[4]
    own = office.acts.primary(user.open_id)
    add(office, team, "团队的")
    (event,) = add(office, own, "我的")
    office.acts.add_attendees(event, user.open_id)
    token = office.sandbox.sign_in(user).refresh_token
    run = office.run(identity="user", refresh_token=token, user_id_type="union_id")
    assert not run.error
    assert [row["role"] for row in run.records["calendars"]] == ["owner"]
    assert office.titles(run) == ["我的"]
    assert run.records["calendar_event_attendees"][0]["user_id"] == user.union_id
    assert run.records["calendar_events"][0]["event_organizer"]["user_id"] == user.union_id


def test_nothing_is_asked_for_streams_that_are_not_selected(office, team):
    add(office, team, "会")
    office.run("calendars")
    assert {call.operation for call in office.calls("calendar.*")} == {"calendar.list"}
    office.run("calendar_events", state=None)
    assert office.calls("calendar.event_attendee.list") == []
