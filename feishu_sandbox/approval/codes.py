"""Error codes of approval: code -> usual HTTP status and message.

Docs: the error tables of R/approval-v4/approval/{create,get,subscribe},
R/approval-v4/instance/{create,cancel,get,list}, R/approval-v4/task/{approve,reject,transfer}; the
general table K/ugjM14COyUjL4ITN for codes of five digits.
"""

from __future__ import annotations

CODES: dict[int, tuple[int, str]] = {
    60005: (400, "department not found"),
    60012: (400, "instance uuid conflict"),
    1390001: (400, "param is invalid"),
    1390002: (400, "approval code not found"),
    1390003: (400, "instance code not found"),
    1390004: (400, "user_id or open_id not found"),
    1390007: (400, "subscription existed"),
    1390009: (403, "no operation permission"),
    1390010: (400, "task not found"),
    1390013: (400, "unsupported approval for free process"),
    1390015: (400, "approval is not active"),
    1390016: (400, "approval is deleted"),
    1390018: (400, "not support handwritten signature"),
    1395001: (400, "There have been some errors. Please try again later"),
    99991676: (400, "token no permission"),
}
