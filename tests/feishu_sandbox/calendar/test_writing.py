"""Making, changing and deleting events by the API: shapes, limits, rights, keys."""

from __future__ import annotations

import pytest

KEY = "25fdf41b-8c80-2ce1-e94c-de8b5e7aa7e6"
START, END = {"timestamp": "1770000000"}, {"timestamp": "1770003600", "timezone": "Europe/London"}
BODY = {"summary": "会", "start_time": START, "end_time": END}
DAYS = {"start_time": {"date": "2026-02-17"}, "end_time": {"date": "2026-02-18"}}


@pytest.fixture
def mine(room):
    room.acts.share(room.calendar, room.sandbox.app.app_id, "writer")
    room.events = f"{room.path}/events"
    return room


def made(room, **body):
    path = f"{room.path}/events"
    return room.api.data("POST", path, json={**BODY, **body})["event"]


def test_an_event_is_made_and_shown_as_it_was_asked_for(mine):
    shown = made(mine, location={"name": "一号"}, reminders=[{"minutes": -5}], color=-1)
    assert shown["event_id"].endswith("_0")
    assert shown["organizer_calendar_id"] == mine.calendar.calendar_id
    assert shown["start_time"] == {"timestamp": "1770000000", "timezone": "Asia/Shanghai"}
    assert shown["end_time"]["timezone"] == "Europe/London"
    assert (shown["location"], shown["reminders"]) == ({"name": "一号"}, [{"minutes": -5}])
    assert shown["attendee_ability"] == "none"
    assert mine.page()["items"] == [shown]
    days = made(mine, **DAYS)
    assert days["start_time"] == {"date": "2026-02-17", "timezone": "UTC"}


@pytest.mark.parametrize(
    "body,code",
    [
        ({"summary": "x" * 1001}, 99992402),
        ({"description": "x" * 40_961}, 99992402),
        ({"title": "x"}, 99992402),
        ({"start_time": {"timestamp": 1770000000}}, 99992402),
        ({"start_time": {"timestamp": "1770000000000"}}, 190002),
        ({"start_time": {"timestamp": "1770000000", "date": "2026-02-17"}}, 190002),
        ({"start_time": {"date": "2026-02-17"}}, 190002),
        ({"start_time": {"timestamp": "1770007200"}}, 190002),
        ({"start_time": {"timestamp": "1770000000", "timezone": "Beijing"}}, 190002),
        ({"end_time": {}}, 190002),
        ({**DAYS, "end_time": {"date": "2026-02-30"}}, 190002),
        ({**DAYS, "end_time": {"date": "2026-02-18", "timezone": "Asia/Tokyo"}}, 190002),
        ({"reminders": [{"minutes": 20_161}]}, 99992402),
        ({"reminders": [5]}, 99992402),
        ({"color": 2**31}, 99992402),
        ({"visibility": "secret"}, 99992402),
        ({"vchat": {"vc_type": "lark_live"}}, 99992402),
        ({"location": {"name": ""}}, 99992402),
        ({"schemas": [{"ui_name": "RSVP", "ui_status": "editable"}]}, 99992402),
        ({"recurrence": "FREQ=DAILY;COUNT=2;UNTIL=20260301T000000Z"}, 190002),
        ({"recurrence": "every day"}, 190002),
        ({"recurrence": "FREQ=DAILY;" + "X" * 2000}, 99992402),
        ({"event_check_in": {}}, 99992402),
        ({"need_notification": "false"}, 99992402),
    ],
    ids=str,
)
def test_what_breaks_a_rule_is_refused(mine, body, code):
    assert mine.api.code("POST", mine.events, json={**BODY, **body}) == code
    assert mine.page()["items"] == []


def test_a_key_makes_one_event_in_its_calendar(mine):
    def send(path, **body):
        asked = {**BODY, **body}
        data = mine.api.data("POST", path, json=asked, params={"idempotency_key": KEY})
        return data["event"]["event_id"]

    first = send(mine.events)
    assert send(mine.events, summary="another") == first
    assert [one["summary"] for one in mine.page()["items"]] == ["会"]
    other = mine.acts.add_calendar("别处", roles={mine.sandbox.app.app_id: "owner"})
    assert send(f"/calendar/v4/calendars/{other.calendar_id}/events") != first
    mine.acts.key_seconds = 60
    mine.sandbox.clock.advance(61)
    assert send(mine.events) != first


