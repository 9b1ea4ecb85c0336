"""The seeded base: customers, orders, a table of every field type, and an empty one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.seed.showcase import add_showcase

if TYPE_CHECKING:
    from feishu_sandbox.builders import BaseBuilder, TableBuilder
    from feishu_sandbox.model import App, Json
    from feishu_sandbox.world import World

CUSTOMER_COUNT = 30
ORDER_COUNT = 120
_DAY_MS = 86_400_000
_CITIES = ("上海", "杭州", "深圳", "成都", "北京", "London")
_TRADES = ("云图科技", "恒信贸易", "青禾农业", "北辰物流", "Bluebird Labs", "蓝海咨询")
_LEVELS = ("A", "B", "C")
_TAGS = ("重点", "续约", "新客", "渠道")
_STATES = ("待付款", "已付款", "已发货", "已完成", "已取消")

_CUSTOMER_FIELDS: list[Json] = [
    {"field_name": "客户名称", "type": 1},
    {"field_name": "等级", "type": 3, "property": {"options": [{"name": n} for n in _LEVELS]}},
    {"field_name": "标签", "type": 4, "property": {"options": [{"name": n} for n in _TAGS]}},
    {
        "field_name": "年营收",
        "type": 2,
        "ui_type": "Currency",
        "property": {"formatter": "0.00", "currency_code": "CNY"},
    },
    {"field_name": "联系邮箱", "type": 1, "ui_type": "Email"},
    {"field_name": "电话", "type": 13},
    {"field_name": "官网", "type": 15},
    {"field_name": "负责人", "type": 11, "property": {"multiple": False}},
    {"field_name": "签约日期", "type": 5, "property": {"date_formatter": "yyyy/MM/dd"}},
    {"field_name": "活跃", "type": 7},
    {"field_name": "备注 Notes", "type": 1},
    {"field_name": "最后更新时间", "type": 1002},
]


def seed_crm(world: World, app: App) -> None:
    """Create the base, reachable by its app_token and through a wiki node."""
    base = world.add_base("CRM 客户管理", apps=[app.app_id])
    for seller in list(world.state.users)[10:16]:
        base.share(seller, "edit")
    customers = _add_customers(world, base)
    _add_orders(world, base, customers)
    add_showcase(world, base, customers)
    base.add_table(
        "空表 Empty", [{"field_name": "标题", "type": 1}, {"field_name": "数量", "type": 2}]
    )
    world.add_node(base.app_token, "CRM 客户管理")
    treasurer = list(world.state.users)[20]
    private = world.add_base("财务机密", apps=["nobody"], owner=treasurer)
    private.add_table("工资", [{"field_name": "姓名", "type": 1}])


def _add_customers(world: World, base: BaseBuilder) -> TableBuilder:
    table = base.add_table("客户 Customers", _CUSTOMER_FIELDS)
    sellers = list(world.state.users)[10:16]
    for number in range(CUSTOMER_COUNT):
        cells: Json = {
            "客户名称": f"{_CITIES[number % 6]}{_TRADES[number * 5 % 6]} {number + 1:03d}",
            "等级": _LEVELS[number % 3],
            "年营收": 100_000 + 12_345.5 * number,
            "联系邮箱": f"contact{number + 1:03d}@customer.example",
            "电话": f"+8621555{number:05d}",
            "负责人": [{"id": sellers[number % 6]}],
            "签约日期": world.clock.now_ms() - number * _DAY_MS,
        }
        if number % 2 == 0:
            cells["活跃"] = True
            cells["官网"] = {"text": "官网", "link": f"https://c{number + 1}.example"}
        if number % 3:
            cells["标签"] = [_TAGS[number % 4], _TAGS[(number + 1) % 4]]
        if number % 5 == 0:
            cells["备注 Notes"] = f"第 {number + 1} 位客户\n请先电话确认 🎉"
        table.add_row(cells, by=sellers[number % 6])
        world.clock.advance(3600)
    return table


def _add_orders(world: World, base: BaseBuilder, customers: TableBuilder) -> None:
    table = base.add_table("订单 Orders", _order_fields(customers.table_id))
    buyers = list(customers.data.records)
    for number in range(ORDER_COUNT):
        amount, quantity = 199 + 10.5 * (number % 40), 1 + number % 9
        table.add_row(
            {
                "订单标题": f"订单 {number + 1:04d}",
                "客户": [buyers[number * 7 % len(buyers)]],
                "单价": amount,
                "数量": quantity,
                "折扣": round(0.05 * (number % 5), 2),
                "状态": _STATES[number % 5],
                "下单时间": world.clock.now_ms() - (number % 24) * 3_600_000,
                "金额": {"type": 2, "ui_type": "Number", "value": [amount * quantity]},
                "客户等级": {"type": 3, "value": [_LEVELS[number * 7 % len(buyers) % 3]]},
            }
        )
        world.clock.advance(1800)


def _order_fields(customers: str) -> list[Json]:
    serial = [
        {"type": "fixed_text", "value": "SO-"},
        {"type": "created_time", "value": "yyyyMMdd"},
        {"type": "system_number", "value": "4"},
    ]
    return [
        {"field_name": "订单标题", "type": 1},
        {
            "field_name": "订单编号",
            "type": 1005,
            "property": {"auto_serial": {"type": "custom", "options": serial}},
        },
        {
            "field_name": "客户",
            "type": 21,
            "property": {"table_id": customers, "back_field_name": "订单", "multiple": False},
        },
        {
            "field_name": "单价",
            "type": 2,
            "ui_type": "Currency",
            "property": {"formatter": "0.00", "currency_code": "CNY"},
        },
        {"field_name": "数量", "type": 2, "property": {"formatter": "0"}},
        {
            "field_name": "折扣",
            "type": 2,
            "ui_type": "Progress",
            "property": {"formatter": "0%"},
        },
        {"field_name": "状态", "type": 3, "property": {"options": [{"name": n} for n in _STATES]}},
        {
            "field_name": "下单时间",
            "type": 5,
            "property": {"date_formatter": "yyyy-MM-dd HH:mm"},
        },
        {
            "field_name": "金额",
            "type": 20,
            "property": {"formatter": "0.0", "formula_expression": "单价 * 数量"},
        },
        {"field_name": "客户等级", "type": 19},
        {"field_name": "创建时间", "type": 1001},
        {"field_name": "最后更新时间", "type": 1002},
    ]
