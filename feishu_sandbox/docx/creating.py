"""New documents, and the blocks of a text.

Docs: D/document-docx/docx-v1/document/{create,convert}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.docx.blocks import block, text_content
from feishu_sandbox.docx.converting import Conversion
from feishu_sandbox.docx.model import Document, Version
from feishu_sandbox.drive.model import DriveEntry
from feishu_sandbox.drive.tree import children, is_trashed, right_on, root_token
from feishu_sandbox.envelope import ApiError, refuse_field

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_LONGEST_TITLE = 800
_LARGEST_TEXT = 10_485_760
_MOST_SIBLINGS = 1500
_CONTENT_TYPES = ("markdown", "html")


def create(call: Incoming) -> Json:
    """Make an empty document in a folder; asked again, it makes another one."""
    title = call.body_value("title", str, required=False)
    if title is not None and not 1 <= len(title) <= _LONGEST_TITLE:
        refuse_field("title", title, f"the length must be 1 to {_LONGEST_TITLE}")
    folder = _folder(call)
    document_id = call.world.new_id("document")
    page = block(document_id, "page", text_content(title or ""))
    document = Document(document_id, [Version(1, title or "", [page])])
    document.display_setting = {"show_authors": True, "show_create_time": True}
    document.access = {call.principal: "edit"}
    call.world.state.docx.documents[document_id] = document
    now = int(call.world.clock.now())
    call.world.state.drive.entries[document_id] = DriveEntry(
        document_id, "docx", title or "", folder, call.actor, now, now, call.actor
    )
    shown = {"document_id": document_id, "revision_id": 1, "title": title or ""}
    return {"document": {**shown, "display_setting": document.display_setting}}


def _folder(call: Incoming) -> str:
    """Return the folder that is asked for, "" for the caller's root.

    Raises:
        ApiError: 1770039 unknown, 1770040 closed, 1770037 full.
    """
    folder = call.body_value("folder_token", str, required=False) or ""
    if folder == root_token(call.world, call.actor):
        folder = ""
    if folder:
        entry = call.world.state.drive.entries.get(folder)
        if entry is None or entry.type != "folder" or is_trashed(call.world, entry):
            raise ApiError(1770039)
        if right_on(call, entry) not in ("edit", "manage"):
            raise ApiError(1770040)
    if len(children(call.world, folder, call.actor)) >= _MOST_SIBLINGS:
        raise ApiError(1770037)
    return folder


def convert(call: Incoming) -> Json:
    """Convert a text; the blocks come in no order, `first_level_block_ids` tells it."""
    content_type = call.body_value("content_type", str, required=True)
    if content_type not in _CONTENT_TYPES:
        refuse_field("content_type", content_type, f"one of {', '.join(_CONTENT_TYPES)}")
    content = call.body_value("content", str, required=True)
    if not content:
        refuse_field("content", content, f"the length must be 1 to {_LARGEST_TEXT}")
    if len(content) > _LARGEST_TEXT:
        raise ApiError(1770033)
    made = Conversion(content, content_type)
    return {
        "first_level_block_ids": made.first_level,
        "blocks": [made.blocks[block_id] for block_id in sorted(made.blocks)],
        "block_id_to_image_urls": [
            {"block_id": block_id, "image_url": url} for block_id, url in made.images.items()
        ],
    }
