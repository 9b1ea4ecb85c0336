"""Questions to a table stay within what Feishu takes, and ask for every key once."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feishu_connect.bitable import Field
from target_feishu.bitable.filters import questions

if t.TYPE_CHECKING:
    from target_feishu.bitable.index import Key

FIELDS = {
    "fld1": Field("fld1", "编号", 1, "Text"),
    "fld2": Field("fld2", "n", 2, "Number"),
    "fld3": Field("fld3", "when", 5, "DateTime"),
    "fld4": Field("fld4", "kind", 3, "SingleSelect"),
    "fld5": Field("fld5", "mail", 1, "Email"),
}


class Table:
    """As much of a table as filters need."""

    def field(self, field_id: str) -> Field:
        return FIELDS[field_id]


def ask(fields: tuple[str, ...], *keys: Key) -> tuple[t.Any, list[Key]]:
    return questions(t.cast("t.Any", Table()), fields, keys)


KEYS = st.lists(st.tuples(st.text(max_size=400), st.integers() | st.floats()), unique=True)


@given(KEYS)
def test_no_limit_is_broken_and_no_key_forgotten(keys: list[Key]):
    found, rest = ask(("fld1", "fld2"), *keys)
    assert [key for each in found for key in each.keys] + rest == [
        *(key for key in keys if key not in rest),
        *rest,
    ]
    for each in found:
        conditions = [part for one in each.filter["children"] for part in one["conditions"]]
        assert len(conditions) <= 50
        assert len(json.dumps(each.filter)) <= 2000
        assert all(len(part["value"]) == 1 for part in conditions)


def test_keys_of_one_field_are_conditions_and_of_several_groups():
    (one,), _ = ask(("fld1",), ("a",), ("b",))
    assert one.filter == {
        "conjunction": "or",
        "conditions": [
            {"field_name": "编号", "operator": "is", "value": ["a"]},
            {"field_name": "编号", "operator": "is", "value": ["b"]},
        ],
    }
    (two,), _ = ask(("fld1", "fld2"), ("a", 2.0))
    assert two.filter == {
        "conjunction": "or",
        "children": [
            {
                "conjunction": "and",
                "conditions": [
                    {"field_name": "编号", "operator": "is", "value": ["a"]},
                    {"field_name": "n", "operator": "is", "value": ["2"]},
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    "field_id, part",
    [
        ("fld1", " a"),
        ("fld1", "a\nb"),
        ("fld1", None),
        ("fld1", "x" * 3000),
        ("fld2", 0.5),
        ("fld2", 2**60),
        ("fld2", None),
        ("fld3", 1000),
        ("fld4", "a"),
        ("fld5", "anna@acme.com"),
    ],
)
def test_what_is_not_compared_for_sure_is_not_asked_for(field_id: str, part: t.Any):
    found, rest = ask((field_id,), (part,))
    assert (found, rest) == ([], [(part,)])
