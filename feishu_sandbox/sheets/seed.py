"""What the seeded company has of sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.sheets.model import Cell

if TYPE_CHECKING:
    from feishu_sandbox.model import App
    from feishu_sandbox.world import World

#: 2026-01-05 in days since 1899-12-30.
_DAY = 46_027
_ITEMS = (("云服务 Cloud", 300_000), ("市场 Marketing", 180_000), ("London office", 50_000))
_TOTAL = 530_000


def seed(world: World, app: App) -> None:
    """Fill the spreadsheets of the wiki's pages with a budget, and notes in a hidden worksheet."""
    rows = [
        ("项目 Item", "日期 Date", "预算 Budget", "占比 Share"),
        *(_line(row, item, budget) for row, (item, budget) in enumerate(_ITEMS, 2)),
        ("合计 Total", None, Cell(_TOTAL, "=SUM(C2:C4)", "¥#,##0.00"), None),
    ]
    for node in [node for node in world.state.nodes.values() if node.obj_type == "sheet"]:
        made = world.sheets.add_spreadsheet(
            node.title, rows, apps=[app.app_id], owner=node.owner, token=node.obj_token
        )
        notes = [("备注 Notes", [{"type": "text", "text": "请确认 "}, _mention(world, node.owner)])]
        world.sheets.add_sheet(made.token, "内部 Internal", notes, hidden=True)


def _line(row: int, item: str, budget: int) -> tuple[object, ...]:
    return (
        item,
        Cell(_DAY + row, formatter="yyyy/MM/dd"),
        Cell(budget, formatter="¥#,##0.00"),
        Cell(budget / _TOTAL, f"=C{row}/C5", "0.00%"),
    )


def _mention(world: World, open_id: str) -> dict[str, object]:
    name = world.state.users[open_id].name
    return {"type": "mention", "mentionType": 0, "text": f"@{name}", "token": open_id}
