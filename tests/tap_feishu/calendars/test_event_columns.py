"""Values of events that are converted inside objects, odd ones among them."""

from __future__ import annotations

import pytest

from tap_feishu.calendars.columns import ATTACHMENTS, CREATED, MOMENT


@pytest.mark.parametrize(
    "value,told",
    [
        ("1769846400", "2026-01-31T08:00:00.000Z"),
        (1769846401, "2026-01-31T08:00:01.000Z"),
        ("0", None),
        ("", None),
        (None, None),
        ("soon", None),
        ({}, None),
        ("9" * 30, None),
    ],
)
def test_an_instant_is_a_time_or_null(value, told):
    assert CREATED.read(value) == told
    assert MOMENT.read({"timestamp": value})["timestamp"] == told


def test_a_day_has_no_instant_and_further_members_stay():
    told = MOMENT.read({"date": "2026-01-31", "timezone": "UTC", "calendar": "lunar"})
    assert told == {
        "date": "2026-01-31",
        "timestamp": None,
        "timezone": "UTC",
        "calendar": "lunar",
    }


@pytest.mark.parametrize("value", [None, "", "2026-01-31", 7])
def test_a_time_that_is_no_object_is_null(value):
    assert MOMENT.read(value) is None


@pytest.mark.parametrize("size,told", [("2345", 2345), (7, 7), ("", None), ("big", None)])
def test_sizes_of_attachments_are_numbers(size, told):
    assert ATTACHMENTS.read([{"name": "a", "file_size": size}, "odd"]) == [
        {"name": "a", "file_size": told}
    ]


def test_attachments_that_are_no_list_are_null():
    assert ATTACHMENTS.read(None) is ATTACHMENTS.read("x") is None
