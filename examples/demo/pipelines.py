"""The two pipelines as settings: what you would put into `meltano.yml` or the environment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from examples.demo.tenant import Tenant

ORDERS_STREAM = "销售__订单"
CUSTOMERS_STREAM = "销售__客户"
ORDER_COLUMNS = ("订单号", "城市", "金额", "下单时间", "标签", "已付款")
SUMMARY_COLUMNS = ("城市", "订单数", "金额")

_BY_CITY = f"""
select "城市", count(*) as "订单数", round(sum("金额"), 2) as "金额"
from "{ORDERS_STREAM}" group by "城市" order by "金额" desc
"""  # noqa: S608 - a constant
_HEADLINE = f"""
select max("_last_modified_time") as as_of, count(*) as orders, round(sum("金额"), 2) as total,
       sum("已付款") as paid
from "{ORDERS_STREAM}"
"""  # noqa: S608 - a constant


def warehouse_file(folder: Path) -> Path:
    """Return where the demo keeps its warehouse."""
    return folder / "warehouse.sqlite"


def settings(config: Mapping[str, Any], tenant: Tenant, folder: Path) -> dict[str, str]:
    """Return every setting of the demo as Meltano reads it from the environment."""
    connection = {name: config[name] for name in ("app_id", "app_secret", "base_url")}
    # Each demo starts with a new sandbox, so it must not remember what it wrote into the last one.
    connection["store_url"] = f"sqlite:///{folder}/store.sqlite"
    warehouse = {"path": str(warehouse_file(folder))}
    plugins: dict[str, dict[str, Any]] = {
        "TAP_FEISHU": {**connection, "bases": [tenant.sales_base]},
        # With the SDK's metadata a row knows when it arrived.
        "TARGET_WAREHOUSE": {**warehouse, "add_record_metadata": True},
        "TAP_WAREHOUSE": {
            **warehouse,
            "tables": [],
            "queries": {
                "by_city": {"sql": _BY_CITY, "primary_keys": ["城市"]},
                "headline": {"sql": _HEADLINE, "primary_keys": ["as_of"]},
            },
        },
        "TARGET_FEISHU": {**connection, "routes": _routes(tenant)},
    }
    return {
        f"{plugin}_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for plugin, values in plugins.items()
        for name, value in values.items()
    }


def _routes(tenant: Tenant) -> list[dict[str, Any]]:
    return [
        {"stream": "by_city", "to": "bitable", "base": tenant.report_base, "table": "城市汇总"},
        {
            "stream": "headline",
            "to": "message",
            "receive_id_type": "chat_id",
            "receive_id": tenant.chat_id,
            "msg_type": "text",
            "content": "{{ orders }} 单，合计 ¥{{ total }}，已付款 {{ paid }} 单",
        },
    ]
