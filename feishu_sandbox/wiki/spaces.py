"""Knowledge spaces and the pages in them.

Pages of a listing are cut before what is closed to the caller is taken out: they may be short or
empty while more follow.
Docs: D/wiki-v2/space/{list,get}, D/wiki-v2/space-node/list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import PER_MINUTE_100
from feishu_sandbox.operation import Operation
from feishu_sandbox.paging import PageRules, take_page
from feishu_sandbox.wiki.rendering import shown_node, shown_space

if TYPE_CHECKING:
    from feishu_sandbox.model import Json, WikiNode
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.wiki.model import Space

_PAGES = PageRules(default=20, maximum=50, bad_size=131002, bad_token=131002)
_LIBRARY = "my_library"
_LANGUAGES = (
    *("zh", "id", "de", "en", "es", "fr", "it", "pt"),
    *("vi", "ru", "hi", "th", "ko", "ja", "zh-HK", "zh-TW"),
)


def _list_spaces(call: Incoming) -> Json:
    spaces = [s for s in call.world.state.wiki.spaces.values() if s.space_type != _LIBRARY]
    page = take_page(call, spaces, _PAGES, "spaces")
    items = [shown_space(space) for space in page.items if _is_listed(call, space)]
    return {"items": items, **_more(page.page_token, has_more=page.has_more)}


def _get_space(call: Incoming) -> Json:
    call.choice("lang", _LANGUAGES, "en")
    space = _find_space(call)
    if not _is_listed(call, space):
        raise ApiError(131006, "permission denied: wiki space permission denied")
    return {"space": shown_space(space)}


def _list_nodes(call: Incoming) -> Json:
    space, parent = _find_space(call), call.query.get("parent_node_token") or ""
    _check_parent(call, space, parent)
    below = [
        node
        for node in call.world.state.nodes.values()
        if node.space_id == space.space_id and node.parent_node_token == parent
    ]
    page = take_page(call, below, _PAGES, f"nodes:{space.space_id}:{parent}")
    seen = [node for node in page.items if call.principal in node.readers]
    items = [shown_node(call.world.state, node) for node in seen]
    return {"items": items, **_more(page.page_token, has_more=page.has_more)}


def _find_space(call: Incoming) -> Space:
    """Return the space of the path; `my_library` is the caller's own.

    Raises:
        ApiError: 131005 where there is none, 131002 for an app's library.
    """
    space_id, spaces = call.path["space_id"], call.world.state.wiki.spaces
    if space_id == _LIBRARY and call.user is None:
        raise ApiError(131002, "param err: an app has no library")
    for space in spaces.values():
        own = space.space_type == _LIBRARY and call.principal in space.members
        if space.space_id == space_id or (space_id == _LIBRARY and own):
            return space
    raise ApiError(131005, "not found: space not found")


def _check_parent(call: Incoming, space: Space, parent: str) -> None:
    if not parent:
        if not _is_listed(call, space):
            raise ApiError(131006, "permission denied: wiki space permission denied")
        return
    node: WikiNode | None = call.world.state.nodes.get(parent)
    if node is None or node.space_id != space.space_id:
        raise ApiError(131005, "not found: node not found")
    if call.principal not in node.readers:
        raise ApiError(131006, "permission denied: node permission denied")


def _is_listed(call: Incoming, space: Space) -> bool:
    """Tell whether the caller is in a space; every person is in a public one, no app is."""
    public = space.visibility == "public" and call.user is not None
    return public or call.principal in (*space.members, *space.admins)


def _more(page_token: str, *, has_more: bool) -> Json:
    return {"page_token": page_token, "has_more": True} if has_more else {"has_more": False}


OPERATIONS = (
    Operation(
        "wiki.space.list",
        "GET",
        "/wiki/v2/spaces",
        _list_spaces,
        PER_MINUTE_100,
        ("wiki:space:retrieve", "wiki:wiki", "wiki:wiki:readonly"),
        query=("page_size", "page_token"),
    ),
    Operation(
        "wiki.space.get",
        "GET",
        "/wiki/v2/spaces/{space_id}",
        _get_space,
        PER_MINUTE_100,
        ("wiki:space:read", "wiki:wiki", "wiki:wiki:readonly"),
        query=("lang",),
    ),
    Operation(
        "wiki.node.list",
        "GET",
        "/wiki/v2/spaces/{space_id}/nodes",
        _list_nodes,
        PER_MINUTE_100,
        ("wiki:node:retrieve", "wiki:wiki", "wiki:wiki:readonly"),
        query=("page_size", "page_token", "parent_node_token"),
    ),
)
