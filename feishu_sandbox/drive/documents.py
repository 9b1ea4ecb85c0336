"""Documents as drive knows them, wherever they lie: in a folder, in a wiki, or nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feishu_sandbox.drive.tree import is_deleted, is_trashed, right_on, stronger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feishu_sandbox.drive.model import DriveEntry
    from feishu_sandbox.model import Base, WikiNode
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.world import World

#: Kind of document -> its place in an address.
_PLACES = {
    "folder": "drive/folder",
    "bitable": "base",
    "sheet": "sheets",
    "mindnote": "mindnotes",
    "doc": "docs",
}


@dataclass(frozen=True, slots=True)
class Document:
    """One document for one caller; `right` is "" where it is closed."""

    token: str
    type: str
    title: str
    owner: str
    created: int
    modified: int
    modified_by: str
    right: str
    sec_label: str = ""
    likes: int = 0


def address(world: World, kind: str, token: str) -> str:
    """Return where a browser finds a document."""
    return f"https://{world.state.tenant.domain}/{_PLACES.get(kind, kind)}/{token}"


def find_document(call: Incoming, token: str, kind: str) -> Document | None:
    """Return the document with this token and kind, None where there is none.

    What several rooms know of it is put together: the first tells its title and times, and the
    strongest right counts. Kind `wiki` takes the token of a node.
    """
    known = list(_known(call, token, kind))
    if not known:
        return None
    right = ""
    for one in known:
        right = stronger(right, one.right)
    first = known[0]
    return Document(
        token=token,
        type=kind,
        title=first.title,
        owner=first.owner,
        created=first.created,
        modified=first.modified,
        modified_by=first.modified_by,
        right=right,
        sec_label=first.sec_label,
        likes=first.likes,
    )


def _known(call: Incoming, token: str, kind: str) -> Iterator[Document]:
    state = call.world.state
    entry = state.drive.entries.get(token)
    if is_deleted(call.world, token) or (entry is not None and is_trashed(call.world, entry)):
        return
    if entry is not None and entry.type == kind:
        yield _of_drive(call, entry)
    for node in state.nodes.values():
        named = node.node_token if kind == "wiki" else node.obj_token
        if named == token and kind in ("wiki", node.obj_type):
            yield _of_wiki(call, node)
    if kind == "bitable" and token in state.bases:
        yield _of_bitable(call, state.bases[token])
    if kind == "docx" and token in state.docx.documents:
        docx = state.docx.documents[token]
        yield _bare(call, token, kind, docx.newest.title, docx.access)
    if kind == "sheet" and token in state.sheets.spreadsheets:
        sheet = state.sheets.spreadsheets[token]
        yield _bare(call, token, kind, sheet.title, sheet.access)


def _of_drive(call: Incoming, entry: DriveEntry) -> Document:
    return Document(
        token=entry.token,
        type=entry.type,
        title=entry.name,
        owner=entry.owner,
        created=entry.created,
        modified=entry.modified,
        modified_by=entry.modified_by,
        right=right_on(call, entry),
        sec_label=entry.sec_label,
        likes=entry.likes,
    )


def _of_wiki(call: Incoming, node: WikiNode) -> Document:
    space = call.world.state.wiki.spaces.get(node.space_id)
    manages = node.owner == call.actor or (space is not None and call.principal in space.admins)
    reads = call.principal in node.readers
    return Document(
        token=node.obj_token,
        type=node.obj_type,
        title=node.title,
        owner=node.owner,
        created=node.created,
        modified=node.edited,
        modified_by=node.owner,
        right="manage" if manages else "view" if reads else "",
    )


def _bare(call: Incoming, token: str, kind: str, title: str, access: Mapping[str, str]) -> Document:
    """Return a document that lies nowhere in drive, and of which no times are kept."""
    owner = next((one for one in access if one.startswith("ou_")), "")
    right = access.get(call.principal, "")
    return Document(token, kind, title, owner, 0, 0, owner, right)


def _of_bitable(call: Incoming, base: Base) -> Document:
    moments = [
        (record.modified_time // 1000, record.modified_by)
        for table in base.tables.values()
        for record in table.records.values()
    ]
    owner = next((one for one in base.access if one.startswith("ou_")), "")
    modified, modified_by = max(moments, default=(0, owner))
    return Document(
        token=base.app_token,
        type="bitable",
        title=base.name,
        owner=owner,
        created=min(moments, default=(0, owner))[0],
        modified=modified,
        modified_by=modified_by,
        right=base.access.get(call.principal, ""),
    )
