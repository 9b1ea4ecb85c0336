"""One event per key: made, changed, deleted, made anew."""

from __future__ import annotations

import json

import pytest

from feishu_connect import FeishuError
from tests.target_feishu.calendar_events.agenda import (
    CREATE,
    DELETE,
    ELEVEN,
    NINE,
    PATCH,
    Agenda,
    meeting,
)


def test_an_event_is_made_of_the_records_own_columns(agenda: Agenda):
    counts = agenda.put(meeting(description="Read first", location="Room 1", reminders=[5, 30]))
    event = agenda.event
    assert (event.summary, event.description) == ("Review", "Read first")
    assert event.start == {"timestamp": "1772442000", "timezone": "Asia/Shanghai"}
    assert event.details["location"] == {"name": "Room 1"}
    assert event.details["reminders"] == [{"minutes": 5}, {"minutes": 30}]
    assert counts == {"created": 1}
    (call,) = agenda.sandbox.calls.of(CREATE)
    assert len(call.query["idempotency_key"][0]) == 36


def test_the_routes_templates_win_over_columns(agenda: Agenda):
    agenda.put(
        meeting(who="Ann", length=45),
        summary="Meet {{ who }}",
        start_time={"timestamp": "{{ start_time }}", "timezone": "Europe/London"},
        reminders=["{{ length }}"],
        color=-1,
    )
    event = agenda.event
    assert event.summary == "Meet Ann"
    assert event.start == {"timestamp": "1772442000", "timezone": "Europe/London"}
    assert event.end["timezone"] == "Europe/London"
    assert event.details["reminders"] == [{"minutes": 45}]


def test_without_a_calendar_the_apps_own_is_taken(agenda: Agenda):
    route = agenda.config()["routes"][0]
    del route["calendar_id"]
    agenda.config = lambda **_: {"routes": [route]}  # type: ignore[method-assign]
    agenda.put(meeting("a"), meeting("b", "Other"))
    own = agenda.acts.primary(agenda.app_id)
    assert len([entry for entry in own.entries if entry in agenda.acts.state.events]) >= 2
    assert agenda.count("calendar.primary") == 1
    assert agenda.events == []


def test_a_second_run_of_the_same_records_calls_nothing(agenda: Agenda):
    rows = [meeting("a", attendees=[agenda.users[2].email]), meeting("b", "Other")]
    agenda.put(*rows)
    agenda.sandbox.calls.clear()
    assert agenda.put(*rows) == {"unchanged": 2}
    assert agenda.sandbox.calls.of("calendar.*") == []
    assert agenda.sandbox.calls.of("contact.*") == []


def test_only_what_changed_is_written_both_times_together(agenda: Agenda):
    agenda.put(meeting(description="Read first"))
    agenda.put(meeting(description="Read first", end_time=ELEVEN), need_notification=False)
    (body,) = agenda.bodies(PATCH)
    assert body == {
        "start_time": {"timestamp": "1772442000"},
        "end_time": {"timestamp": "1772449200"},
        "need_notification": False,
    }
    agenda.put(meeting(summary="Moved", description="Read first", end_time=ELEVEN))
    assert agenda.bodies(PATCH)[1] == {"summary": "Moved"}
    assert agenda.event.summary == "Moved"


def test_null_empties_a_field_and_a_missing_column_leaves_it(agenda: Agenda):
    agenda.put(meeting(description="x", reminders=5, visibility="private", location="Room 1"))
    agenda.put(meeting())
    assert agenda.count(PATCH) == 0
    agenda.put(meeting(description=None, reminders=None, visibility=None, location=None))
    (body,) = agenda.bodies(PATCH)
    assert body == {"description": "", "reminders": [], "visibility": "default"}


def test_whole_days_have_no_zone(agenda: Agenda):
    agenda.put(meeting(start_time="2026-03-02", end_time="2026-03-03"))
    assert agenda.bodies(CREATE)[0]["start_time"] == {"date": "2026-03-02"}
    assert agenda.event.end == {"date": "2026-03-03", "timezone": "UTC"}


