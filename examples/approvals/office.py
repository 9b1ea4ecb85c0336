"""The company of the example: a table of change requests, and people who decide in Feishu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox.world import World

TABLE = "变更申请"
NUMBER, WHAT, REASON, REQUESTER, APPROVER = "编号", "变更内容", "原因", "申请人邮箱", "审批人邮箱"
COLUMNS = (NUMBER, WHAT, REASON, REQUESTER, APPROVER)
_TEXT = 1
_PEOPLE = (("林溪", "Lin Xi", "lin.xi"), ("周航", "Zhou Hang", "zhou.hang"), ("Ada", "Ada", "ada"))
_REQUESTS = (
    ("CR-1001", "订单表加索引", "查询超时"),
    ("CR-1002", "清理 2023 年日志", "磁盘将满"),
    ("CR-1003", "Upgrade PostgreSQL to 17", "End of life"),
)


class Office:
    """What is there before the example begins, and what its people do."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.emails = [f"{mailbox}@stardust.example" for *_, mailbox in _PEOPLE]
        for (name, english, _), email in zip(_PEOPLE, self.emails, strict=True):
            world.add_user(name, english, email=email)
        self.base = world.add_base("变更", apps=list(world.state.apps))
        fields = [{"field_name": name, "type": _TEXT} for name in COLUMNS]
        self.table = self.base.add_table(TABLE, fields)
        self.add(*_REQUESTS)

    def add(self, *requests: tuple[str, str, str]) -> None:
        """Enter change requests: the first person asks, the others approve in turn."""
        for position, request in enumerate(requests):
            approver = self.emails[1 + position % 2]
            self.table.add_row(
                dict(zip(COLUMNS, (*request, self.emails[0], approver), strict=True))
            )

    def decide(self, approval_code: str) -> None:
        """Let the approvers work through what waits: one agrees, one refuses, one takes longer."""
        approvals = self.world.approvals
        waiting = [
            instance
            for instance in approvals.state.instances.values()
            if instance.approval_code == approval_code and instance.status == "PENDING"
        ]
        for instance, act in zip(waiting, (approvals.approve, approvals.reject), strict=False):
            act(instance, comment="见评论")

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the table's rows as plain text."""
        for cells in self.table.rows().values():
            yield {name: _plain(cell) for name, cell in cells.items()}


def _plain(cell: Any) -> Any:
    if isinstance(cell, list) and cell and isinstance(cell[0], dict):
        return "".join(segment.get("text", "") for segment in cell)
    return cell
