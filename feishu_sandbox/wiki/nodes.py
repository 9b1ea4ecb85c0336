"""The knowledge base: from a node to its document.

Docs: D/wiki-v2/space/get_node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import PER_MINUTE_100
from feishu_sandbox.operation import Operation

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
    return {"node": _shown(node)}


def _find(call: Incoming, token: str, obj_type: str) -> WikiNode | None:
    nodes = call.world.state.nodes
    if obj_type == "wiki":
        return nodes.get(token)
    matching = (n for n in nodes.values() if (n.obj_token, n.obj_type) == (token, obj_type))
    return next(matching, None)


def _shown(node: WikiNode) -> Json:
    return {
        "space_id": node.space_id,
        "node_token": node.node_token,
        "obj_token": node.obj_token,
        "obj_type": node.obj_type,
        "parent_node_token": node.parent_node_token,
        "node_type": "origin",
        "origin_node_token": node.node_token,
        "origin_space_id": node.space_id,
        "has_child": node.has_child,
        "title": node.title,
        "obj_create_time": str(node.created),
        "obj_edit_time": str(node.edited),
        "node_create_time": str(node.created),
        "creator": node.owner,
        "owner": node.owner,
        "node_creator": node.owner,
    }


OPERATIONS = (
    Operation(
        "wiki.get_node",
        "GET",
        "/wiki/v2/spaces/get_node",
        _get_node,
        PER_MINUTE_100,
        ("wiki:node:read", "wiki:wiki", "wiki:wiki:readonly"),
    ),
)