@pytest.mark.parametrize("how", ["tombstone", "operation"])
def test_a_deleted_record_takes_its_event_with_it_and_may_come_back(agenda: Agenda, how: str):
    operation = "{{ 'delete' if state == 'off' else 'upsert' }}"
    agenda.put(meeting(state="on"), operation=operation, need_notification=False)
    if how == "tombstone":
        agenda.put({"id": "1", "_sdc_deleted_at": NINE, "state": "on"}, operation=operation)
    else:
        agenda.put({"id": "1", "state": "off"}, operation=operation)
    assert agenda.events == []
    (call,) = agenda.sandbox.calls.of(DELETE)
    assert call.query["need_notification"] == ["false"]
    again = {"id": "1", "state": "off"}
    assert agenda.put(again, operation=operation) == {"unchanged": 1}
    assert agenda.put(meeting(state="on"), operation=operation) == {"created": 1}
    assert agenda.event.summary == "Review"
    keys = [call.query["idempotency_key"] for call in agenda.sandbox.calls.of(CREATE)]
    assert keys[0] != keys[1]


def test_an_event_that_people_deleted_stays_so_until_its_record_changes(agenda: Agenda):
    row = meeting(attendees=[agenda.users[2].open_id])
    agenda.put(row)
    agenda.acts.cancel_event(agenda.event)
    assert agenda.put(row) == {"unchanged": 1}
    assert agenda.events == []
    assert agenda.put({**row, "summary": "Again"}) == {"created": 1}
    assert agenda.event.summary == "Again"
    assert agenda.guests() == [agenda.users[2].open_id]


def test_deleting_an_event_that_is_gone_is_fine(agenda: Agenda):
    agenda.put(meeting())
    agenda.acts.cancel_event(agenda.event)
    assert agenda.put({"id": "1", "_sdc_deleted_at": NINE}) == {"deleted": 1}


def test_an_event_moves_to_another_calendar_as_another_event(agenda: Agenda):
    other = agenda.acts.add_calendar("other", roles={agenda.app_id: "owner"})
    own = agenda.calendar.calendar_id
    agenda.put(meeting(place=own), calendar_id="{{ place }}")
    agenda.put(meeting(place=other.calendar_id), calendar_id="{{ place }}")
    assert agenda.events == []
    agenda.calendar = other
    assert agenda.event.summary == "Review"


def test_a_record_that_feishu_refuses_is_put_aside_and_mended_by_a_later_one(
    agenda: Agenda, tmp_path
):
    path = tmp_path / "letters.jsonl"
    route = {"on_error": "dead_letter", "dead_letter_path": str(path)}
    agenda.sandbox.faults.add(CREATE, "code", code=190013, status=400)
    counts = agenda.put(meeting("a", "bad"), meeting("b", start_time=ELEVEN), **route)
    assert counts == {"dead_lettered": 2}
    letters = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(one["code"], one["field"]) for one in letters] == [(190013, ""), (None, "end_time")]
    assert agenda.put(meeting("a", "good"), meeting("b"), **route) == {"created": 2}
    assert {event.summary for event in agenda.events} == {"good", "Review"}


@pytest.mark.parametrize(
    "role,code", [("reader", 191002), ("free_busy_reader", 191002), ("", 191002)]
)
def test_a_calendar_that_is_not_open_for_writing_is_told(agenda: Agenda, role: str, code: int):
    agenda.acts.share(agenda.calendar, agenda.app_id, role)
    with pytest.raises(FeishuError, match="editor") as caught:
        agenda.put(meeting())
    assert caught.value.code == code


def test_an_app_without_bot_is_told_so(agenda: Agenda):
    agenda.sandbox.app.bot = False
    try:
        with pytest.raises(FeishuError, match="Bot capability"):
            agenda.put(meeting())
    finally:
        agenda.sandbox.app.bot = True


def test_records_without_keys_are_an_event_each(agenda: Agenda):
    rows = [meeting("1"), meeting("1"), meeting("2")]
    agenda_lines = agenda.lines

    def keyless(*records):
        lines = agenda_lines(*records)
        lines[0]["key_properties"] = []
        return lines

    agenda.lines = keyless  # type: ignore[method-assign]
    assert agenda.put(*rows) == {"created": 2, "unchanged": 1}
