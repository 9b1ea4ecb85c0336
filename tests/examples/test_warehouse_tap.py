"""The tap's side: which streams it offers, and how a query becomes one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from sqlite_warehouse.store import Table, Warehouse
from sqlite_warehouse.tap import TapWarehouse
from tests.examples.test_warehouse_pipeline import messages, rows

if TYPE_CHECKING:
    from pathlib import Path

ORDERS = Table(
    "订单",
    {
        "id": {"type": "string"},
        "城市": {"type": ["null", "string"]},
        "amount": {"type": ["null", "number"]},
        "at": {"type": ["null", "string"], "format": "date-time"},
        "tags": {"type": ["null", "array"], "items": {"type": "string"}},
    },
    ("id",),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.sqlite"
    warehouse = Warehouse(str(path))
    orders = [
        {
            "id": "1",
            "城市": "上海",
            "amount": 1.5,
            "at": "2026-01-31T08:00:00.000Z",
            "tags": ["急"],
        },
        {"id": "2", "城市": "上海", "amount": 2, "at": "2026-02-01T08:00:00.000Z", "tags": []},
        {"id": "3", "城市": "北京", "amount": None, "at": None, "tags": None},
    ]
    warehouse.write(warehouse.prepare(ORDERS), orders)
    warehouse.prepare(Table("other", {"id": {"type": "string"}}, ()))
    return path


def streams(path: Path, **config: object) -> list[str]:
    tap = TapWarehouse(config={"path": str(path), **config})
    return sorted(tap.streams)


def test_all_tables_are_offered_unless_some_are_named(path: Path):
    assert streams(path) == ["other", "订单"]
    assert streams(path, tables=["订单"]) == ["订单"]
    assert streams(path, tables=[]) == []


def test_a_table_keeps_the_schema_and_the_keys_it_was_loaded_with(path: Path):
    message = next(m for m in messages(path, tables=["订单"]) if m["type"] == "SCHEMA")
    assert message["schema"]["properties"] == ORDERS.properties
    assert message["key_properties"] == ["id"]


def test_a_query_is_a_stream_with_its_own_columns_and_keys(path: Path):
    sql = """
        select "城市" as city, count(*) as orders, total(amount) as amount, max("at") as latest
        from "订单" group by "城市" order by orders desc
    """
    queries = {"by_city": {"sql": sql, "primary_keys": ["city"]}}
    found = messages(path, tables=[], queries=queries)
    described = next(m for m in found if m["type"] == "SCHEMA")
    assert described["key_properties"] == ["city"]
    assert described["schema"]["properties"] == {
        "city": {"type": ["null", "string"]},
        "orders": {"type": ["null", "integer"]},
        "amount": {"type": ["null", "number"]},
        "latest": {"type": ["null", "string"], "format": "date-time"},
    }
    assert rows(path, "by_city", tables=[], queries=queries) == [
        {"city": "上海", "orders": 2, "amount": 3.5, "latest": "2026-02-01T08:00:00.000Z"},
        {"city": "北京", "orders": 1, "amount": 0.0, "latest": None},
    ]


def test_a_query_column_of_mixed_types_is_text(path: Path):
    queries = {"q": {"sql": "select 1 as v union all select 'x' union all select null"}}
    assert [row["v"] for row in rows(path, "q", tables=[], queries=queries)] == ["1", "x", None]


def test_a_query_whose_columns_share_a_name_is_refused(path: Path):
    with pytest.raises(ValueError, match="a name of its own"):
        streams(path, queries={"q": {"sql": "select 1 as v, 2 as v"}})


def test_a_query_cannot_write(path: Path):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        rows(path, "q", tables=[], queries={"q": {"sql": "delete from 订单 returning id"}})


def test_a_file_that_the_target_never_wrote_has_no_tables(tmp_path: Path):
    path = tmp_path / "foreign.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table t (id)")
    assert streams(path) == []


def test_a_missing_file_is_an_error_and_is_not_created(tmp_path: Path):
    path = tmp_path / "none.sqlite"
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        streams(path)
    assert not path.exists()
