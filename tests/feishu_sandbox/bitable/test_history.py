"""What the platform keeps by itself: times, authors, numbers, links, revisions."""

from __future__ import annotations

import pytest

START = 1_800_000_000_000


@pytest.fixture
def table(sandbox, base):
    sandbox.clock.freeze(START)
    return base.add_table(
        "T",
        [
            {"field_name": "名", "type": 1},
            {"field_name": "建", "type": 1001},
            {"field_name": "改", "type": 1002},
            {"field_name": "建者", "type": 1003},
            {"field_name": "改者", "type": 1004},
            {"field_name": "号", "type": 1005},
            {"field_name": "日", "type": 5, "property": {"auto_fill": True}},
        ],
    )


def only(api, table):
    return api.search(table, {"automatic_fields": True})["data"]["items"][0]


def test_creation_and_edit_times_follow_the_clock(api, sandbox, table, at):
    person = next(iter(sandbox.world.state.users))
    record_id = table.add_row({"名": "x"}, by=person)
    item = only(api, table)
    assert (item["created_time"], item["last_modified_time"]) == (START, START)
    assert (item["fields"]["建"], item["fields"]["改"], item["fields"]["日"]) == (START,) * 3
    sandbox.clock.advance(1.5)
    api.data("PUT", f"{at(table)}/records/{record_id}", json={"fields": {"名": "y"}})
    item = only(api, table)
    assert (item["created_time"], item["last_modified_time"]) == (START, START + 1500)
    assert item["fields"]["改"] == START + 1500
    assert item["created_by"]["id"] == person
    assert item["last_modified_by"]["id"] == sandbox.app.bot_open_id
    assert item["fields"]["改者"][0]["name"] == "Singer 数据集成"


def test_automatic_numbers_are_never_given_twice(table):
    first = table.add_row({})
    table.remove_rows(first)
    second = table.add_row({})
    assert table.cell(second, "号") == "2"


def test_a_new_number_column_counts_the_rows_that_are_there(table):
    rows = [table.add_row({}) for _ in range(2)]
    rules = [
        {"type": "fixed_text", "value": "A"},
        {"type": "created_time", "value": "yyyyMMdd"},
        {"type": "system_number", "value": "2"},
    ]
    table.add_field("新号", 1005, "", {"auto_serial": {"type": "custom", "options": rules}})
    assert [table.cell(row, "新号") for row in rows] == ["A2027011501", "A2027011502"]


def test_a_table_counts_rows_and_a_base_counts_structure(api, base, table, at):
    def revisions():
        listed = api.data("GET", f"/bitable/v1/apps/{base.app_token}/tables")["items"]
        app = api.data("GET", f"/bitable/v1/apps/{base.app_token}")["app"]
        return listed[0]["revision"], app["revision"]

    rows, structure = revisions()
    record_id = table.add_row({"名": "x"})
    assert revisions() == (rows + 1, structure)
    table.edit_row(record_id, {"名": "y"})
    assert revisions() == (rows + 1, structure)
    table.remove_rows(record_id)
    assert revisions() == (rows + 2, structure)
    api.data("POST", f"{at(table)}/fields", json={"field_name": "新", "type": 1})
    assert revisions() == (rows + 2, structure + 1)


def test_duplex_links_are_kept_on_both_sides(base, table):
    other = base.add_table("Other", [{"field_name": "名", "type": 1}])
    table.add_field("链", 21, "", {"table_id": other.table_id, "back_field_name": "回"})
    a, b = other.add_row({"名": "a"}), other.add_row({"名": "b"})
    row = table.add_row({"链": [a]})
    assert other.cell(a, "回") == [row]
    table.edit_row(row, {"链": [b]})
    assert (other.cell(a, "回"), other.cell(b, "回")) == (None, [row])
    other.edit_row(a, {"回": [row]})
    assert table.cell(row, "链") == [b, a]
    table.remove_rows(row)
    assert other.cell(b, "回") is None


def test_a_link_to_a_deleted_row_disappears(base, table):
    other = base.add_table("Other", [{"field_name": "名", "type": 1}])
    table.add_field("单", 18, "", {"table_id": other.table_id})
    target = other.add_row({})
    row = table.add_row({"单": [target]})
    other.remove_rows(target)
    assert table.cell(row, "单") is None


def test_renaming_an_option_changes_the_cells_that_hold_it(base):
    options = {"options": [{"name": "旧"}]}
    made = base.add_table("S", [{"field_name": "名", "type": 1}])
    field = made.add_field("选", 3, "", options)
    row = made.add_row({"选": "旧"})
    field.property["options"][0]["name"] = "新"
    assert made.rows()[row]["选"] == "新"
