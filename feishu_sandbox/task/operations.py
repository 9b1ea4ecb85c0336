"""Every endpoint of tasks."""

from __future__ import annotations

from feishu_sandbox.task import comments, editing, making, sharing, tasklists, tasks

OPERATIONS = (
    *tasklists.OPERATIONS,
    *tasks.OPERATIONS,
    *making.OPERATIONS,
    *editing.OPERATIONS,
    *sharing.OPERATIONS,
    *comments.OPERATIONS,
)
