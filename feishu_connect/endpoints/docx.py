"""Docx v1: documents and their blocks. Over the limit they answer HTTP 400, not 429."""

from __future__ import annotations

import typing as t

from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.pacing import Rate

_DOCS = "/ukTMukTMukTM/uUDN04SN0QjL1QDN/document-docx/docx-v1"
_RATE = Rate(per_second=5)
_SCOPES = ("docx:document:readonly", "docx:document")
_EDIT_SCOPES = ("docx:document:write_only", "docx:document")
_EDIT_RATE = Rate(per_second=3)

#: Beside the limit of each endpoint: edits of one document, whatever they do (HTTP 429 above it).
PER_DOCUMENT = Rate(per_second=3)
#: The documentation can be read so that all calls which edit blocks share one limit of the app:
#: a lane for all of them is right either way.
EDITS: t.Final = ("docx.document.block", _EDIT_RATE)
#: Blocks of one insertion, and new pictures among them.
MAX_BLOCKS = 1000
MAX_NEW_IMAGES = 20
#: Cells of a new table.
MAX_CELLS = 2000
#: Requests of one batch update, each for another block.
MAX_UPDATES = 200
#: Characters of a text to be converted, and of a title.
MAX_TEXT = 10_485_760
MAX_TITLE = 800

DOCUMENT_GET = Endpoint(
    name="docx.document.get",
    method="GET",
    path="/open-apis/docx/v1/documents/{document_id}",
    rate=_RATE,
    scopes=_SCOPES,
    docs=f"{_DOCS}/document/get",
)
#: The text of the newest revision; no other can be asked for.
DOCUMENT_RAW_CONTENT = Endpoint(
    name="docx.document.raw_content",
    method="GET",
    path="/open-apis/docx/v1/documents/{document_id}/raw_content",
    rate=_RATE,
    scopes=_SCOPES,
    docs=f"{_DOCS}/document/raw_content",
)
#: The newest revision needs read permission, an older one edit permission.
BLOCK_LIST = Endpoint(
    name="docx.document.block.list",
    method="GET",
    path="/open-apis/docx/v1/documents/{document_id}/blocks",
    rate=_RATE,
    scopes=_SCOPES,
    page_size=500,
    people=True,
    docs=f"{_DOCS}/document-block/list",
)
#: Makes an empty document. Documents of one folder are made one after the other (1770036).
DOCUMENT_CREATE = Endpoint(
    name="docx.document.create",
    method="POST",
    path="/open-apis/docx/v1/documents",
    rate=_EDIT_RATE,
    scopes=("docx:document:create", "docx:document"),
    repeat=Repeat.NEVER,
    docs=f"{_DOCS}/document/create",
)
#: Markdown or HTML to blocks; nothing is written. The limit of this call is not published.
DOCUMENT_CONVERT = Endpoint(
    name="docx.document.convert",
    method="POST",
    path="/open-apis/docx/v1/documents/blocks/convert",
    rate=_EDIT_RATE,
    scopes=("docx:document.block:convert",),
    docs=f"{_DOCS}/document/convert",
)
BLOCK_DESCENDANT_CREATE = Endpoint(
    name="docx.document.block.descendant.create",
    method="POST",
    path="/open-apis/docx/v1/documents/{document_id}/blocks/{block_id}/descendant",
    rate=_EDIT_RATE,
    scopes=_EDIT_SCOPES,
    repeat=Repeat.KEYED,
    key="client_token",
    docs=f"{_DOCS}/document-block-descendant/create",
)
#: Sets what blocks have in them: the same again changes nothing more.
BLOCK_BATCH_UPDATE = Endpoint(
    name="docx.document.block.batch_update",
    method="PATCH",
    path="/open-apis/docx/v1/documents/{document_id}/blocks/batch_update",
    rate=_EDIT_RATE,
    scopes=_EDIT_SCOPES,
    docs=f"{_DOCS}/document-block/batch_update",
)
#: By position. How long Feishu knows its `client_token` is not documented, and a second deletion
#: would take what has moved up: look before sending it again.
BLOCK_CHILDREN_BATCH_DELETE = Endpoint(
    name="docx.document.block.children.batch_delete",
    method="DELETE",
    path="/open-apis/docx/v1/documents/{document_id}/blocks/{block_id}/children/batch_delete",
    rate=_EDIT_RATE,
    scopes=("docx:document",),
    repeat=Repeat.NEVER,
    docs=f"{_DOCS}/document-block-children/batch_delete",
)
