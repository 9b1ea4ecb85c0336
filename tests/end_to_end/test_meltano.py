"""`meltano run` in both directions, with the project file as it is shipped."""

from __future__ import annotations

import json
import typing as t

import pytest

from sqlite_warehouse.store import Table, Warehouse
from tests.end_to_end.meltano_project import project

if t.TYPE_CHECKING:
    from pathlib import Path

    from feishu_sandbox import Sandbox
    from tests.end_to_end.processes import Bench, Line

pytestmark = pytest.mark.e2e

STREAM = "源__订单"


BY_CITY = 'select "城市" as city, count(*) as n, sum("数") as total from "订单" group by 1'
HEADLINE = 'select count(*) as n, max("数") as top from "订单"'


def loaded(path: Path, stream: str) -> dict[str, Line]:
    """Read a table of the warehouse by the first column of its key."""
    warehouse = Warehouse(str(path))
    table = next(each for each in warehouse.tables() if each.name == stream)
    return {row[table.keys[0]]: row for row in warehouse.rows(table)}


def fill(warehouse: Warehouse) -> None:
    """Write orders of three cities."""
    kinds = {"数": {"type": "integer"}, "城市": {"type": "string"}}
    table = warehouse.prepare(Table("订单", kinds, ("数",)))
    warehouse.write(table, [{"数": n, "城市": f"城市 {n % 3}"} for n in range(30)])


def test_two_runs_into_the_warehouse(bench: Bench, sandbox: Sandbox, tmp_path: Path):
    source = bench.table("订单", ({"名称": f"第 {n} 行", "数": n + 0.5} for n in range(1_200)))
    first, second, *_ = source.rows()
    sandbox.clock.advance(60)
    file = tmp_path / "warehouse.sqlite"
    meltano = project(
        tmp_path,
        {
            "tap-feishu": bench.tap_settings(bench.source),
            "target-warehouse": {"path": str(file), "add_record_metadata": True},
        },
    )
    meltano.run("tap-feishu", "target-warehouse")
    before = loaded(file, STREAM)
    assert {key: (row["名称"], row["数"]) for key, row in before.items()} == {
        key: (cells["名称"][0]["text"], cells["数"]) for key, cells in source.rows().items()
    }
    present = [user for user in sandbox.world.state.users.values() if not user.resigned]
    assert loaded(file, "users").keys() == {user.open_id for user in present}

    source.edit_row(first, {"数": -1})
    source.edit_row(second, {"名称": None})
    new = source.add_row({"名称": "新 🎉"})
    meltano.run("tap-feishu", "target-warehouse")
    # With the SDK's metadata a row that was written again is another row.
    after = loaded(file, STREAM)
    assert {key for key in after if after[key] != before.get(key)} == {first, second, new}
    assert (after[first]["数"], after[second]["名称"]) == (-1, None)
    assert (after[new]["名称"], after[new]["数"]) == ("新 🎉", None)
    # Meltano starts the tap twice a run: to discover, and to read.
    assert len(sandbox.calls.of("auth.*")) == 2 * 2


def test_rows_and_a_message_out_of_the_warehouse(bench: Bench, sandbox: Sandbox, tmp_path: Path):
    chat = sandbox.world.add_chat("日报", bots=[sandbox.app.app_id]).chat_id
    file = str(tmp_path / "warehouse.sqlite")
    fill(Warehouse(file))
    queries = {
        "by_city": {"sql": BY_CITY, "primary_keys": ["city"]},
        "headline": {"sql": HEADLINE, "primary_keys": ["n"]},
    }
    message = {
        "to": "message",
        "receive_id_type": "chat_id",
        "receive_id": chat,
        "content": "共 {{ n }} 单，最大 {{ top }}",
    }
    routes = [
        {"stream": "by_city", "base": bench.copy.app_token, "table": "汇总"},
        {"stream": "headline", **message},
    ]
    meltano = project(
        tmp_path,
        {
            "tap-warehouse": {"path": file, "tables": [], "queries": queries},
            "target-feishu": {**bench.connection, "routes": routes},
        },
    )
    messages = sandbox.world.state.messages
    before = set(messages)
    for _ in range(2):
        meltano.run("tap-warehouse", "target-feishu")
        rows = bench.copy.table("汇总").rows().values()
        assert sorted((row["city"][0]["text"], row["n"], row["total"]) for row in rows) == [
            ("城市 0", 10, 135),
            ("城市 1", 10, 145),
            ("城市 2", 10, 155),
        ]
        sent = [json.loads(one.content) for key, one in messages.items() if key not in before]
        assert sent == [{"text": "共 30 单，最大 29"}]
