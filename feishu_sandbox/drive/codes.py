"""Error codes of drive: code -> usual HTTP status and message."""

from __future__ import annotations

CODES: dict[int, tuple[int, str]] = {
    1061001: (500, "internal error."),
    1061005: (401, "auth failed."),
    1061007: (404, "file has been delete."),
    1064001: (400, "page size out of limit."),
    1069601: (500, "fail"),
    1069602: (400, "param error"),
    1069603: (403, "forbidden"),
    1069604: (400, "document not found"),
    1069605: (400, "Unsubscribe"),
    1069701: (401, "User identity verification failed"),
    1069704: (503, "Internal server error"),
}
