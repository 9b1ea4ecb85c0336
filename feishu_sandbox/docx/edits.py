"""Changes of a document: each one makes a new revision.

The blocks of a revision stand in the order of the page, parents before what is below them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.docx.model import Version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feishu_sandbox.docx.model import Document
    from feishu_sandbox.model import Json

#: How far behind the newest a revision may be to be read or written.
KEPT_REVISIONS = 1000


def revise(document: Document) -> Version:
    """Begin a new revision; the state keeps as many old ones as can be read."""
    newest = document.newest
    version = Version(newest.revision_id + 1, newest.title, list(newest.blocks))
    document.versions = [*document.versions[-KEPT_REVISIONS:], version]
    return version


def find(version: Version, block_id: str) -> tuple[int, Json]:
    """Return a block and where it stands.

    Raises:
        KeyError: The revision has no such block.
    """
    for place, item in enumerate(version.blocks):
        if item["block_id"] == block_id:
            return place, item
    raise KeyError(block_id)


def below(version: Version, block_id: str) -> set[str]:
    """Return the ids of a block and all below it."""
    found = {block_id}
    for item in version.blocks:
        if item["parent_id"] in found:
            found.add(item["block_id"])
    return found


def with_children(item: Json, children: list[str]) -> Json:
    """Return a block with other children; without any it has no such member."""
    rest = {name: value for name, value in item.items() if name != "children"}
    return {**rest, "children": children} if children else rest


def insert(version: Version, parent: str, index: int, roots: list[str], blocks: list[Json]) -> None:
    """Put blocks below a parent.

    Args:
        version: The new revision.
        parent: A block of it.
        index: Place among the parent's children; -1 behind the last one.
        roots: Ids of those that become its children.
        blocks: All of them, parents before what is below them.
    """
    place, item = find(version, parent)
    children = list(item.get("children", ()))
    index = len(children) if index < 0 else index
    if index < len(children):
        at, _ = find(version, children[index])
    else:
        at = place + len(below(version, parent))
    version.blocks[place] = with_children(item, [*children[:index], *roots, *children[index:]])
    version.blocks[at:at] = blocks


def remove(version: Version, parent: str, start: int, end: int) -> None:
    """Take the children from `start` up to, but not with, `end` out, and all below them."""
    place, item = find(version, parent)
    children = list(item.get("children", ()))
    gone = {one for child in children[start:end] for one in below(version, child)}
    version.blocks[place] = with_children(item, children[:start] + children[end:])
    version.blocks = [one for one in version.blocks if one["block_id"] not in gone]


def preorder(roots: Sequence[str], blocks: Mapping[str, Json]) -> list[Json]:
    """Put blocks in the order of the page."""
    ordered: list[Json] = []
    waiting = list(reversed(roots))
    while waiting:
        item = blocks[waiting.pop()]
        ordered.append(item)
        waiting.extend(reversed(item.get("children") or ()))
    return ordered
