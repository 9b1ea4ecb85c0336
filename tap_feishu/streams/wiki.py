"""Wiki spaces and nodes."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from tap_feishu.columns import BOOLEAN, SECONDS, TEXT
from tap_feishu.streams.base import FixedStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.columns import Columns

Item = dict[str, t.Any]

_CONFIGURED = "`wiki_spaces` is set"
_LISTED = "`wiki_spaces` is not set"
_LINKED = "`wiki_spaces` holds the link of a page"


class WikiSpaces(FixedStream):
    """The spaces of the settings, or all that the identity is a member of.

    A person's own library is in no listing: it is read where `wiki_spaces` names `my_library`,
    by that person. Spaces carry no times.
    Docs: `/ukTMukTMukTM/uUDN04SN0QjL1QDN/wiki-v2/space/list`.
    """

    name = "wiki_spaces"
    named_by = ("wiki_spaces",)
    keys = ("space_id",)
    only_if: t.ClassVar[Mapping[Endpoint, str]] = {
        endpoints.wiki.SPACE_LIST: _LISTED,
        endpoints.wiki.SPACE_GET: _CONFIGURED,
        endpoints.WIKI_NODE_GET: _LINKED,
    }
    endpoints = (endpoints.wiki.SPACE_LIST, endpoints.wiki.SPACE_GET, endpoints.WIKI_NODE_GET)
    cost = "1 per 50 spaces, or 1 per configured space"
    columns: t.ClassVar[Columns] = {
        "space_id": TEXT,
        "name": TEXT,
        "description": TEXT,
        "space_type": TEXT,
        "visibility": TEXT,
        "open_sharing": TEXT,
    }

    def items(self) -> Iterator[Item]:
        """Give the spaces."""
        yield from self.run.wiki.spaces()
        self.run.wiki.unread_spaces.check()


class WikiNodes(FixedStream):
    """The pages of the spaces, each once; a shortcut is a row of its own.

    A second run reads and emits everything again: the walk is the same, and whether a rename or
    a move of a page moves `obj_edit_time` is documented nowhere.
    Docs: `/ukTMukTMukTM/uUDN04SN0QjL1QDN/wiki-v2/space-node/list`.
    """

    name = "wiki_nodes"
    named_by = ("wiki_spaces",)
    keys = ("node_token",)
    only_if: t.ClassVar[Mapping[Endpoint, str]] = {
        endpoints.wiki.SPACE_LIST: _LISTED,
        endpoints.WIKI_NODE_GET: _LINKED,
    }
    endpoints = (endpoints.wiki.NODE_LIST, endpoints.wiki.SPACE_LIST, endpoints.WIKI_NODE_GET)
    cost = "1 per space and per page with pages below it, and 1 per 50 of these beyond the first"
    columns: t.ClassVar[Columns] = {
        "node_token": TEXT,
        "space_id": TEXT,
        "obj_token": TEXT,
        "obj_type": TEXT,
        "parent_node_token": TEXT,
        "node_type": TEXT,
        "origin_node_token": TEXT,
        "origin_space_id": TEXT,
        "has_child": BOOLEAN,
        "title": TEXT,
        "obj_create_time": SECONDS,
        "obj_edit_time": SECONDS,
        "node_create_time": SECONDS,
        "creator": TEXT,
        "owner": TEXT,
        "node_creator": TEXT,
    }

    def items(self) -> Iterator[Item]:
        """Walk the spaces."""
        yield from self.run.wiki.walk()
        self.run.wiki.unread_nodes.check()


STREAMS = (WikiSpaces, WikiNodes)
