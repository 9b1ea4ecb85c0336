"""Values of tasks: times inside objects, days, numbers, and whatever the API may send one day."""

from __future__ import annotations

import pytest

from tap_feishu.columns import shape
from tap_feishu.tasks.columns import ASSIGNEES, CUSTOM_FIELDS, PLAN, TASK

AT = "1769846400000"
UTC = "2026-01-31T08:00:00.000Z"


def test_a_moment_is_a_time_and_a_day_is_its_midnight_in_utc():
    assert PLAN.read({"timestamp": AT, "is_all_day": False}) == {
        "timestamp": UTC,
        "is_all_day": False,
    }
    assert PLAN.read({"timestamp": AT, "is_all_day": True}) == {
        "timestamp": "2026-01-31T00:00:00.000Z",
        "is_all_day": True,
    }


@pytest.mark.parametrize(
    "unset", [None, {}, {"timestamp": "0"}, {"timestamp": ""}, {"timestamp": None}]
)
def test_a_plan_that_is_not_set_is_null_however_that_is_told(unset):
    assert PLAN.read(unset) is None


def test_custom_fields_keep_numbers_exact_and_turn_times_into_times():
    sent = [
        {"guid": "a", "type": "number", "number_value": "12345678901234567.10"},
        {"guid": "b", "type": "datetime", "datetime_value": AT},
        {"guid": "c", "type": "number", "number_value": "", "datetime_value": ""},
        {"guid": "d", "type": "later", "later_value": 1},
    ]
    assert CUSTOM_FIELDS.read(sent) == [
        {"guid": "a", "type": "number", "number_value": "12345678901234567.10"},
        {"guid": "b", "type": "datetime", "datetime_value": UTC},
        {"guid": "c", "type": "number", "number_value": None, "datetime_value": None},
        {"guid": "d", "type": "later", "later_value": 1},
    ]


def test_people_who_have_not_done_their_part_have_no_time():
    assert ASSIGNEES.read([{"id": "ou_1", "completed_at": "0"}]) == [
        {"id": "ou_1", "completed_at": None}
    ]


@pytest.mark.parametrize("odd", [None, "", "text", 7, [], [None], {}])
def test_odd_values_break_no_row(odd):
    columns = {name: TASK[name] for name in ("due", "attachments", "custom_fields")}
    row = shape(columns, dict.fromkeys(columns, odd), lambda *_: None)
    assert row["due"] is None
    assert not row["attachments"]


def test_a_task_with_nothing_in_it_has_every_column():
    row = shape(TASK, {"guid": "g"}, pytest.fail)
    assert row.keys() == TASK.keys()
    assert all(value is None for name, value in row.items() if name != "guid")
