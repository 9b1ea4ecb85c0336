"""Links by the key of the other table: order of loading, cycles, and what stays unresolved."""

from __future__ import annotations

import json
import logging
import typing as t

import pytest

from feishu_connect import SettingsError
from target_feishu.errors import RecordError
from tests.target_feishu.support import (
    NUMBER,
    TAGS,
    TEXT,
    feed,
    make_target,
    record,
    schema,
    state,
    states,
)

if t.TYPE_CHECKING:
    import pathlib

    from feishu_sandbox import BaseBuilder, Sandbox
    from feishu_sandbox.builders import TableBuilder

WRITES = ("bitable.record.batch_create", "bitable.record.batch_update")
LINK = {"customer": {"table": "customers", "key": "id"}}
ORDERS = schema("orders", id=TEXT, customer=TEXT)
CUSTOMERS = schema("customers", id=TEXT, name=TEXT)


def routes(links: dict[str, t.Any] = LINK, **more: t.Any) -> list[dict[str, t.Any]]:
    return [{"stream": "orders", "links": links, **more}]


def links(table: TableBuilder, column: str = "customer") -> dict[str, t.Any]:
    """Give the links of all rows, as the keys of the rows they lead to."""
    names = {
        record_id: next(iter(row.cells.values()))[0]["text"]
        for other in table.base.tables.values()
        for record_id, row in other.records.items()
    }
    return {
        row["id"][0]["text"]: [names[each] for each in row[column]["link_record_ids"]]
        for row in table.rows().values()
        if column in row
    }


def writes(sandbox: Sandbox) -> int:
    return sum(len(sandbox.calls.of(name)) for name in WRITES)


@pytest.fixture
def customers(base: BaseBuilder) -> TableBuilder:
    table = base.add_table("customers", [{"field_name": "id", "type": 1}])
    for key in ("c1", "c2"):
        table.add_row({"id": key})
    return table


@pytest.mark.usefixtures("customers")
def test_links_lead_to_rows_that_are_there(sandbox: Sandbox, base: BaseBuilder):
    columns = {"id": TEXT, "customer": TAGS}
    lines = [record("orders", id="o1", customer=["c1", "c2"]), record("orders", id="o2")]
    target = make_target(sandbox, base=base.app_token, routes=routes())
    feed(target, schema("orders", **columns), *lines)
    (field,) = [each for each in base.table("orders").data.fields if each.name == "customer"]
    assert (field.type, field.property["table_name"]) == (18, "customers")
    assert links(base.table("orders")) == {"o1": ["c1", "c2"]}


@pytest.mark.usefixtures("customers")
def test_an_unchanged_rerun_writes_nothing(sandbox: Sandbox, base: BaseBuilder):
    lines = [ORDERS, record("orders", id="o1", customer="c2")]
    feed(make_target(sandbox, base=base.app_token, routes=routes()), *lines)
    sandbox.calls.clear()
    feed(make_target(sandbox, base=base.app_token, routes=routes()), *lines)
    assert writes(sandbox) == 0


@pytest.mark.parametrize("first", ["orders", "customers"])
def test_the_order_of_loading_does_not_matter(sandbox: Sandbox, base: BaseBuilder, first: str):
    parts = {
        "orders": [ORDERS, *[record("orders", id=f"o{i}", customer=f"c{i}") for i in range(3)]],
        "customers": [
            CUSTOMERS,
            *[record("customers", id=f"c{i}", name="x") for i in range(3)],
        ],
    }
    other = "customers" if first == "orders" else "orders"
    feed(make_target(sandbox, base=base.app_token, routes=routes()), *parts[first], *parts[other])
    assert links(base.table("orders")) == {f"o{i}": [f"c{i}"] for i in range(3)}


def test_a_row_may_link_to_a_later_row_of_its_own_table(sandbox: Sandbox, base: BaseBuilder):
    parent = {"parent": {"table": "orders", "key": "id"}}
    lines = [
        schema("orders", id=TEXT, parent=TEXT),
        record("orders", id="a", parent="b"),
        record("orders", id="b", parent="a"),
    ]
    for _ in range(2):
        feed(make_target(sandbox, base=base.app_token, routes=routes(parent)), *lines)
    assert links(base.table("orders"), "parent") == {"a": ["b"], "b": ["a"]}
    assert len(base.table("orders").rows()) == 2


