"""Every endpoint of tasks."""

from __future__ import annotations

from feishu_sandbox.task import tasklists, tasks

OPERATIONS = (*tasklists.OPERATIONS, *tasks.OPERATIONS)
