"""The knowledge base: from a node to its document.

Docs: D/wiki-v2/space/get_node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import PER_MINUTE_100
from feishu_sandbox.operation import Operation
from feishu_sandbox.wiki.rendering import shown_node

if TYPE_CHECKING:
    from feishu_sandbox.model import Json, WikiNode
    from feishu_sandbox.operation import Incoming

_OBJ_TYPES = ("wiki", "doc", "docx", "sheet", "mindnote", "bitable", "file", "slides")


def _get_node(call: Incoming) -> Json:
    token, obj_type = call.query.get("token"), call.query.get("obj_type") or "wiki"
    if not token or obj_type not in _OBJ_TYPES:
        raise ApiError(131002)
    node = _find(call, token, obj_type)
    if node is None:
        raise ApiError(131005, "not found: node not found")
    if call.principal not in node.readers:
        raise ApiError(131006, "permission denied: node permission denied, tenant needs read")
    return {"node": shown_node(call.world.state, node)}


def _find(call: Incoming, token: str, obj_type: str) -> WikiNode | None:
    nodes = call.world.state.nodes
    if obj_type == "wiki":
        return nodes.get(token)
    matching = (n for n in nodes.values() if (n.obj_token, n.obj_type) == (token, obj_type))
    return next(matching, None)


OPERATIONS = (
    Operation(
        "wiki.get_node",
        "GET",
        "/wiki/v2/spaces/get_node",
        _get_node,
        PER_MINUTE_100,
        ("wiki:node:read", "wiki:wiki", "wiki:wiki:readonly"),
        query=("token", "obj_type"),
    ),
)
