"""How rows are cut into calls."""

from __future__ import annotations

import typing as t
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from target_feishu.bitable.batches import Part, Row, merge_by_key, portions
from tests.target_feishu.support import TAGS, TEXT, feed, make_target, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox

CREATE = "bitable.record.batch_create"

OPTIONS = st.sampled_from("abcd")
ROWS = st.lists(st.tuples(OPTIONS, st.lists(OPTIONS, unique=True)), max_size=40)


@given(ROWS, st.sets(OPTIONS), st.integers(1, 9))
def test_a_new_option_is_in_one_row_of_a_call(
    cells: list[tuple[str, list[str]]], known: set[str], limit: int
):
    rows = [Row({"one": one, "many": many}) for one, many in cells]
    there = {"one": set(known), "many": set(known)}
    calls = list(portions(rows, there, limit))
    assert [row for call in calls for row in call] == rows
    for call in calls:
        assert 0 < len(call) <= limit
        new: Counter[tuple[str, str]] = Counter()
        for row in call:
            new.update({("one", row.cells["one"])} - {("one", name) for name in there["one"]})
            new.update(("many", name) for name in row.cells["many"] if name not in there["many"])
        assert all(count == 1 for count in new.values())
        for name, option in new:
            there[name].add(option)


def test_known_options_and_other_texts_do_not_split():
    rows = [Row({"select": "a", "text": "same", "n": 1}) for _ in range(5)]
    assert [len(call) for call in portions(rows, {"select": {"a"}})] == [5]


def test_a_call_stays_below_the_limit_of_bytes():
    rows = [Row({"text": "x" * 100}) for _ in range(10)]
    assert [len(call) for call in portions(rows, {}, max_bytes=300)] == [2, 2, 2, 2, 2]
    assert [len(call) for call in portions(rows[:2], {}, max_bytes=10)] == [1, 1]


def test_merging_keeps_the_order_of_first_appearance():
    parts = [Part({}, {"a": 1}), Part({}, {}, 7), Part({}, {"b": 2, "a": None}, 8)]
    merged = merge_by_key(zip([1, 2, 1], parts, strict=True))
    assert [(key, row.cells) for key, row in merged.items()] == [(1, {"a": None, "b": 2}), (2, {})]
    assert merged[1].parts == (parts[0], parts[2])
    assert [row.version for row in merged.values()] == [8, 7]


def test_feishu_gets_no_option_twice(sandbox: Sandbox, base: BaseBuilder):
    target = make_target(sandbox, base=base.app_token)
    lines = [record("a", id=str(i), tags=["red", f"t{i % 3}"]) for i in range(20)]
    feed(target, schema("a", id=TEXT, tags=TAGS), *lines)
    property_ = base.table("a").field("tags").property
    assert property_ is not None
    names = [option["name"] for option in property_["options"]]
    assert sorted(names) == ["red", "t0", "t1", "t2"]
    assert len(base.table("a").rows()) == 20


def test_a_thousand_rows_are_one_call(sandbox: Sandbox, base: BaseBuilder):
    target = make_target(sandbox, base=base.app_token)
    feed(target, schema("a"), *[record("a", id=str(i), name="x") for i in range(2500)])
    assert [len(call.body["records"]) for call in sandbox.calls.of(CREATE)] == [1000, 1000, 500]
    assert len(base.table("a").rows()) == 2500
