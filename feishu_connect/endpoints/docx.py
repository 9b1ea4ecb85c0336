"""Docx v1: documents and their blocks. Over the limit they answer HTTP 400, not 429."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint
from feishu_connect.pacing import Rate

_DOCS = "/ukTMukTMukTM/uUDN04SN0QjL1QDN/document-docx/docx-v1"
_RATE = Rate(per_second=5)
_SCOPES = ("docx:document:readonly", "docx:document")

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
