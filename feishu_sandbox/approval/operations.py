"""Every endpoint of approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.operation import Operation

OPERATIONS: tuple[Operation, ...] = ()
