"""Every endpoint of docx.

Docs: D/document-docx/docx-v1/{document/{get,raw_content},document-block/{list,get},
document-block-children/get}; those that write are with their rooms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.docx import edits
from feishu_sandbox.docx.access import NEWEST, asked_revision, open_document
from feishu_sandbox.docx.blocks import plain_text, shown
from feishu_sandbox.docx.creating import convert, create
from feishu_sandbox.docx.edits import KEPT_REVISIONS
from feishu_sandbox.docx.writing import (
    delete_children,
    insert_children,
    insert_descendants,
    update_blocks,
)
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import PER_SECOND_5, Window
from feishu_sandbox.operation import Operation
from feishu_sandbox.paging import PageRules, take_page

if TYPE_CHECKING:
    from feishu_sandbox.docx.model import Document, Version
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_ID_LENGTH = 27
_LARGEST_TEXT = 10_485_760
_BLOCKS = PageRules(500, 500, bad_size=1770001, bad_token=1770022)
_SCOPES = ("docx:document", "docx:document:readonly")
_WRITING = ("docx:document", "docx:document:write_only")
_PER_SECOND_3 = (Window(3, 1.0),)
_EDIT_QUERY = ("document_revision_id", "client_token")
_DOCUMENT = "/docx/v1/documents/{document_id}"


def _check_id(call: Incoming) -> None:
    document_id = call.path["document_id"]
    if len(document_id) != _ID_LENGTH:
        refuse_field("document_id", document_id, f"the length must be {_ID_LENGTH}")


def _get(call: Incoming) -> Json:
    _check_id(call)
    document = open_document(call)
    item: Json = {
        "document_id": document.document_id,
        "revision_id": document.newest.revision_id,
        "title": document.newest.title,
        "display_setting": document.display_setting,
    }
    if document.cover:
        item["cover"] = document.cover
    return {"document": item}


def _raw_content(call: Incoming) -> Json:
    _check_id(call)
    lang = call.choice("lang", ("0", "1", "2"), "0")
    text = plain_text(call.world, open_document(call).newest, english=lang == "1")
    if len(text) > _LARGEST_TEXT:
        raise ApiError(1770033)
    return {"content": text}


def _list_blocks(call: Incoming) -> Json:
    return _page(call, _asked(call).blocks, "docx")


def _get_block(call: Incoming) -> Json:
    item = _block(call, _asked(call))
    return {"block": shown(call.world, item, call.user_id_type, call.app)}


def _list_children(call: Incoming) -> Json:
    """List the children of a block; with all below it, the block itself comes first."""
    version = _asked(call)
    parent = _block(call, version)["block_id"]
    if call.flag("with_descendants"):
        own = edits.below(version, parent)
        found = [item for item in version.blocks if item["block_id"] in own]
    else:
        found = [item for item in version.blocks if item["parent_id"] == parent]
    return _page(call, found, f"docx:{parent}")


def _asked(call: Incoming) -> Version:
    revision = asked_revision(call)
    document = open_document(call)
    return document.newest if revision == NEWEST else _version(call, document, revision)


def _block(call: Incoming, version: Version) -> Json:
    try:
        return edits.find(version, call.path["block_id"])[1]
    except KeyError:
        raise ApiError(1770002) from None


def _page(call: Incoming, found: list[Json], what: str) -> Json:
    listing = f"{what}:{call.path['document_id']}:{asked_revision(call)}"
    page = take_page(call, found, _BLOCKS, listing)
    items = [shown(call.world, item, call.user_id_type, call.app) for item in page.items]
    data: Json = {"items": items, "has_more": page.has_more}
    return {**data, "page_token": page.page_token} if page.has_more else data


def _version(call: Incoming, document: Document, revision: int) -> Version:
    """Return a revision; any but the newest needs edit permission, and must not be too old."""
    newest = document.newest
    if revision != newest.revision_id:
        open_document(call, edit=True)
    if newest.revision_id - revision > KEPT_REVISIONS:
        raise ApiError(1770021)
    for version in document.versions:
        if version.revision_id == revision:
            return version
    raise ApiError(1770001)


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "docx.document.get",
        "GET",
        "/docx/v1/documents/{document_id}",
        _get,
        PER_SECOND_5,
        _SCOPES,
        query=(),
    ),
    Operation(
        "docx.document.raw_content",
        "GET",
        "/docx/v1/documents/{document_id}/raw_content",
        _raw_content,
        PER_SECOND_5,
        _SCOPES,
        query=("lang",),
    ),
    Operation(
        "docx.document.block.list",
        "GET",
        "/docx/v1/documents/{document_id}/blocks",
        _list_blocks,
        PER_SECOND_5,
        _SCOPES,
        query=("page_size", "page_token", "document_revision_id", "user_id_type"),
    ),
    Operation(
        "docx.document.block.get",
        "GET",
        f"{_DOCUMENT}/blocks/{{block_id}}",
        _get_block,
        PER_SECOND_5,
        _SCOPES,
        query=("document_revision_id", "user_id_type"),
    ),
    Operation(
        "docx.document.block.children.list",
        "GET",
        f"{_DOCUMENT}/blocks/{{block_id}}/children",
        _list_children,
        PER_SECOND_5,
        _SCOPES,
        query=(
            *("page_size", "page_token", "document_revision_id"),
            *("user_id_type", "with_descendants"),
        ),
    ),
    Operation(
        "docx.document.create",
        "POST",
        "/docx/v1/documents",
        create,
        _PER_SECOND_3,
        ("docx:document", "docx:document:create"),
        writes=True,
        body="json",
        query=(),
    ),
    Operation(
        "docx.document.convert",
        "POST",
        "/docx/v1/documents/blocks/convert",
        convert,
        _PER_SECOND_3,
        ("docx:document.block:convert",),
        body="json",
        query=("user_id_type",),
    ),
    Operation(
        "docx.document.block.descendant.create",
        "POST",
        f"{_DOCUMENT}/blocks/{{block_id}}/descendant",
        insert_descendants,
        _PER_SECOND_3,
        _WRITING,
        writes=True,
        body="json",
        query=(*_EDIT_QUERY, "user_id_type"),
    ),
    Operation(
        "docx.document.block.children.create",
        "POST",
        f"{_DOCUMENT}/blocks/{{block_id}}/children",
        insert_children,
        _PER_SECOND_3,
        _WRITING,
        writes=True,
        body="json",
        query=(*_EDIT_QUERY, "user_id_type"),
    ),
    Operation(
        "docx.document.block.batch_update",
        "PATCH",
        f"{_DOCUMENT}/blocks/batch_update",
        update_blocks,
        _PER_SECOND_3,
        _WRITING,
        writes=True,
        body="json",
        query=(*_EDIT_QUERY, "user_id_type"),
    ),
    Operation(
        "docx.document.block.children.batch_delete",
        "DELETE",
        f"{_DOCUMENT}/blocks/{{block_id}}/children/batch_delete",
        delete_children,
        _PER_SECOND_3,
        ("docx:document",),
        writes=True,
        body="json",
        query=_EDIT_QUERY,
    ),
)
