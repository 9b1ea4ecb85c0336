"""Every endpoint of docx.

Docs: D/document-docx/docx-v1/{document/get,document/raw_content,document-block/list}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.docx.blocks import plain_text, shown
from feishu_sandbox.docx.builder import KEPT_REVISIONS
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import PER_SECOND_5
from feishu_sandbox.operation import Operation
from feishu_sandbox.paging import PageRules, take_page

if TYPE_CHECKING:
    from feishu_sandbox.docx.model import Document, Version
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_ID_LENGTH = 27
_LARGEST_TEXT = 10_485_760
_NEWEST = -1
_BLOCKS = PageRules(500, 500, bad_size=1770001, bad_token=1770022)
_SCOPES = ("docx:document", "docx:document:readonly")


def _open(call: Incoming, *, edit: bool = False) -> Document:
    """Return the document of the path, if the caller holds the right on it."""
    document = call.world.state.docx.documents.get(call.path["document_id"])
    if document is None:
        raise ApiError(1770002)
    if document.deleted:
        raise ApiError(1770003)
    held = document.access.get(call.principal, "")
    if not held or (edit and held != "edit"):
        raise ApiError(1770032)
    return document


def _check_id(call: Incoming) -> None:
    document_id = call.path["document_id"]
    if len(document_id) != _ID_LENGTH:
        refuse_field("document_id", document_id, f"the length must be {_ID_LENGTH}")


def _get(call: Incoming) -> Json:
    _check_id(call)
    document = _open(call)
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
    text = plain_text(call.world, _open(call).newest, english=lang == "1")
    if len(text) > _LARGEST_TEXT:
        raise ApiError(1770033)
    return {"content": text}


def _list_blocks(call: Incoming) -> Json:
    revision = _asked_revision(call)
    document = _open(call)
    version = document.newest if revision == _NEWEST else _version(call, document, revision)
    listing = f"docx:{document.document_id}:{revision}"
    page = take_page(call, version.blocks, _BLOCKS, listing)
    items = [shown(call.world, item, call.user_id_type, call.app) for item in page.items]
    data: Json = {"items": items, "has_more": page.has_more}
    return {**data, "page_token": page.page_token} if page.has_more else data


def _asked_revision(call: Incoming) -> int:
    text = call.query.get("document_revision_id") or str(_NEWEST)
    if not text.lstrip("-").isdecimal() or int(text) < _NEWEST:
        refuse_field("document_revision_id", text, "the min value is -1")
    return int(text)


def _version(call: Incoming, document: Document, revision: int) -> Version:
    """Return a revision; any but the newest needs edit permission, and must not be too old."""
    newest = document.newest
    if revision != newest.revision_id:
        _open(call, edit=True)
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
)
