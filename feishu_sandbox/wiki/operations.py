"""Every endpoint of wiki."""

from __future__ import annotations

from feishu_sandbox.wiki import nodes, spaces

#: `get_node` comes first: its path looks like that of a space.
OPERATIONS = (*nodes.OPERATIONS, *spaces.OPERATIONS)
