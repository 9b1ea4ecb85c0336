"""The tree of folders: what lies where, and whose rights reach it."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from feishu_sandbox.ids import make_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox.drive.model import DriveEntry
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.world import World

#: Rights from weak to strong; "" is none.
RIGHTS = ("", "view", "edit", "manage")


def stronger(one: str, other: str) -> str:
    """Return the stronger of two rights."""
    return max(one, other, key=RIGHTS.index)


def root_token(world: World, owner: str) -> str:
    """Return the token of the root folder of a person's, or a bot's, own space."""
    return make_id("folder", world.state.seed, zlib.adler32(owner.encode()))


def children(world: World, folder: str, owner: str = "") -> list[DriveEntry]:
    """Return what lies in a folder, or for folder "" in the root of the owner's space."""
    return [
        entry
        for entry in world.state.drive.entries.values()
        if entry.parent == folder
        and (folder or entry.owner == owner)
        and not _is_gone(world, entry)
    ]


def ancestry(world: World, entry: DriveEntry) -> Iterator[DriveEntry]:
    """Give an entry and the folders above it."""
    above: DriveEntry | None = entry
    while above is not None:
        yield above
        above = world.state.drive.entries.get(above.parent)


def is_trashed(world: World, entry: DriveEntry) -> bool:
    """Tell whether an entry, or a folder above it, is in the trash."""
    return any(_is_gone(world, one) for one in ancestry(world, entry))


def is_deleted(world: World, token: str) -> bool:
    """Tell whether a document was deleted where its own builders made it."""
    state = world.state
    known = (state.docx.documents.get(token), state.sheets.spreadsheets.get(token))
    return any(one.deleted for one in known if one is not None)


def _is_gone(world: World, entry: DriveEntry) -> bool:
    return entry.trashed or is_deleted(world, entry.token)


def right_on(call: Incoming, entry: DriveEntry) -> str:
    """Return the caller's right on an entry: its own, and those of the folders above it."""
    right = ""
    for one in ancestry(call.world, entry):
        right = stronger(right, one.access.get(call.principal, ""))
        if one.owner == call.actor:
            right = "manage"
        if not one.inherits:
            break
    return right
