"""What the seeded company has of approval: two definitions, instances in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.approval.model import Definition
    from feishu_sandbox.model import App, Json
    from feishu_sandbox.world import World

_HOUR = 3600
_PURCHASE_FORM: list[Json] = [
    {"id": "widget1", "custom_id": "item", "name": "物品 Item", "type": "input", "required": True},
    {"id": "widget2", "custom_id": "amount", "name": "金额 Amount", "type": "amount"},
    {
        "id": "widget3",
        "name": "类别",
        "type": "radioV2",
        "option": [{"value": "opt-hw", "text": "硬件"}, {"value": "opt-sw", "text": "软件"}],
    },
    {"id": "widget4", "name": "附件", "type": "attachmentV2"},
]
_PURCHASE_RELATION: Json = {
    "groups": [{"id": "1", "parent_widgets_ids": ["widget3"], "children_widget_ids": ["widget4"]}]
}
_LEAVE_FORM: list[Json] = [
    {"id": "widget1", "name": "请假 Leave", "type": "leaveGroupV2"},
    {"id": "widget2", "name": "交接人", "type": "contact"},
]
_RECEIPT: Json = {
    "url": "https://p3-approval-sign.byteimg.com/lark-approval-attachment/receipt.png?x-expires=1",
    "file_size": 186_823,
    "title": "发票 receipt.png",
    "type": "image",
}


def seed(world: World, app: App) -> None:  # noqa: ARG001 - every area is seeded alike
    """Fill the company."""
    people = list(world.state.users)
    lead, buyer, finance, assistant, hr = (people[n] for n in (2, 3, 20, 21, 18))
    purchase = world.approvals.add_definition(
        "采购申请 Purchase",
        _PURCHASE_FORM,
        (
            {"name": "直属上级", "approvers": [lead], "custom_node_id": "manager"},
            {"name": "财务", "type": "OR", "approvers": [finance, assistant], "cc": [hr]},
        ),
        admins=[finance],
        relation=_PURCHASE_RELATION,
    )
    purchase.group = "finance"
    leave = world.approvals.add_definition(
        "请假 Leave", _LEAVE_FORM, ({"name": "人力", "approvers": [hr]},), admins=[hr]
    )
    _seed_purchases(world, purchase, buyer, assistant)
    _seed_leaves(world, leave, people[7:10])


def _seed_purchases(world: World, purchase: Definition, buyer: str, assistant: str) -> None:
    approvals, code = world.approvals, purchase.approval_code
    approved = approvals.start_instance(code, buyer, _purchase("显示器 & 支架", 2399.5, "硬件"))
    world.clock.advance(_HOUR)
    approvals.approve(approved, comment="同意")
    approvals.comment(approved, "发票见附件", files=[_RECEIPT])
    world.clock.advance(_HOUR)
    approvals.approve(approved)
    rejected = approvals.start_instance(code, buyer, _purchase("Espresso machine", 8000, "硬件"))
    approvals.reject(rejected, comment="预算不足")
    world.clock.advance(12 * _HOUR)
    moved = approvals.start_instance(code, buyer, _purchase("IDE 许可证", 1990, "软件"))
    approvals.transfer(moved, assistant)
    approvals.comment(moved, "请尽快处理")
    world.clock.advance(_HOUR)
    revoked = approvals.start_instance(code, buyer, _purchase("键盘", 499, "硬件"))
    approvals.approve(revoked)
    approvals.approve(revoked)
    world.clock.advance(_HOUR)
    approvals.revoke(revoked)


def _seed_leaves(world: World, leave: Definition, team: list[str]) -> None:
    approvals, code = world.approvals, leave.approval_code
    colleague = world.state.users[team[0]]
    forms = [_leave(day, colleague.user_id, colleague.open_id) for day in (9, 12, 15, 19)]
    approvals.cancel(approvals.start_instance(code, team[1], forms[0]))
    world.clock.advance(14 * _HOUR)
    approvals.delete(approvals.start_instance(code, team[1], forms[1]))
    approvals.approve(approvals.start_instance(code, team[2], forms[2]))
    world.clock.advance(_HOUR)
    approvals.start_instance(code, team[2], forms[3])


def _purchase(item: str, amount: float, kind: str) -> list[Json]:
    return [
        {"id": "widget1", "custom_id": "item", "name": "物品 Item", "type": "input", "value": item},
        {
            "id": "widget2",
            "custom_id": "amount",
            "name": "金额 Amount",
            "type": "amount",
            "value": amount,
            "ext": {"currency": "CNY"},
        },
        {"id": "widget3", "name": "类别", "type": "radioV2", "value": kind},
    ]


def _leave(day: int, user_id: str, open_id: str) -> list[Json]:
    value = {
        "name": "年假",
        "start": f"2026-01-{day:02d}T00:00:00+08:00",
        "end": f"2026-01-{day + 1:02d}T00:00:00+08:00",
        "interval": 1.0,
        "unit": "DAY",
        "reason": "",
    }
    return [
        {"id": "widget1", "name": "请假 Leave", "type": "leaveGroupV2", "value": value},
        {
            "id": "widget2",
            "name": "交接人",
            "type": "contact",
            "value": [user_id],
            "open_ids": [open_id],
        },
    ]