def test_two_tables_may_link_to_each_other(sandbox: Sandbox, base: BaseBuilder):
    both = [
        *routes(),
        {"stream": "customers", "links": {"last": {"table": "orders", "key": "id"}}},
    ]
    lines = [
        ORDERS,
        record("orders", id="o1", customer="c1"),
        schema("customers", id=TEXT, last=TEXT),
        record("customers", id="c1", last="o1"),
    ]
    feed(make_target(sandbox, base=base.app_token, routes=both), *lines)
    assert links(base.table("orders")) == {"o1": ["c1"]}
    assert links(base.table("customers"), "last") == {"c1": ["o1"]}


def test_no_state_is_printed_while_a_link_is_open(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    lines = [
        ORDERS,
        record("orders", id="o1", customer="c1"),
        state(1),
        CUSTOMERS,
        state(2),
        record("customers", id="c1"),
        state(3),
    ]
    target = make_target(sandbox, base=base.app_token, routes=routes())
    feed(target, *lines)
    assert states(capsys) == [3]


def test_a_link_that_stays_unresolved_stops_the_run(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    lines = [ORDERS, record("orders", id="o1", customer="c9"), state(1), CUSTOMERS]
    target = make_target(sandbox, base=base.app_token, routes=routes())
    expected = (
        'field `customer`, record id=text "o1": no row of the table `customers` has text "c9"'
    )
    with pytest.raises(RecordError, match=expected):
        feed(target, *lines)
    assert states(capsys) == []


def test_a_table_that_never_comes_is_named(sandbox: Sandbox, base: BaseBuilder):
    target = make_target(sandbox, base=base.app_token, routes=routes())
    with pytest.raises(RecordError, match="there is no table `customers` with a field `id`"):
        feed(target, ORDERS, record("orders", id="o1", customer="c9"))


@pytest.mark.usefixtures("customers")
def test_empty_links_what_is_there_and_writes_it_once(sandbox: Sandbox, base: BaseBuilder):
    tolerant = {"customer": {**LINK["customer"], "unresolved": "empty"}}
    lines = [
        schema("orders", id=TEXT, customer=TAGS),
        record("orders", id="o1", customer=["c1", "c9"]),
        record("orders", id="o2", customer=["c8"]),
    ]
    feed(make_target(sandbox, base=base.app_token, routes=routes(tolerant)), *lines)
    assert links(base.table("orders")) == {"o1": ["c1"]}
    sandbox.calls.clear()
    feed(make_target(sandbox, base=base.app_token, routes=routes(tolerant)), *lines)
    assert writes(sandbox) == 0


@pytest.mark.usefixtures("customers")
def test_an_unresolved_record_may_be_put_aside(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: pathlib.Path
):
    letters = tmp_path / "letters.jsonl"
    route = routes({"customer": {**LINK["customer"], "unresolved": "dead_letter"}})
    target = make_target(sandbox, base=base.app_token, routes=route, dead_letter_path=str(letters))
    lines = [record("orders", id="o1", customer="c9"), record("orders", id="o2", customer="c1")]
    feed(target, ORDERS, *lines)
    (letter,) = map(json.loads, letters.read_text(encoding="utf-8").splitlines())
    assert (letter["record"]["id"], letter["field"]) == ("o1", "customer")
    assert links(base.table("orders")) == {"o2": ["c1"]}


@pytest.mark.parametrize("method", ["append-only", "overwrite"])
def test_rows_without_a_key_wait_for_what_they_link_to(
    sandbox: Sandbox, base: BaseBuilder, method: str
):
    lines = [
        schema("orders", (), id=TEXT, customer=TEXT),
        record("orders", id="o1", customer="c1"),
        record("orders", id="o1", customer="c1"),
        CUSTOMERS,
        record("customers", id="c1"),
    ]
    target = make_target(sandbox, base=base.app_token, routes=routes(load_method=method))
    feed(target, *lines)
    rows = base.table("orders").rows().values()
    assert [len(row["customer"]["link_record_ids"]) for row in rows] == [1, 1]


@pytest.mark.usefixtures("customers")
def test_a_later_record_takes_the_place_of_an_open_link(sandbox: Sandbox, base: BaseBuilder):
    target = make_target(sandbox, base=base.app_token, routes=routes(), batch_size_rows=1)
    lines = [record("orders", id="o1", customer="c9"), record("orders", id="o1", customer="c2")]
    feed(target, ORDERS, *lines)
    assert links(base.table("orders")) == {"o1": ["c2"]}


def test_of_rows_with_the_same_key_the_first_is_linked(
    sandbox: Sandbox, base: BaseBuilder, customers: TableBuilder, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.WARNING)
    customers.add_row({"id": "c1"})
    first = next(iter(customers.rows()))
    target = make_target(sandbox, base=base.app_token, routes=routes())
    feed(target, ORDERS, record("orders", id="o1", customer="c1"))
    (row,) = base.table("orders").rows().values()
    assert row["customer"]["link_record_ids"] == [first]
    assert any("links go to the first" in each.message for each in caplog.records)


def test_links_to_a_table_that_is_overwritten_lead_to_its_new_rows(
    sandbox: Sandbox,
    base: BaseBuilder,
    customers: TableBuilder,
):
    both = [*routes(), {"stream": "customers", "load_method": "overwrite"}]
    old = set(customers.rows())
    lines = [
        ORDERS,
        record("orders", id="o1", customer="c1"),
        CUSTOMERS,
        record("customers", id="c1"),
    ]
    feed(make_target(sandbox, base=base.app_token, routes=both), *lines)
    (new,) = customers.rows()
    assert new not in old
    (row,) = base.table("orders").rows().values()
    assert row["customer"]["link_record_ids"] == [new]


def test_keys_are_compared_by_the_other_fields_type(sandbox: Sandbox, base: BaseBuilder):
    fields = [
        {"field_name": "id", "type": 1},
        {"field_name": "number", "type": 2},
        {"field_name": "no", "type": 1005},
    ]
    table = base.add_table("customers", fields)
    wanted = table.add_row({"id": "c1", "number": 7})
    for key, value in (("number", "7"), ("no", 1)):
        base.add_table(f"orders {key}", [{"field_name": "id", "type": 1}])
        route = [
            {
                "stream": "orders",
                "table": f"orders {key}",
                "links": {"customer": {"table": "customers", "key": key}},
            }
        ]
        column = NUMBER if key == "no" else TEXT
        target = make_target(sandbox, base=base.app_token, routes=route)
        feed(
            target,
            schema("orders", id=TEXT, customer=column),
            record("orders", id="o1", customer=value),
        )
        (row,) = base.table(f"orders {key}").rows().values()
        assert row["customer"]["link_record_ids"] == [wanted]


@pytest.mark.parametrize(
    "kind, settings, problem",
    [
        (1, None, "whose field `customer` is no link but of type 1"),
        (18, "orders", "but its field `customer` links to the table"),
    ],
)
@pytest.mark.usefixtures("customers")
def test_a_field_that_cannot_hold_the_links_is_named(
    sandbox: Sandbox, base: BaseBuilder, kind: int, settings: str | None, problem: str
):
    table = base.add_table("orders", [{"field_name": "id", "type": 1}])
    table.add_field("customer", kind, "", {"table_id": table.table_id} if settings else None)
    with pytest.raises(SettingsError, match=problem):
        feed(make_target(sandbox, base=base.app_token, routes=routes()), ORDERS)


def test_a_plain_link_column_takes_record_ids(
    sandbox: Sandbox, base: BaseBuilder, customers: TableBuilder
):
    table = base.add_table("orders", [{"field_name": "id", "type": 1}])
    table.add_field("customer", 18, "", {"table_id": customers.table_id})
    wanted = next(iter(customers.rows()))
    target = make_target(sandbox, base=base.app_token)
    feed(target, ORDERS, record("orders", id="o1", customer=wanted))
    assert links(table) == {"o1": ["c1"]}
