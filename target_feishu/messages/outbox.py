"""The messages of records: each sent once for ever, or one a key that says what is last known."""

from __future__ import annotations

import logging
import typing as t

from feishu_connect import FeishuError
from target_feishu.idempotency import digest_of
from target_feishu.messages.delivery import Outcome, Task, uuid_of
from target_feishu.messages.entries import NAMELESS, turn_of
from target_feishu.messages.route import UPDATE

if t.TYPE_CHECKING:
    from target_feishu.ledger import Entry
    from target_feishu.messages.delivery import Delivery
    from target_feishu.messages.entries import Entries
    from target_feishu.messages.letter import Letter, Post
    from target_feishu.messages.message import Message
    from target_feishu.messages.preparation import Preparation

logger = logging.getLogger(__name__)

#: The message to be changed was recalled or deleted, or is a card of more than 14 days.
_GONE: t.Final = (230011, 230110, 230031)


class Outbox:
    """Knows what was sent, and sends what was not."""

    def __init__(
        self, entries: Entries, preparation: Preparation, post: Post, delivery: Delivery
    ) -> None:
        """Send nothing yet.

        Args:
            entries: What was sent.
            preparation: Makes messages ready.
            post: The way out.
            delivery: Sends what the ledger is not sure of.
        """
        self._entries = entries
        self._preparation = preparation
        self._post = post
        self._delivery = delivery

    def once(self, uuid: str, message: Message) -> Outcome:
        """Send a message unless it was sent under this uuid, in this run or in another.

        Raises:
            RecordError: It cannot be sent, or nobody can tell whether it was.
            FeishuError: Feishu did not take it.
        """
        entry = self._entries.get(uuid)
        if entry is not None and entry.is_sure:
            return Outcome.REPEATED
        letter = self._preparation.letter(message)
        return self._delivery.deliver(Task(uuid, uuid, letter, _digest(message)), entry)

    def current(self, key: str, message: Message, on_change: str) -> Outcome:
        """See that the one message of a key says what it should.

        Args:
            key: Of the record and of where its message is.
            message: What it should say.
            on_change: `update`, or `ignore` to leave a message that is there.

        Raises:
            RecordError: It cannot be sent, or nobody can tell whether it was.
            FeishuError: Feishu did not take it.
        """
        entry, digest = self._entries.get(key), _digest(message)
        if entry is not None and entry.is_sure:
            return self._revise(key, message, entry, on_change)
        letter = self._preparation.letter(message)
        outcome = self._delivery.deliver(_task(key, letter, digest, entry), entry)
        now = self._entries.get(key)
        if now is not None and now.is_sure and not now.digest:
            # Its uuid may have brought back the message as an earlier run sent it.
            self._revise(key, message, now, on_change)
        return outcome

    def put_aside(self, key: str) -> None:
        """Write down that a record was put aside because of its unsure message: once is enough."""
        self._entries.put_aside(key)

    def _revise(self, key: str, message: Message, entry: Entry, on_change: str) -> Outcome:
        """Let a message that is there say what it should."""
        digest = _digest(message)
        if on_change != UPDATE or entry.digest == digest:
            return Outcome.REPEATED
        letter = self._preparation.letter(message)
        if self._update(key, letter, entry):
            self._entries.changed(key, entry, digest)
            return Outcome.UPDATED
        task = _task(key, letter, digest, entry, further=1)
        return self._delivery.begin(task, before=entry)

    def _update(self, key: str, letter: Letter, entry: Entry) -> bool:
        """Change a message; tell whether it is there and can be changed."""
        is_alike = entry.facts.get("type") == letter.msg_type and letter.is_changeable
        if entry.id == NAMELESS or not is_alike:
            return False
        # Should this run end here, the next one must not take it for what it said before.
        self._entries.changed(key, entry, "")
        try:
            self._post.update(letter, entry.id, str(entry.facts.get("chat", "")))
        except FeishuError as error:
            if error.code not in _GONE:
                raise
            logger.info("%s; a new message takes its place", error.message)
            return False
        return True


def _task(key: str, letter: Letter, digest: str, entry: Entry | None, further: int = 0) -> Task:
    turn = (turn_of(entry) if entry else 0) + further
    return Task(key, uuid_of(key, turn), letter, digest, turn)


def _digest(message: Message) -> str:
    return digest_of(message.msg_type, message.content)
