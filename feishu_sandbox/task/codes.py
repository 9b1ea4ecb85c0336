"""Error codes of tasks: code -> usual HTTP status and message."""

from __future__ import annotations

INVALID = 1470400
FORBIDDEN = 1470403
NOT_FOUND = 1470404
INTERNAL = 1470500

CODES: dict[int, tuple[int, str]] = {
    INVALID: (400, "invalid parameter"),
    FORBIDDEN: (403, "no permission"),
    NOT_FOUND: (404, "resource not found"),
    INTERNAL: (500, "internal error"),
}
