"""Error codes of chats and of reading messages: code -> usual HTTP status and message."""

from __future__ import annotations

CODES: dict[int, tuple[int, str]] = {
    230050: (400, "The message is invisible to the operator."),
    230073: (400, "The thread is invisible to the operator."),
    231203: (400, "The chat type is not supported."),
    232001: (400, "Your request contains an invalid request parameter."),
    232006: (400, "Your request specifies a chat_id which is invalid."),
    232011: (400, "Operator can NOT be out of the chat."),
    232033: (
        400,
        (
            "The operator or invited bots does NOT have the authority to manage external chats "
            "without the scope."
        ),
    ),
}
