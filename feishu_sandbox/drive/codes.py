"""Error codes of drive: code -> usual HTTP status and message."""

from __future__ import annotations

CODES: dict[int, tuple[int, str]] = {
    1061001: (500, "internal error."),
    1061005: (401, "auth failed."),
    1061007: (404, "file has been delete."),
    1061021: (400, "upload id expire."),
    1062007: (400, "upload user not match."),
    1062010: (400, "block missing, please upload all blocks."),
    1062011: (400, "block num out of bounds."),
    1062507: (400, "parent node out of sibling num."),
    1063001: (400, "Invalid parameter"),
    1063002: (403, "Permission denied"),
    1063003: (400, "Invalid operation"),
    1063005: (404, "Resource is deleted"),
    1064001: (400, "page size out of limit."),
    1069601: (500, "fail"),
    1069602: (400, "param error"),
    1069603: (403, "forbidden"),
    1069604: (400, "document not found"),
    1069605: (400, "Unsubscribe"),
    1069701: (401, "User identity verification failed"),
    1069704: (503, "Internal server error"),
}