@pytest.mark.parametrize("key", ["short", "x" * 31, "x" * 129])
def test_a_key_has_32_to_128_characters(mine, key):
    params = {"idempotency_key": key}
    assert mine.api.code("POST", mine.events, json=BODY, params=params) == 99992402


def test_unknown_parameters_are_refused(mine):
    assert mine.api.code("POST", mine.events, json=BODY, params={"client_token": KEY}) == 99992402


@pytest.mark.parametrize("role", ["reader", "free_busy_reader"])
def test_only_writers_write(mine, role):
    event_id = made(mine)["event_id"]
    mine.acts.share(mine.calendar, mine.sandbox.app.app_id, role)
    path = f"{mine.events}/{event_id}"
    assert mine.api.code("POST", mine.events, json=BODY) == 191002
    assert mine.api.code("PATCH", path, json={}) == 191002
    assert mine.api.code("DELETE", path) == 191002


def test_rooms_and_foreign_calendars_are_not_written_to(mine):
    mine.calendar.type = "resource"
    assert mine.api.code("POST", mine.events, json=BODY) == 191004


def test_a_patch_changes_what_it_has_and_one_time_alone_changes_nothing(mine):
    event_id = made(mine, description="旧")["event_id"]
    path = f"{mine.events}/{event_id}"
    shown = mine.api.data("PATCH", path, json={"description": "新", "start_time": DAYS["end_time"]})
    assert (shown["event"]["summary"], shown["event"]["description"]) == ("会", "新")
    assert shown["event"]["start_time"]["timestamp"] == "1770000000"
    shown = mine.api.data("PATCH", path, json=DAYS)
    assert shown["event"]["start_time"]["date"] == "2026-02-17"
    files = [{"file_token": "a"}, {"file_token": "b"}]
    mine.api.data("PATCH", path, json={"attachments": files})
    gone = {"attachments": [{"file_token": "a", "is_deleted": True}]}
    shown = mine.api.data("PATCH", path, json=gone)
    assert shown["event"]["attachments"] == [{"file_token": "b"}]


def test_a_guest_changes_only_what_is_theirs(mine):
    home = mine.acts.add_calendar("主办", roles={})
    event = mine.acts.add_event(home, "会")
    mine.acts.show_in(event, mine.calendar)
    path = f"{mine.events}/{event.event_id}"
    assert mine.api.code("PATCH", path, json={"color": 5, "free_busy_status": "free"}) == 0
    assert mine.api.code("PATCH", path, json={"summary": "x"}) == 193002
    assert mine.api.code("DELETE", path) == 193002


def test_a_deleted_event_is_told_by_the_sync_token_and_is_gone_for_the_rest(mine):
    event_id = made(mine)["event_id"]
    _, token = mine.all()
    path = f"{mine.events}/{event_id}"
    assert mine.api.code("DELETE", path, params={"need_notification": "no"}) == 99992402
    assert mine.api.data("DELETE", path, params={"need_notification": "false"}) == {}
    assert mine.all(sync_token=token)[0] == [("会", "cancelled")]
    assert mine.api.code("DELETE", path) == 193003
    assert mine.api.code("PATCH", path, json={"summary": "x"}) == 193003
    assert mine.api.code("PATCH", f"{mine.events}/nobody_0", json={}) == 193001


def test_a_replica_may_not_know_a_new_event_yet(mine):
    mine.sandbox.behaviour.replica_lag = 1
    path = f"{mine.events}/{made(mine)['event_id']}"
    codes = [mine.api.code("PATCH", path, json={"summary": "x"}) for _ in range(2)]
    assert codes == [193001, 0]


@pytest.mark.parametrize("action", ["create", "update", "delete"])
def test_each_way_of_writing_has_its_scope(mine, action):
    event_id = made(mine)["event_id"]
    mine.sandbox.app.scopes.pop(f"calendar:calendar.event:{action}")
    path = f"{mine.events}/{event_id}"
    codes = {
        "create": lambda: mine.api.code("POST", mine.events, json=BODY),
        "update": lambda: mine.api.code("PATCH", path, json={}),
        "delete": lambda: mine.api.code("DELETE", path),
    }
    assert codes.pop(action)() == 99991672
    assert [act() for act in codes.values()] == [0, 0]
