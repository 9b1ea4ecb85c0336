"""Error codes of docx: code -> usual HTTP status and message.

Docs: D/document-docx/docx-v1/document/get and its neighbours.
"""

from __future__ import annotations

CODES: dict[int, tuple[int, str]] = {
    1770001: (400, "invalid param"),
    1770002: (404, "not found"),
    1770003: (400, "resource deleted"),
    1770021: (400, "too old document"),
    1770022: (400, "invalid page token"),
    1770032: (403, "forbidden"),
    1770033: (400, "raw content size exceed limited"),
}

#: These endpoints answer HTTP 400 to a caller above the limit, and not 429.
STATUS_BY_OPERATION: dict[str, dict[int, int]] = {
    name: {99991400: 400}
    for name in ("docx.document.get", "docx.document.raw_content", "docx.document.block.list")
}
