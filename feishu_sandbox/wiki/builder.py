"""What people and administrators do with wiki, for tests and seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.model import WikiNode
from feishu_sandbox.wiki.model import Space

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.world import World


class Wiki:
    """Builders; no tokens, no limits, no access checks. Nodes go by their tokens."""

    def __init__(self, world: World) -> None:
        """Belong to a world."""
        self.world = world

    def add_space(
        self,
        name: str,
        *,
        members: Sequence[str] | None = None,
        admins: Sequence[str] = (),
        library_of: str = "",
        space_id: str = "",
    ) -> Space:
        """Make a space; set its further attributes on what is returned.

        Args:
            name: Its name.
            members: Apps and people in it; all registered apps by default.
            admins: Apps and people that manage it.
            library_of: open_id of the person whose own library it is; nobody else is in that.
            space_id: Its id; a fresh one by default.
        """
        with self.world.lock:
            inside = list(self.world.state.apps if members is None else members)
            space = Space(space_id or self.world.new_id("space"), name, admins=list(admins))
            space.members = [library_of] if library_of else inside
            space.space_type = "my_library" if library_of else "team"
            self.world.state.wiki.spaces[space.space_id] = space
        return space

    def add_node(  # noqa: PLR0913 - what a page is made of
        self,
        space: Space,
        title: str,
        *,
        parent: str = "",
        kind: str = "docx",
        obj_token: str = "",
        owner: str = "",
    ) -> WikiNode:
        """Make a page in a space, open to all in it; `obj_token` is a document made elsewhere."""
        with self.world.lock:
            seconds = int(self.world.clock.now())
            node = WikiNode(
                node_token=self.world.new_id("node"),
                space_id=space.space_id,
                obj_token=obj_token or self.world.new_id("file"),
                obj_type=kind,
                title=title,
                owner=owner or next(iter(self.world.state.users), ""),
                created=seconds,
                edited=seconds,
                parent_node_token=parent,
                readers=list(dict.fromkeys((*space.members, *space.admins))),
            )
            self.world.state.nodes[node.node_token] = node
        return node

    def add_shortcut(self, space: Space, origin: WikiNode, *, parent: str = "") -> WikiNode:
        """Make a shortcut to a page, in any space."""
        with self.world.lock:
            node = self.add_node(
                space,
                origin.title,
                parent=parent,
                kind=origin.obj_type,
                obj_token=origin.obj_token,
            )
            node.origin_node_token = origin.node_token
        return node

    def edit(self, node_token: str) -> None:
        """Edit the document of a page, now."""
        with self.world.lock:
            self.world.state.nodes[node_token].edited = int(self.world.clock.now())

    def rename(self, node_token: str, title: str) -> None:
        """Give a page another title; no time moves."""
        with self.world.lock:
            self.world.state.nodes[node_token].title = title

    def move(self, node_token: str, parent: str) -> None:
        """Hang a page, with all below it, under another one of its space; "" is the top."""
        with self.world.lock:
            self.world.state.nodes[node_token].parent_node_token = parent

    def remove(self, node_token: str) -> None:
        """Delete a page and all below it."""
        with self.world.lock:
            nodes = self.world.state.nodes
            below = [one for one in nodes if nodes[one].parent_node_token == node_token]
            for one in below:
                self.remove(one)
            del nodes[node_token]

    def close(self, node_token: str, holder: str) -> None:
        """Close one page to an app or a person."""
        with self.world.lock:
            self.world.state.nodes[node_token].readers.remove(holder)
