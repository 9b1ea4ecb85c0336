from __future__ import annotations

import pytest


@pytest.fixture
def table(base):
    return base.add_table("T", [{"field_name": "名", "type": 1}])


def test_unknown_names_are_key_errors(sandbox, base, table):
    for ask in (sandbox.world.base, base.table, table.field):
        with pytest.raises(KeyError):
            ask("none")


def test_fields_can_be_renamed_and_removed_as_a_person_would(api, table):
    row = table.add_row({"名": "x"})
    table.rename_field("名", "新名")
    assert list(table.rows()[row]) == ["新名"]
    assert api.search(table, {"field_names": ["名"]})["code"] == 1254024
    extra = table.add_field("多", 2)
    table.remove_field(extra.field_id)
    with pytest.raises(KeyError):
        table.field("多")


def test_rows_can_hold_what_only_the_platform_writes(table):
    table.add_field("式", 20)
    table.add_field("阶", 24)
    result = {"type": 2, "value": [1.5]}
    row = table.add_row({"名": [{"type": "text", "text": "x"}], "式": result, "阶": "done"})
    assert table.rows()[row]["式"] == result
    assert table.rows()[row]["阶"] == "done"


def test_a_cell_can_be_emptied(table):
    row = table.add_row({"名": "x"})
    table.edit_row(row, {"名": None})
    assert table.rows()[row] == {}


def test_sorting_follows_each_column(api, base, sandbox):
    users = list(sandbox.world.state.users)
    made = base.add_table("S", [{"field_name": "名", "type": 1}, {"field_name": "人", "type": 11}])
    made.add_row({"名": "b", "人": [{"id": max(users)}]})
    made.add_row({"名": "a", "人": [{"id": min(users)}]})
    assert api.titles(made, {"sort": [{"field_name": "名"}]}) == ["a", "b"]
    assert api.titles(made, {"sort": [{"field_name": "人", "desc": True}]}) == ["b", "a"]
    assert api.search(made, {"sort": {"field_name": "名"}})["code"] == 99992402
