"""Codes of messages and the files in them."""

from __future__ import annotations

from feishu_connect.codes.bots import bots
from feishu_connect.codes.chats import chats
from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import AccessError, NotFoundError, RetriesExhaustedError

#: Seconds that a chat or a person is left in peace where Feishu finds messages too many.
_PAUSE = 1.0


def messages() -> Rows:
    """Give the rows of this area."""
    yield (
        (230020,),
        Resolution(
            Action.WAIT,
            "too many messages to one receiver",
            "Run again later; other programs write to this chat or person too, and all bots of a "
            "group share five messages a second",
            error=RetriesExhaustedError,
            wait=_PAUSE,
        ),
    )
    yield (
        (230049, 18121),
        Resolution(
            Action.RETRY,
            "the same message is still being sent",
            "Run again later, within the hour: Feishu knows the message by its uuid and sends it "
            "once",
            RetriesExhaustedError,
        ),
    )
    yield (
        (232096,),
        Resolution(
            Action.RETRY, "Feishu does not take uploads just now", error=RetriesExhaustedError
        ),
    )
    yield from _receivers()
    yield from _contents()
    yield from _changes()
    yield from bots()
    yield from chats()
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


def _receivers() -> Rows:
    """Give the rows of who may be written to."""
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
        (230006, 232025, 234007),
        Resolution(
            Action.FAIL,
            "the app has no bot",
            "Add the Bot capability on the console, and publish a version",
            AccessError,
            of_all=True,
        ),
    )
    yield (
        (230013,),
        Resolution(
            Action.FAIL,
            "the receiver is outside the app's availability range",
            "Widen the availability on the console's page Version Management, and publish",
            AccessError,
        ),
    )
    yield (
        (230053,),
        Resolution(
            Action.FAIL,
            "the receiver has stopped the bot's messages",
            "Let the person allow the bot again, or leave the person out",
            AccessError,
        ),
    )
    yield (
        (230018, 230035),
        Resolution(
            Action.FAIL,
            "the chat does not let the bot speak",
            "Check the chat's settings: who may send, who is muted",
            AccessError,
        ),
    )
    yield (
        (230029, 230034, 230038),
        Resolution(
            Action.FAIL,
            "there is no such receiver",
            "Check `receive_id` against `receive_id_type`; an e-mail has to be identical to the "
            "person's contact e-mail in Feishu (an enterprise mailbox does not count); a resigned "
            "person, or one of another company, cannot be written to",
        ),
    )
    yield (
        (230074, 230075),
        Resolution(Action.FAIL, "the chat is encrypted, or the time for changes has passed"),
    )


def _contents() -> Rows:
    """Give the rows of what may be sent."""
    yield (
        (230001,),
        Resolution(
            Action.FAIL,
            "a parameter or the content does not have the form that Feishu asks for",
            "Check `content` against the form of its `msg_type`",
        ),
    )
    yield (
        (230015,),
        Resolution(Action.FAIL, "a single chat cannot be shared", "Share a group"),
    )
    yield (
        (230017,),
        Resolution(
            Action.FAIL,
            "the picture or file belongs to another app",
            "Give a path or URL, and the target uploads it as this app",
        ),
    )
    yield (
        (230055,),
        Resolution(
            Action.FAIL,
            "the file was uploaded as another kind than the message's",
            "Send an mp4 as `media`, an opus as `audio`, others as `file`",
        ),
    )
    yield (
        (230022, 230028),
        Resolution(
            Action.FAIL,
            "the content is held back as sensitive",
            "Take out what Feishu names: phone numbers, e-mail addresses, words",
        ),
    )
    yield (
        (230025,),
        Resolution(
            Action.FAIL,
            "the content is too long",
            "Shorten it: 150 KB for a text, 30 KB for the others, a card's template included",
        ),
    )
    yield (
        (230054,),
        Resolution(Action.FAIL, "this kind of message cannot be sent, or changed, here"),
    )
    yield (
        (230099,),
        Resolution(
            Action.FAIL,
            "Feishu cannot make a card of the content",
            "Try the card in the card builder; ids in it have to be this app's",
        ),
    )
    yield (
        (234006, 234010, 234011, 234039),
        Resolution(
            Action.FAIL,
            "Feishu does not take the file",
            "A picture has 10 MB and 12000 x 12000 pixels at most (GIF 2000 x 2000) and is JPG, "
            "PNG, WEBP, GIF, BMP, ICO, TIFF or HEIC; a file has 30 MB at most",
        ),
    )


def _changes() -> Rows:
    """Give the rows of messages that were sent before."""
    yield (
        (230011, 230110),
        Resolution(Action.FAIL, "the message was recalled or deleted", error=NotFoundError),
    )
    yield (
        (230019, 230050, 230111),
        Resolution(
            Action.FAIL,
            "the message is not there for the app",
            "Check `reply_to`",
            NotFoundError,
        ),
    )
    yield (
        (230031,),
        Resolution(Action.FAIL, "a card can be changed for 14 days only"),
    )
    yield (
        (230071,),
        Resolution(
            Action.FAIL, "the message is not the app's own, or the chat has no replies in threads"
        ),
    )
    yield (
        (230072,),
        Resolution(
            Action.FAIL,
            "the message was changed 20 times, which is all that Feishu takes, or it cannot be "
            "answered in a thread",
            "For records that change often send cards (`msg_type: interactive`), or set "
            "`on_change: send`",
        ),
    )
    yield (
        (230009, 230026),
        Resolution(Action.FAIL, "the message cannot be recalled (any more)", error=AccessError),
    )
