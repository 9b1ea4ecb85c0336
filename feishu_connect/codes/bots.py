"""Codes of custom bots.

Docs: `/ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN`.
"""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import AccessError


def bots() -> Rows:
    """Give the rows of this area."""
    yield (
        (19001,),
        Resolution(
            Action.FAIL,
            "there is no such custom bot",
            "Copy the link again from the chat's settings > Bots into `webhook_url`",
            AccessError,
            of_all=True,
        ),
    )
    yield (
        (19002,),
        Resolution(
            Action.FAIL,
            "the custom bot does not understand the message",
            "Check `content` against the form of its `msg_type`",
        ),
    )
    yield (
        (19021,),
        Resolution(
            Action.FAIL,
            "the custom bot refuses the signature",
            "Copy the secret of its security settings into `webhook_secret`, and check this "
            "machine's clock",
            AccessError,
            of_all=True,
        ),
    )
    yield (
        (19022,),
        Resolution(
            Action.FAIL,
            "the custom bot refuses this machine's IP address",
            "Add it to the bot's security settings",
            AccessError,
            of_all=True,
        ),
    )
    yield (
        (19024,),
        Resolution(
            Action.FAIL,
            "the message has none of the custom bot's keywords",
            "Write one of the keywords of the bot's security settings into `content`",
        ),
    )
    yield (
        (19036,),
        Resolution(Action.FAIL, "the message is too large for a custom bot", "Shorten `content`"),
    )
