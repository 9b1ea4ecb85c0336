"""Error codes of wiki: code -> usual HTTP status and message."""

from __future__ import annotations

CODES: dict[int, tuple[int, str]] = {
    131001: (400, "rpc fail"),
    131004: (400, "invalid user"),
    131007: (400, "internal err"),
}
