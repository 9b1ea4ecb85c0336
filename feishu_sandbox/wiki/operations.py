"""Every endpoint of wiki."""

from __future__ import annotations

from feishu_sandbox.wiki import nodes

OPERATIONS = (*nodes.OPERATIONS,)
