"""What each field takes, what it becomes, and what is refused before a call."""

from __future__ import annotations

import pytest

from target_feishu.calendar_events.fields import READERS, of_change, read_fields
from target_feishu.errors import RecordError

SECONDS = "1772442000"


def short(value: object) -> str:
    return repr(value)[:40]


@pytest.mark.parametrize(
    "given,expected",
    [
        ("2026-03-02T09:00:00Z", {"timestamp": SECONDS}),
        ("2026-03-02T17:00:00.999+08:00", {"timestamp": SECONDS}),
        ("2026-03-02 09:00", {"timestamp": SECONDS}),
        (1772442000, {"timestamp": SECONDS}),
        (1772442000.0, {"timestamp": SECONDS}),
        ("1772442000", {"timestamp": SECONDS}),
        ("2026-03-02", {"date": "2026-03-02"}),
        ({"date": "2026-03-02"}, {"date": "2026-03-02"}),
        ({"date": "2026-03-02", "timestamp": None, "timezone": "UTC"}, {"date": "2026-03-02"}),
        (
            {"timestamp": "2026-03-02T09:00:00.000Z", "timezone": "Europe/London", "date": None},
            {"timestamp": SECONDS, "timezone": "Europe/London"},
        ),
        (
            {"timestamp": "2026-03-02T17:00:00", "timezone": "Asia/Shanghai"},
            {"timestamp": SECONDS, "timezone": "Asia/Shanghai"},
        ),
        ('{"timestamp": "1772442000"}', {"timestamp": SECONDS}),
    ],
    ids=short,
)
def test_times_become_seconds_or_days(given: object, expected: object):
    assert READERS["start_time"](given, "start_time") == expected


@pytest.mark.parametrize(
    "given",
    [
        "tomorrow",
        "2026-02-30",
        1772442000000,
        "1772442000000",
        0,
        -1,
        True,
        [1],
        {"timestamp": SECONDS, "timezone": "Beijing"},
        {"timestamp": SECONDS, "date": "2026-03-02"},
        {"date": "2026-03-02T09:00:00Z"},
        {"date_time": "2026-03-02T09:00:00Z"},
    ],
    ids=short,
)
def test_what_is_no_time_is_refused(given: object):
    with pytest.raises(RecordError, match="start_time") as caught:
        READERS["start_time"](given, "start_time")
    assert caught.value.field == "start_time"


@pytest.mark.parametrize(
    "start,end,field",
    [
        (None, SECONDS, "start_time"),
        (SECONDS, "", "end_time"),
        (SECONDS, "2026-03-02", "end_time"),
        (SECONDS, "1772441999", "end_time"),
        ("2026-03-02", "2026-03-01", "end_time"),
    ],
)
def test_both_ends_are_there_of_one_kind_and_in_order(start: object, end: object, field: str):
    with pytest.raises(RecordError) as caught:
        read_fields({"start_time": start, "end_time": end})
    assert caught.value.field == field


@pytest.mark.parametrize(
    "name,given,expected",
    [
        ("summary", "x" * 1000, "x" * 1000),
        ("summary", 12, "12"),
        ("summary", " ", None),
        ("location", "Room 1", {"name": "Room 1"}),
        (
            "location",
            {"name": "A", "address": None, "latitude": "1.5"},
            {"name": "A", "latitude": 1.5},
        ),
        ("location", '{"name": "A"}', {"name": "A"}),
        ("reminders", 5, [{"minutes": 5}]),
        ("reminders", [5, "-20160", {"minutes": 5}], [{"minutes": 5}, {"minutes": -20160}]),
        ("reminders", "[5, 10]", [{"minutes": 5}, {"minutes": 10}]),
        ("reminders", [], None),
        ("recurrence", "RRULE:FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=3"),
        ("recurrence", "", None),
        ("color", "-11034625", -11034625),
        ("vchat", "no_meeting", {"vc_type": "no_meeting"}),
        ("vchat", {"vc_type": "vc", "meeting_url": "https://vc.example/1"}, {"vc_type": "vc"}),
        ("schemas", ["RSVP"], [{"ui_status": "hide", "ui_name": "RSVP"}]),
        ("attachments", ["a", {"file_token": "a", "file_size": 3}], [{"file_token": "a"}]),
        ("event_check_in", {"enable_check_in": "true"}, {"enable_check_in": True}),
    ],
    ids=short,
)
def test_values_become_what_the_api_takes(name: str, given: object, expected: object):
    assert READERS[name](given, name) == expected


@pytest.mark.parametrize(
    "name,given",
    [
        ("summary", "x" * 1001),
        ("summary", ["x"]),
        ("description", "x" * 40_961),
        ("location", {"name": "x" * 513}),
        ("location", {"address": "x" * 256}),
        ("location", {"latitude": 91}),
        ("location", {"floor": 3}),
        ("reminders", [20_161]),
        ("reminders", ["soon"]),
        ("reminders", [1.5]),
        ("color", 2**31),
        ("color", "red"),
        ("recurrence", "x" * 2001),
        ("recurrence", "every day"),
        ("recurrence", "COUNT=3"),
        ("recurrence", "FREQ=OFTEN"),
        ("recurrence", "FREQ=DAILY;COUNT=3;UNTIL=20260401T000000Z"),
        ("visibility", "secret"),
        ("attendee_ability", "all"),
        ("free_busy_status", True),
        ("vchat", {"vc_type": "lark_live"}),
        ("vchat", {"vc_type": "third_party", "description": "x" * 501}),
        ("vchat", {"vc_type": "vc", "meeting_settings": {"password": "1234"}}),
        ("vchat", [1]),
        ("schemas", ["Title"]),
        ("schemas", [{"ui_name": "RSVP", "ui_status": "editable"}]),
        ("attachments", [3]),
        ("event_check_in", {"need_notify_attendees": True}),
        (
            "event_check_in",
            {
                "enable_check_in": True,
                "check_in_start_time": {"time_type": "before_event_start", "duration": 0},
            },
        ),
    ],
    ids=short,
)
def test_what_breaks_a_limit_is_named_before_a_call(name: str, given: object):
    with pytest.raises(RecordError) as caught:
        READERS[name](given, name)
    assert caught.value.field.split(".")[0] == name


def test_files_come_and_go_one_by_one():
    known = {"attachments": [{"file_token": "a"}, {"file_token": "b"}]}
    wanted = {"attachments": [{"file_token": "b"}, {"file_token": "c"}]}
    assert of_change(known, wanted) == {
        "attachments": [{"file_token": "c"}, {"file_token": "a", "is_deleted": True}]
    }


def test_one_zone_is_that_of_both_ends():
    fields = read_fields(
        {"start_time": {"timestamp": SECONDS, "timezone": "Asia/Tokyo"}, "end_time": SECONDS}
    )
    assert fields["end_time"] == {"timestamp": SECONDS, "timezone": "Asia/Tokyo"}
