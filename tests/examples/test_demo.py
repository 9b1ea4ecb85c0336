"""The demo's own parts; the whole of it runs with `make demo`."""

from __future__ import annotations

import io
import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from examples.demo import pipelines
from examples.demo.report import Report, width
from examples.demo.tenant import ORDERS, Tenant
from examples.demo.warehouse import loaded_since, overview
from feishu_sandbox.behaviour import Behaviour
from feishu_sandbox.clock import Clock
from feishu_sandbox.world import World, empty_state
from sqlite_warehouse.store import Table, Warehouse

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tenant() -> Tenant:
    world = World(empty_state(), Clock(), Behaviour())
    world.add_app("demo", [])
    return Tenant(world)


def test_only_the_changed_orders_are_younger_than_a_day(tenant: Tenant):
    tenant.change_orders()
    records = tenant.orders.data.records.values()
    yesterday = tenant.world.clock.now_ms() - 3600 * 1000
    assert len(records) == ORDERS + 1
    assert sum(record.modified_time > yesterday for record in records) == 3


def test_settings_that_are_not_text_are_json(tenant: Tenant, tmp_path: Path):
    config = {"app_id": "cli_a", "app_secret": "s", "base_url": "http://localhost", "bases": []}
    settings = pipelines.settings(config, tenant, tmp_path)
    assert settings["TAP_FEISHU_APP_ID"] == settings["TARGET_FEISHU_APP_ID"] == "cli_a"
    assert json.loads(settings["TAP_FEISHU_BASES"]) == [tenant.sales_base]
    assert [route["to"] for route in json.loads(settings["TARGET_FEISHU_ROUTES"])] == [
        "bitable",
        "message",
    ]


def test_a_table_lines_up_where_characters_are_two_columns_wide():
    out = io.StringIO()
    Report(out).table(("城市", "n"), [("上海", 1), ("Xi'an", None), ("a" * 100, 2)])
    header, rule, shanghai, *_ = out.getvalue().splitlines()
    assert width(header) == width(shanghai) == width(rule)
    assert max(map(width, out.getvalue().splitlines())) < 80


def test_rows_are_told_apart_by_when_they_were_received(tmp_path: Path):
    file = tmp_path / "warehouse.sqlite"
    warehouse = Warehouse(str(file))
    table = Table("t", {name: {"type": "string"} for name in ("id", "_sdc_received_at")}, ("id",))
    rows = [
        {"id": "old", "_sdc_received_at": "2026-01-31T08:00:00.000000+00:00"},
        {"id": "new", "_sdc_received_at": "2026-01-31T08:00:01.000000+00:00"},
    ]
    warehouse.write(warehouse.prepare(table), rows)
    moment = datetime(2026, 1, 31, 8, 0, 1, tzinfo=timezone.utc).timestamp()
    assert [row["id"] for row in loaded_since(file, "t", moment)] == ["new"]
    assert list(overview(file)) == [("t", 2, 1, "id=new")]
