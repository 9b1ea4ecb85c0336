"""Spaces and nodes as the API shows them.

Docs: D/wiki-v2/space/get, D/wiki-v2/space-node/list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.model import Json, State, WikiNode
    from feishu_sandbox.wiki.model import Space


def shown_space(space: Space) -> Json:
    """Return a space as the API shows it."""
    return {
        "space_id": space.space_id,
        "name": space.name,
        "description": space.description,
        "space_type": space.space_type,
        "visibility": space.visibility,
        "open_sharing": space.open_sharing,
    }


def shown_node(state: State, node: WikiNode) -> Json:
    """Return a node as the API shows it; a shortcut tells of the document that it stands for."""
    origin = state.nodes.get(node.origin_node_token, node)
    token = node.node_token
    return {
        "space_id": node.space_id,
        "node_token": token,
        "obj_token": origin.obj_token,
        "obj_type": origin.obj_type,
        "parent_node_token": node.parent_node_token,
        "node_type": "shortcut" if node.origin_node_token else "origin",
        "origin_node_token": origin.node_token,
        "origin_space_id": origin.space_id,
        "has_child": any(one.parent_node_token == token for one in state.nodes.values()),
        "title": node.title,
        "obj_create_time": str(origin.created),
        "obj_edit_time": str(origin.edited),
        "node_create_time": str(node.node_created or node.created),
        "creator": origin.owner,
        "owner": origin.owner,
        "node_creator": node.owner,
    }
