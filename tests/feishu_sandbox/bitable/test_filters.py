from __future__ import annotations

import pytest

DAY = 86_400_000
#: 2026-03-10 00:00 in Beijing
MIDNIGHT = 1_773_072_000_000


@pytest.fixture
def table(sandbox, base):
    options = {"options": [{"name": name} for name in ("甲", "乙", "丙")]}
    made = base.add_table(
        "T",
        [
            {"field_name": "名", "type": 1},
            {"field_name": "数", "type": 2},
            {"field_name": "单", "type": 3, "property": options},
            {"field_name": "多", "type": 4, "property": options},
            {"field_name": "日", "type": 5},
            {"field_name": "勾", "type": 7},
            {"field_name": "人", "type": 11},
            {"field_name": "链", "type": 15},
            {"field_name": "附", "type": 17},
            {"field_name": "式", "type": 20},
            {"field_name": "号", "type": 1005, "property": _serial()},
        ],
    )
    users = list(sandbox.world.state.users)
    made.add_row(
        {
            "名": "a",
            "数": 1,
            "单": "甲",
            "多": ["甲"],
            "日": MIDNIGHT,
            "勾": True,
            "人": [{"id": users[0]}],
            "链": {"text": "one", "link": "https://one.example"},
        }
    )
    made.add_row(
        {
            "名": "b",
            "数": 2.5,
            "单": "乙",
            "多": ["甲", "乙"],
            "日": MIDNIGHT + 3_600_000,
            "人": [{"id": users[0]}, {"id": users[1]}],
        }
    )
    made.add_row({"名": "c", "日": MIDNIGHT + DAY})
    sandbox.clock.freeze(MIDNIGHT + 36_000_000)
    return made


def _serial():
    rules = [
        {"type": "fixed_text", "value": "NO-"},
        {"type": "system_number", "value": "3"},
    ]
    return {"auto_serial": {"type": "custom", "options": rules}}


def where(name, operator, *values):
    condition = {"field_name": name, "operator": operator, "value": list(values)}
    return {"filter": {"conjunction": "and", "conditions": [condition]}}


@pytest.mark.parametrize(
    "condition, found",
    [
        (where("名", "is", "a"), "a"),
        (where("名", "isNot", "a"), "bc"),
        (where("名", "contains", "a"), "a"),
        (where("名", "doesNotContain", "a"), "bc"),
        (where("名", "isNotEmpty"), "abc"),
        (where("数", "is", "2.50"), "b"),
        (where("数", "isNot", "1"), "bc"),
        (where("数", "isGreater", "1"), "b"),
        (where("数", "isGreaterEqual", "1"), "ab"),
        (where("数", "isLess", "2.5"), "a"),
        (where("数", "isLessEqual", "2.5"), "ab"),
        (where("数", "isEmpty"), "c"),
        (where("单", "is", "甲"), "a"),
        (where("单", "contains", "甲", "乙"), "ab"),
        (where("多", "is", "甲"), "a"),
        (where("多", "contains", "甲"), "ab"),
        (where("多", "doesNotContain", "乙"), "ac"),
        (where("勾", "is", "true"), "a"),
        (where("勾", "is", "false"), "bc"),
        (where("链", "is", "one"), "a"),
        (where("附", "isEmpty"), "abc"),
        (where("号", "is", "002"), "b"),
    ],
)
def test_what_each_operator_finds(api, table, condition, found):
    assert api.titles(table, condition) == list(found)


def test_people_are_named_in_the_callers_id_kind(api, table, sandbox):
    first = next(iter(sandbox.world.state.users.values()))
    condition = where("人", "contains", first.union_id)
    assert api.titles(table, condition, user_id_type="union_id") == ["a", "b"]
    assert api.titles(table, condition) == []
    assert api.titles(table, where("人", "is", first.open_id)) == ["a"]


@pytest.mark.parametrize(
    "operator, values, found",
    [
        ("is", ["ExactDate", str(MIDNIGHT + 7_200_000)], "ab"),
        ("isGreater", ["ExactDate", str(MIDNIGHT + 7_200_000)], "bc"),
        ("isGreater", ["ExactDate", str(MIDNIGHT)], "bc"),
        ("isLess", ["ExactDate", str(MIDNIGHT + DAY + 999)], "ab"),
        ("is", ["Today"], "ab"),
        ("is", ["Tomorrow"], "c"),
        ("isLess", ["Today"], ""),
        ("isGreater", ["Yesterday"], "abc"),
        ("is", ["CurrentWeek"], "abc"),
        ("is", ["LastMonth"], ""),
        ("is", ["TheNextWeek"], "abc"),
        ("is", ["TheLastMonth"], "ab"),
    ],
)
def test_dates_are_compared_by_midnight_in_the_bases_zone(api, table, operator, values, found):
    assert api.titles(table, where("日", operator, *values)) == list(found)


