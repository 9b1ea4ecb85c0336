"""JSON that approval keeps in strings."""

from __future__ import annotations

import pytest

from tap_feishu.approvals.forms import FORM, RELATION, TIMELINE


@pytest.mark.parametrize(
    "value, read",
    [
        ('[{"id": "w", "value": "a\\u0026b"}]', [{"id": "w", "value": "a&b"}]),
        ([{"id": "w"}], [{"id": "w"}]),
        ("[]", []),
        ("", None),
        (None, None),
        ('{"id": "w"}', [{"id": "w"}]),
        ("no json", [{"value": "no json"}]),
        ("[1]", [{"value": 1}]),
        (7, [{"value": 7}]),
    ],
)
def test_a_form_is_a_list_of_objects_whatever_the_string_holds(value, read):
    assert FORM.read(value) == read


@pytest.mark.parametrize(
    "value, read",
    [('{"groups": []}', {"groups": []}), ("", None), (None, None), ("[1]", {"value": [1]})],
)
def test_a_relation_is_an_object_or_null(value, read):
    assert RELATION.read(value) == read


def test_dates_inside_a_form_stay_as_they_were_given():
    text = '[{"type": "date", "value": "2026-01-31T08:00:00+08:00"}]'
    assert FORM.read(text)[0]["value"] == "2026-01-31T08:00:00+08:00"


def test_entries_of_a_timeline_get_times_and_objects_and_keep_unknown_keys():
    entry = {
        "type": "TRANSFER",
        "create_time": "1769846400000",
        "ext": '{"user_id_list": ["a"]}',
        "new_key": 1,
    }
    assert TIMELINE.read([entry]) == [
        {
            "type": "TRANSFER",
            "create_time": "2026-01-31T08:00:00.000Z",
            "ext": {"user_id_list": ["a"]},
            "new_key": 1,
        }
    ]
    assert TIMELINE.read(None) is None
    assert TIMELINE.read([{"ext": "", "create_time": "0"}]) == [{"ext": None, "create_time": None}]
