"""Error codes of tasks: code -> usual HTTP status and message."""

from __future__ import annotations

INVALID = 1470400
FORBIDDEN = 1470403
NOT_FOUND = 1470404
IN_FLIGHT = 1470422
INTERNAL = 1470500
TOO_MANY_ASSIGNEES = 1470610
TOO_MANY_FOLLOWERS = 1470611
TOO_MANY_LIST_MEMBERS = 1470612
REMINDER_EXISTS = 1470613

CODES: dict[int, tuple[int, str]] = {
    INVALID: (400, "invalid parameter"),
    FORBIDDEN: (403, "no permission"),
    NOT_FOUND: (404, "resource not found"),
    IN_FLIGHT: (500, "the same client_token is being processed"),
    INTERNAL: (500, "internal error"),
    TOO_MANY_ASSIGNEES: (400, "too many assignees"),
    TOO_MANY_FOLLOWERS: (400, "too many followers"),
    TOO_MANY_LIST_MEMBERS: (400, "too many members in the task list"),
    REMINDER_EXISTS: (400, "the task has a reminder already"),
}