def test_the_other_reading_of_greater_leaves_the_bounds_day_out(api, table, sandbox):
    sandbox.behaviour.date_greater = "day"
    assert api.titles(table, where("日", "isGreater", "ExactDate", str(MIDNIGHT))) == ["c"]


def test_the_zone_of_the_base_decides_the_day(api, table):
    table.base.time_zone = "America/New_York"
    late = where("日", "is", "ExactDate", str(MIDNIGHT + DAY))
    assert api.titles(table, late) == ["c"]
    assert api.titles(table, where("日", "is", "ExactDate", str(MIDNIGHT))) == ["a", "b"]


def test_feishus_own_zone_name_is_china_time(api, table):
    table.base.time_zone = "Asia/Beijing"
    assert api.titles(table, where("日", "is", "ExactDate", str(MIDNIGHT))) == ["a", "b"]


@pytest.mark.parametrize(
    "name, operator, values",
    [
        ("none", "is", ["x"]),
        ("last_modified_time", "isGreater", ["ExactDate", "1"]),
        ("record_id", "is", ["rec1"]),
        ("式", "is", ["1"]),
        ("名", "like", ["a"]),
        ("名", "in", ["a"]),
        ("名", "IS", ["a"]),
        ("名", "isGreater", ["a"]),
        ("名", "is", []),
        ("名", "is", ["a", "b"]),
        ("名", "isEmpty", ["a"]),
        ("数", "is", ["one"]),
        ("单", "is", ["甲", "乙"]),
        ("勾", "is", ["True"]),
        ("勾", "isNot", ["true"]),
        ("附", "is", ["x"]),
        ("日", "isGreaterEqual", ["ExactDate", "1"]),
        ("日", "isNot", ["Today"]),
        ("日", "is", ["today"]),
        ("日", "isGreater", ["CurrentWeek"]),
        ("日", "is", ["ExactDate"]),
        ("日", "is", ["ExactDate", "2026-03-10"]),
        ("日", "is", [str(MIDNIGHT)]),
    ],
)
def test_what_the_grammar_does_not_know_is_refused(api, table, name, operator, values):
    assert api.search(table, where(name, operator, *values))["code"] == 1254018


@pytest.mark.parametrize(
    "given",
    [
        {"conditions": []},
        {"conjunction": "xor", "conditions": []},
        {"conjunction": "and", "conditions": ["x"]},
        {"conjunction": "and", "conditions": [{"field_name": "名", "operator": "isEmpty"}]},
        {
            "conjunction": "and",
            "conditions": [{"field_name": "数", "operator": "is", "value": [1]}],
        },
    ],
)
def test_a_malformed_filter_is_refused(api, table, given):
    assert api.search(table, {"filter": given})["code"] == 1254018


def test_one_level_of_children_is_allowed_and_no_more(api, table):
    either = {
        "conjunction": "or",
        "conditions": [
            {"field_name": "名", "operator": "is", "value": ["a"]},
            {"field_name": "名", "operator": "is", "value": ["c"]},
        ],
    }
    assert api.titles(table, {"filter": {"conjunction": "and", "children": [either]}}) == ["a", "c"]
    deep = {"conjunction": "and", "children": [{"conjunction": "or", "children": [either]}]}
    assert api.search(table, {"filter": deep})["code"] == 1254018


def test_filters_have_their_limits(api, table):
    short = {"field_name": "名", "operator": "is", "value": [""]}
    many = {"conjunction": "or", "conditions": [short] * 51}
    assert api.search(table, {"filter": many})["code"] in (99992402, 1254107)
    values = where("多", "contains", *["甲"] * 11)
    assert api.search(table, values)["code"] == 99992402
    assert api.search(table, where("名", "is", "x" * 2000))["code"] == 1254107


def test_an_empty_filter_counts_all_rows(api, table):
    body = {"filter": {"conjunction": "and", "conditions": []}}
    assert api.search(table, body, page_size=1)["data"]["total"] == 3
