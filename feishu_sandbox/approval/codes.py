"""Error codes of approval: code -> usual HTTP status and message.

Docs: the error tables of R/approval-v4/approval/{get,subscribe}, R/approval-v4/instance/{get,list}.
"""

from __future__ import annotations

CODES: dict[int, tuple[int, str]] = {
    1390001: (400, "param is invalid"),
    1390002: (400, "approval code not found"),
    1390003: (400, "instance code not found"),
    1390004: (400, "user_id or open_id not found"),
    1390007: (400, "subscription existed"),
    1390009: (403, "no operation permission"),
    1390016: (400, "approval is deleted"),
    1395001: (400, "There have been some errors. Please try again later"),
    99991676: (400, "token no permission"),
}
