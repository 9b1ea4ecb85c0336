"""Codes of messages and files."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import (
    AccessError,
    NotFoundError,
    RetriesExhaustedError,
)


def messages() -> Rows:
    """Give the rows of this area."""
    yield (
        (230020,),
        Resolution(Action.WAIT, "too many messages to one receiver", error=RetriesExhaustedError),
    )
    yield (
        (230049, 18121),
        Resolution(
            Action.RETRY, "the same message is still being sent", error=RetriesExhaustedError
        ),
    )
    yield (
        (230002,),
        Resolution(
            Action.FAIL,
            "the bot is not a member of the chat",
            "Add the app's bot to the chat (chat settings > Bots)",
            AccessError,
        ),
    )
    yield (
        (230006,),
        Resolution(
            Action.FAIL,
            "the app has no bot",
            "Add the Bot capability on the console, and publish a version",
            AccessError,
        ),
    )
    yield (
        (230013, 230053),
        Resolution(
            Action.FAIL,
            "the receiver is outside the app's availability range",
            "Widen the availability on the console's page Version Management, and publish",
            AccessError,
        ),
    )
    yield (
        (1061001, 1061006),
        Resolution(Action.UNSURE, "Feishu had an internal error", error=RetriesExhaustedError),
    )
    yield (
        (1061045,),
        Resolution(Action.RETRY, "another upload is under way", error=RetriesExhaustedError),
    )
    yield (1061003, 1061007), Resolution(Action.FAIL, "the file is gone", error=NotFoundError)
    yield (
        (1061004,),
        Resolution(
            Action.FAIL, "the app may not read this file", "Share it with the app", AccessError
        ),
    )
