"""What holds for the fields of a task together, after every change.

Docs: S/task-v2/task/overview.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.task.reading import invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODES = (1, 2)


def check_plan(due: Mapping[str, Any] | None, start: Mapping[str, Any] | None) -> None:
    """Refuse a start after the end, and a day beside a moment."""
    if not due or not start:
        return
    if due["is_all_day"] != start["is_all_day"]:
        invalid("start", "is_all_day of start and due must be the same")
    if start["timestamp"] > due["timestamp"]:
        invalid("start", "start must not be after due")


def check_needs_due(due: Mapping[str, Any] | None, **needing: object) -> None:
    """Refuse what cannot be without a time at which the task is due; None and "" are not set."""
    for name, value in needing.items():
        if due is None and value not in (None, ""):
            invalid(name, f"cannot set {name} without setting due")


def check_mode(mode: int) -> None:
    """Refuse modes that are not documented."""
    if mode not in _MODES:
        invalid("mode", "must be 1 or 2")
