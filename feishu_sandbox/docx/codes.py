"""Error codes of docx: code -> usual HTTP status and message.

Docs: D/document-docx/docx-v1/document/get and its neighbours.
"""

from __future__ import annotations

CODES: dict[int, tuple[int, str]] = {
    1770001: (400, "invalid param"),
    1770002: (404, "not found"),
    1770003: (400, "resource deleted"),
    1770006: (400, "schema mismatch"),
    1770010: (400, "too many table column"),
    1770011: (400, "too many table cell"),
    1770013: (400, "relation mismatch"),
    1770019: (400, "repeated blockID in document"),
    1770021: (400, "too old document"),
    1770022: (400, "invalid page token"),
    1770025: (400, "operation and block not match"),
    1770028: (400, "block not support create children"),
    1770029: (400, "block not support to create"),
    1770030: (400, "invalid parent children relation"),
    1770031: (400, "block not support to delete children"),
    1770032: (403, "forbidden"),
    1770033: (400, "raw content size exceed limited"),
    1770035: (400, "resource count exceed limit"),
    1770037: (400, "folder size exceeded limit"),
    1770039: (400, "folder not found"),
    1770040: (403, "no folder permission"),
    1770041: (400, "open schema mismatch"),
}

#: These endpoints answer HTTP 400 to a caller above the limit, and not 429.
STATUS_BY_OPERATION: dict[str, dict[int, int]] = {
    name: {99991400: 400}
    for name in (
        "docx.document.get",
        "docx.document.raw_content",
        "docx.document.create",
        "docx.document.convert",
        "docx.document.block.list",
        "docx.document.block.get",
        "docx.document.block.batch_update",
        "docx.document.block.descendant.create",
        "docx.document.block.children.list",
        "docx.document.block.children.create",
        "docx.document.block.children.batch_delete",
    )
}
