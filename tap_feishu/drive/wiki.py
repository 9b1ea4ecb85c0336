"""Wiki spaces and their nodes, listed once a run.

A listing gives the children of one node, at 100 calls a minute: nothing is asked for twice.
Docs: `/ukTMukTMukTM/uUDN04SN0QjL1QDN/wiki-v2/space-node/list`.
"""

from __future__ import annotations

import functools
import typing as t
from collections import deque

from feishu_connect import endpoints
from feishu_connect.errors import AccessError, FeishuError, NotFoundError
from tap_feishu.settling import settled
from tap_feishu.unread import Unread

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_connect.links import ObjectLink
    from tap_feishu.run import Run

Item = dict[str, t.Any]

#: The name under which the API takes a person's own space.
_LIBRARY = "my_library"


class Wiki:
    """The spaces of the settings, or all that the identity is a member of."""

    def __init__(self, run: Run) -> None:
        """Call nothing yet."""
        self._run = run
        #: Spaces that could not be found or asked about.
        self.unread_spaces = Unread(run.failures, "wiki_spaces")
        #: Spaces and nodes whose children could not be listed.
        self.unread_nodes = Unread(run.failures, "wiki_nodes")

    @functools.cached_property
    def space_ids(self) -> list[str]:
        """Ids of the spaces that are read, each once.

        A space that cannot be found is a failure of the run, and the others go on.

        Raises:
            FeishuError: None is configured, and the listing fails.
        """
        links = self._run.settings.objects["wiki_spaces"]
        ids = [self._id_of(link) for link in links] if links else list(self._listed)
        return list(dict.fromkeys(one for one in ids if one))

    def spaces(self) -> list[Item]:
        """Describe the spaces; one that is closed is a failure, and the others go on."""
        if not self._run.settings.objects["wiki_spaces"]:
            return list(self._listed.values())
        described = [self._described(space_id) for space_id in self.space_ids]
        found = {str(space["space_id"]): space for space in described if space.get("space_id")}
        return list(found.values())

    def walk(self) -> Iterator[Item]:
        """Give the nodes of all spaces, each once."""
        seen: set[str] = set()
        for space_id in self.space_ids:
            for node in self.nodes(space_id):
                if node["node_token"] not in seen:
                    seen.add(node["node_token"])
                    yield node

    def nodes(self, space_id: str) -> list[Item]:
        """List the nodes of a space, each once, parents before their children.

        What cannot be listed is a failure of the run, and the others go on.

        Raises:
            ScopeError: No node can be listed at all.
        """
        return self._run.spool.remember(
            f"wiki.nodes:{space_id}", lambda: list(self._walked(space_id))
        )

    def node(self, token: str) -> Item:
        """Ask which space and which document a node token, as links have it, stands for.

        Raises:
            FeishuError: There is no such node, or it is closed.
        """
        return self._run.spool.remember(f"wiki.node:{token}", lambda: self._resolved(token))

    @functools.cached_property
    def _listed(self) -> dict[str, Item]:
        """The spaces that the identity is a member of, by id; no library is among them."""
        spaces = settled(self._run.client, endpoints.wiki.SPACE_LIST, "space_id")
        return {str(space["space_id"]): space for space in spaces}

    def _id_of(self, link: ObjectLink) -> str:
        try:
            if link.token == _LIBRARY and self._run.settings.connection.identity == "app":
                msg = "Only a person has a library"
                raise AccessError(msg, cure="Set `identity: user`, or take it out of `wiki_spaces`")
            return str(self.node(link.token)["space_id"]) if link.wiki else link.token
        except FeishuError as error:
            what = f"wiki page {link.token}" if link.wiki else f"wiki space {link.token}"
            self.unread_spaces.note(what, error)
            self.unread_nodes.note(what, error)
            return ""

    def _described(self, space_id: str) -> Item:
        try:
            data = self._run.client.call(endpoints.wiki.SPACE_GET, path={"space_id": space_id})
        except FeishuError as error:
            self.unread_spaces.note(f"wiki space {space_id}", error)
            return {}
        return data.get("space") or {}

    def _resolved(self, token: str) -> Item:
        data = self._run.client.call(endpoints.WIKI_NODE_GET, params={"token": token})
        if not data.get("node"):
            msg = f"There is no wiki page {token}"
            raise NotFoundError(msg, cure="Check the link")
        node: Item = data["node"]
        return node

    def _walked(self, space_id: str) -> Iterator[Item]:
        queue, seen = deque([(space_id, "")]), set[str]()
        while queue:
            home, parent = queue.popleft()
            for node in self._children(home, parent):
                token = str(node["node_token"])
                if token in seen or self._belongs_elsewhere(node, space_id):
                    continue
                seen.add(token)
                yield node
                if node.get("has_child"):
                    queue.append((str(node.get("space_id") or home), token))

    def _belongs_elsewhere(self, node: Item, space_id: str) -> bool:
        """Whether a node, met through a shortcut, comes with its own space anyway."""
        home = str(node.get("space_id") or space_id)
        return home != space_id and home in self.space_ids

    def _children(self, space_id: str, parent: str) -> list[Item]:
        params = {"parent_node_token": parent} if parent else {}
        path = {"space_id": space_id}
        try:
            return settled(
                self._run.client, endpoints.wiki.NODE_LIST, "node_token", path=path, params=params
            )
        except FeishuError as error:
            gone = parent and isinstance(error, NotFoundError)
            if not gone:  # A node that was there when its parent was listed is none that is missed.
                what = f"wiki node {parent}" if parent else f"wiki space {space_id}"
                self.unread_nodes.note(what, error)
            return []
