"""Metadata of many documents at once.

Docs: R/drive-v1/meta/batch_query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.drive.documents import Document, address, find_document
from feishu_sandbox.envelope import refuse_field
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.people import id_in

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_MAX_DOCS = 200
_TYPES = (
    *("doc", "sheet", "bitable", "mindnote", "file", "wiki"),
    *("docx", "folder", "synced_block", "slides"),
)
_UNSUPPORTED, _FORBIDDEN, _MISSING = 970002, 970003, 970005
_LABEL_SCOPE = "drive:file.meta.sec_label.read_only"


def _batch_query(call: Incoming) -> Json:
    """Describe documents; those that cannot be are in `failed_list`, and the call succeeds."""
    with_url = bool(call.body_value("with_url", bool, required=False))
    metas, failed = [], []
    for token, kind in _asked(call):
        document = find_document(call, token, kind)
        code = _refusal(call, kind, document)
        if document is None or code:
            failed.append({"token": token, "code": code})
        else:
            metas.append(_shown(call, document, with_url=with_url))
    lists = {"metas": metas, "failed_list": failed}
    return {name: members for name, members in lists.items() if members}


def _asked(call: Incoming) -> list[tuple[str, str]]:
    docs = call.body_value("request_docs", list, required=True)
    if not 1 <= len(docs) <= _MAX_DOCS:
        refuse_field("request_docs", len(docs), f"the length must be 1 to {_MAX_DOCS}")
    for doc in docs:
        token = doc.get("doc_token") if isinstance(doc, dict) else None
        if not isinstance(token, str) or not token or doc.get("doc_type") not in _TYPES:
            refuse_field("request_docs", doc, "doc_token and doc_type are required")
    return [(doc["doc_token"], doc["doc_type"]) for doc in docs]


def _refusal(call: Incoming, kind: str, document: Document | None) -> int:
    if kind in call.world.state.drive.without_metas:
        return _UNSUPPORTED
    if document is None:
        return _MISSING
    return 0 if document.right else _FORBIDDEN


def _shown(call: Incoming, document: Document, *, with_url: bool) -> Json:
    def who(open_id: str) -> str:
        return id_in(call.world, open_id, call.user_id_type, call.app)

    item: Json = {
        "doc_token": document.token,
        "doc_type": document.type,
        "title": document.title,
        "owner_id": who(document.owner),
        "create_time": str(document.created),
        "latest_modify_user": who(document.modified_by),
        "latest_modify_time": str(document.modified),
        "request_doc_info": {"doc_token": document.token, "doc_type": document.type},
    }
    if with_url:
        item["url"] = address(call.world, document.type, document.token)
    if document.sec_label and call.app.granted(_LABEL_SCOPE):
        item["sec_label_name"] = document.sec_label
    return item


OPERATIONS = (
    Operation(
        "drive.meta.batch_query",
        "POST",
        "/drive/v1/metas/batch_query",
        _batch_query,
        STANDARD,
        ("drive:drive", "drive:drive.metadata:readonly"),
        body="json",
        query=("user_id_type",),
    ),
)
