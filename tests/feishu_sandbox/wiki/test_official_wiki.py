"""The official client gets typed answers of every wiki endpoint."""

from __future__ import annotations

from lark_oapi.api.wiki.v2 import (
    GetSpaceRequest,
    ListSpaceNodeRequest,
    ListSpaceRequest,
    Node,
    Space,
)


def good(response):
    assert response.success(), (response.code, response.msg)
    return response.data


def test_spaces_and_their_pages_are_listed(lark, sandbox):
    (listed,) = good(
        lark.wiki.v2.space.list(ListSpaceRequest.builder().page_size(50).build())
    ).items
    assert isinstance(listed, Space)
    request = GetSpaceRequest.builder().space_id(listed.space_id).build()
    assert good(lark.wiki.v2.space.get(request)).space.name == listed.name
    request = ListSpaceNodeRequest.builder().space_id(listed.space_id).page_size(1)
    found, page = [], good(lark.wiki.v2.space_node.list(request.build()))
    found += page.items
    while page.has_more:
        page = good(lark.wiki.v2.space_node.list(request.page_token(page.page_token).build()))
        found += page.items
    assert isinstance(found[0], Node)
    tops = [n for n in sandbox.world.state.nodes.values() if not n.parent_node_token]
    assert [node.node_token for node in found] == [node.node_token for node in tops]
    parent = next(node for node in found if node.has_child)
    request = ListSpaceNodeRequest.builder().space_id(listed.space_id).page_size(50)
    below = good(
        lark.wiki.v2.space_node.list(request.parent_node_token(parent.node_token).build())
    ).items
    assert {node.parent_node_token for node in below} == {parent.node_token}
