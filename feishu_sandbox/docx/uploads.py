"""Pictures and files of a document: uploaded for one block each.

Docs: R/drive-v1/media/upload_all, D/document-docx/docx-v1/faq.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from feishu_sandbox.docx.checks import kind_in
from feishu_sandbox.docx.edits import find
from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from feishu_sandbox.docx.model import Document
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

#: `parent_type` of an upload -> kind of the block that is its `parent_node`.
PARENT_TYPES = {"docx_image": "image", "docx_file": "file"}


def check_parent(call: Incoming, form: Json) -> None:
    """Check that a file is uploaded for a block of a document that the caller may edit.

    Raises:
        ApiError: 1061002 where `extra` does not name the document, 1061044 where there is no such
            block in it, 1061004 where it is closed.
    """
    try:
        token = json.loads(str(form.get("extra")))["drive_route_token"]
    except (ValueError, KeyError, TypeError):
        raise ApiError(1061002) from None
    document = call.world.state.docx.documents.get(token)
    if document is None or document.deleted:
        raise ApiError(1061044)
    if document.access.get(call.principal) != "edit":
        raise ApiError(1061004)
    _check_block(document, str(form.get("parent_node")), str(form.get("parent_type")))


def _check_block(document: Document, block_id: str, parent_type: str) -> None:
    try:
        _, item = find(document.newest, block_id)
    except KeyError:
        raise ApiError(1061044) from None
    if kind_in(item) != PARENT_TYPES[parent_type]:
        raise ApiError(1061044)
