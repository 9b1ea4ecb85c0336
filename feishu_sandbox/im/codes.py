"""Error codes of chats and of reading messages: code -> usual HTTP status and message."""

from __future__ import annotations

CODES: dict[int, tuple[int, str]] = {
    230011: (400, "The message is recalled."),
    230026: (400, "No permission to recall this message."),
    230031: (400, "Message can only be modified within 14 days after sending."),
    230050: (400, "The message is invisible to the operator."),
    230055: (
        400,
        "The type of file upload does not match the type of message being sent.",
    ),
    230071: (400, "The operator is not the sender of the message."),
    230072: (400, "The message has reached the number of times it can be edited."),
    230099: (400, "Failed to create card content."),
    234001: (400, "Invalid request param."),
    234006: (400, "The file size exceed the max value."),
    234007: (400, "App does not enable bot feature."),
    234010: (400, "File's size can't be 0."),
    234011: (400, "Can't regonnize the image format."),
    234039: (400, "Image resolution exceeds limit."),
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
