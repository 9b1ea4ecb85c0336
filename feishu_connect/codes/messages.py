"""Codes of messages and files."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import (
    AccessError,
    CredentialsError,
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
        (230002, 232011),
        Resolution(
            Action.FAIL,
            "the bot is not a member of the chat",
            "Add the app's bot to the chat (chat settings > Bots)",
            AccessError,
        ),
    )
    yield (
        (230006, 232025),
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
    yield from _reading()
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
            Action.FAIL,
            "the app may not read this file or folder",
            "Share it with the app: a file through ... > More > Add document app, a folder with a "
            "group chat that the app's bot is in",
            AccessError,
        ),
    )


def _reading() -> Rows:
    """Give the rows of reading chats and their messages."""
    yield (
        (230027,),
        Resolution(
            Action.FAIL,
            "the app lacks a permission for this chat",
            "Grant the scope that the message names; for a chat with other companies, let the bot "
            "be shared with them",
            AccessError,
        ),
    )
    yield (
        (230073,),
        Resolution(Action.FAIL, "the thread is not shown to the caller", error=AccessError),
    )
    yield (
        (231203,),
        Resolution(
            Action.FAIL,
            "the chat is in restricted mode, so its messages cannot be read",
            "Switch the restricted mode off in the chat's settings, or leave the chat out",
            AccessError,
        ),
    )
    yield (
        (231204,),
        Resolution(
            Action.FAIL,
            "an app that is shared with other companies may not read messages as a user",
            "Set `identity: app`",
            AccessError,
        ),
    )
    yield (
        (232006,),
        Resolution(
            Action.FAIL, "there is no such chat", "Check the chat's id (oc_...)", NotFoundError
        ),
    )
    yield (
        (232009,),
        Resolution(
            Action.FAIL,
            "the chat is dissolved",
            "Take the chat out of the settings",
            NotFoundError,
        ),
    )
    yield (
        (232010, 232033),
        Resolution(
            Action.FAIL,
            "the chat belongs to another company, or is shared with one",
            "Let the bot be shared with other companies on the console, or leave the chat out",
            AccessError,
        ),
    )
    yield (
        (232034,),
        Resolution(
            Action.FAIL,
            "the app is not installed or not enabled in this tenant",
            "Publish a version of the app and let the tenant's administrator enable it",
            CredentialsError,
        ),
    )
