"""State of uploads and custom bots as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Upload:
    """A picture or file for messages.

    Attributes:
        key: As messages name it.
        owner: The app that may send it.
        type: `image`, or the `file_type` as which it was uploaded.
        name: Of a file.
        content: Its bytes.
        duration: Milliseconds of sound or film, 0 where nobody told.
    """

    key: str
    owner: str
    type: str
    content: bytes
    name: str = ""
    duration: int = 0


@dataclass(slots=True)
class CustomBot:
    """A bot that posts into its one chat whatever comes in through its webhook.

    Attributes:
        token: The secret part of its address.
        chat_id: Its chat.
        name: Shown in the chat.
        secret: Of its signatures; "" where it checks none.
        keywords: Of which each message has to have one; empty where none is asked for.
        addresses: Networks that may post; empty where all may.
    """

    token: str
    chat_id: str
    name: str
    secret: str = ""
    keywords: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ImState:
    """Uploads by key, custom bots by token."""

    uploads: dict[str, Upload] = field(default_factory=dict)
    custom_bots: dict[str, CustomBot] = field(default_factory=dict)
