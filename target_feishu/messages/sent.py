"""Which messages this run has had before."""

from __future__ import annotations

import hashlib
import typing as t
from collections import Counter

from feishu_connect.bitable.fields.coercion import compact_json

if t.TYPE_CHECKING:
    from target_feishu.messages.message import Message


class Sent:
    """Tells repetitions of a record from messages that are meant to come again.

    Taps repeat records: at the edge of a bookmark, after a crash. A record of a keyed stream that
    says what it said the last time is such a repetition. Where it has said something else in
    between, and in a stream without a key, an equal message is a new one.
    """

    def __init__(self) -> None:
        """Start with nothing sent."""
        self._last: dict[bytes, bytes] = {}
        self._counts: Counter[bytes] = Counter()

    def occurrence(self, key: object, message: Message) -> int | None:
        """Count a message; None where it repeats the last one of its key.

        Args:
            key: Key values; None where the stream has no key.
            message: What would be sent.
        """
        said = _digest([key, message.place, message.msg_type, message.content])
        if key is not None:
            owner = _digest(key)
            if self._last.get(owner) == said:
                return None
            self._last[owner] = said
        self._counts[said] += 1
        return self._counts[said] - 1


def _digest(value: object) -> bytes:
    return hashlib.sha256(compact_json(value).encode()).digest()
