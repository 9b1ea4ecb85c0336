"""Codes of reading chats and their messages."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import AccessError, CredentialsError, NotFoundError


def chats() -> Rows:
    """Give the rows of this area."""
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
