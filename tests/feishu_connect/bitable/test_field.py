"""Fields as the listing gives them."""

from __future__ import annotations

import pytest

from feishu_connect.bitable import Field


def test_a_field_is_read_from_the_listing():
    item = {
        "field_id": "fldA",
        "field_name": "状态",
        "type": 3,
        "ui_type": "SingleSelect",
        "property": {"options": [{"id": "opt1", "name": "open", "color": 0}]},
        "is_primary": True,
        "is_hidden": True,
        "description": "",
    }
    field = Field.from_api(item)
    assert field.property == item["property"]
    assert field.is_primary
    assert field.is_hidden
    assert field.x_feishu == {
        "field_id": "fldA",
        "field_name": "状态",
        "type": 3,
        "ui_type": "SingleSelect",
    }


@pytest.mark.parametrize(
    "number,ui_type",
    [(1, "Text"), (2, "Number"), (1005, "AutoNumber"), (24, "Stage"), (4711, "Unknown")],
)
def test_a_missing_ui_type_follows_from_the_type(number: int, ui_type: str):
    item = {"field_id": "f", "field_name": "n", "type": number, "ui_type": None, "property": None}
    field = Field.from_api(item)
    assert (field.ui_type, field.property) == (ui_type, {})
    assert not field.is_primary


def test_fields_are_hashable_values():
    first, second = (Field("f", "n", 1, "Text", {"a": []}) for _ in range(2))
    assert first == second
    assert len({first, second}) == 1
