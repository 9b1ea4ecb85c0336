"""What the demo's tenant holds, and what its people do there in the browser."""

from __future__ import annotations

import json
import random
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox.builders import TableBuilder
    from feishu_sandbox.world import World

ORDERS = 1200
_TEXT, _NUMBER, _SINGLE_SELECT, _MULTI_SELECT, _DATE_TIME, _CHECKBOX, _USER = 1, 2, 3, 4, 5, 7, 11
_CITIES = ("上海", "北京", "深圳", "杭州")
_TAGS = ("急", "大客户", "复购")
_PEOPLE = (("林溪", "Lin Xi"), ("周航", "Zhou Hang"), ("Ada", "Ada"))
_DAY = 24 * 60 * 60
_FIRST_ORDER = datetime(2026, 1, 1, 2, tzinfo=timezone.utc)


class Tenant:
    """A base of orders and customers, an empty summary table, and a chat with the app's bot."""

    def __init__(self, world: World) -> None:
        self.world = world
        apps = list(world.state.apps)
        self.people = [world.add_user(name, english).open_id for name, english in _PEOPLE]
        self.chat_id = world.add_chat("销售日报", members=self.people, bots=apps).chat_id
        self.base = world.add_base("销售", apps=apps)
        # Written a day ago: the second sync then has old rows to leave alone.
        world.clock.advance(-_DAY)
        self.customers = self._customers()
        self.orders = self._orders()
        world.clock.advance(_DAY)
        self._summary = world.add_base("日报", apps=apps)
        self._summary.add_table(
            "城市汇总",
            [{"field_name": "城市", "type": _TEXT}, {"field_name": "订单数", "type": _NUMBER}],
        )

    @property
    def sales_base(self) -> str:
        """The app_token of the base that is read."""
        return self.base.app_token

    @property
    def report_base(self) -> str:
        """The app_token of the base that is written."""
        return self._summary.app_token

    def change_orders(self) -> None:
        """Mark the first two orders as paid with another amount, and add one."""
        first, second, *_ = self.orders.rows()
        self.orders.edit_row(first, {"金额": 9999.5, "已付款": True})
        self.orders.edit_row(second, {"金额": 8888, "标签": ["大客户"]})
        self.orders.add_row(_order(ORDERS + 1, random.Random(0), self.people))  # noqa: S311

    def summary(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the summary table, text cells as plain text."""
        for cells in self._summary.table("城市汇总").rows().values():
            yield {name: _plain(cell) for name, cell in cells.items()}

    def messages(self) -> list[str]:
        """Return the texts that arrived in the chat."""
        sent = self.world.state.messages.values()
        return [json.loads(m.content)["text"] for m in sent if m.chat_id == self.chat_id]

    def _customers(self) -> TableBuilder:
        table = self.base.add_table(
            "客户",
            [
                {"field_name": "名称", "type": _TEXT},
                {"field_name": "负责人", "type": _USER},
            ],
        )
        for number in range(40):
            owner = self.people[number % len(self.people)]
            table.add_row({"名称": f"客户 {number + 1}", "负责人": [{"id": owner}]})
        return table

    def _orders(self) -> TableBuilder:
        table = self.base.add_table(
            "订单",
            [
                {"field_name": "订单号", "type": _TEXT},
                {"field_name": "城市", "type": _SINGLE_SELECT, "property": _options(_CITIES)},
                {"field_name": "金额", "type": _NUMBER},
                {"field_name": "下单时间", "type": _DATE_TIME},
                {"field_name": "负责人", "type": _USER},
                {"field_name": "标签", "type": _MULTI_SELECT, "property": _options(_TAGS)},
                {"field_name": "已付款", "type": _CHECKBOX},
            ],
        )
        chance = random.Random(8)  # noqa: S311 - the same orders in each run, no secret
        for number in range(1, ORDERS + 1):
            table.add_row(_order(number, chance, self.people))
        return table


def _order(number: int, chance: random.Random, people: list[str]) -> dict[str, Any]:
    seconds = int(_FIRST_ORDER.timestamp()) + number * 3600
    return {
        "订单号": f"SO-{number:05d}",
        "城市": chance.choice(_CITIES),
        "金额": round(chance.uniform(50, 5000), 2),
        "下单时间": seconds * 1000,
        "负责人": [{"id": chance.choice(people)}],
        "标签": chance.sample(_TAGS, chance.randrange(3)),
        "已付款": chance.random() < 0.5,  # noqa: PLR2004 - one in two
    }


def _options(names: tuple[str, ...]) -> dict[str, Any]:
    return {"options": [{"name": name} for name in names]}


def _plain(cell: Any) -> Any:
    if isinstance(cell, list) and cell and isinstance(cell[0], dict):
        return "".join(segment.get("text", "") for segment in cell)
    return cell
