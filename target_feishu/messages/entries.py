"""What the ledger keeps of messages: what was sent, under which id, and where.

One ledger for all routes: streams share chats, and an answer may go to another stream's message.
"""

from __future__ import annotations

import typing as t

from feishu_connect.bitable.fields.coercion import compact_json
from target_feishu.ledger import Entry

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from target_feishu.ledger import Ledger
    from target_feishu.messages.letter import Letter, Posted

#: The id of a message of which Feishu told none, e.g. a custom bot's.
NAMELESS: t.Final = "-"
_ASIDE: t.Final = "aside"


class Entries:
    """The ledger of messages."""

    def __init__(self, ledger: Ledger) -> None:
        """Read nothing yet."""
        self._ledger = ledger

    def get(self, key: str) -> Entry | None:
        """Give what is known of a message."""
        return self._ledger.get(key)

    def begin(self, key: str, digest: str, turn: int = 0) -> Entry:
        """Write down that a message is about to be sent.

        Args:
            key: Of the message.
            digest: Of what it says.
            turn: How many messages the key has had before, of which this one takes the place.
        """
        return self._ledger.begin(key, tried=digest, turn=turn)

    def restore(self, key: str, before: Entry | None) -> None:
        """Take back that a message is about to be sent: it surely was not."""
        if before is None:
            self._ledger.forget([key])
        else:
            self._ledger.put({key: before})

    def put_aside(self, key: str) -> None:
        """Write down that the record of an unsure message was put aside."""
        entry = self._ledger.get(key)
        if entry is not None:
            facts = {**entry.facts, _ASIDE: True}
            self._ledger.put({key: Entry(entry.id, entry.digest, entry.begun_at, facts)})

    def sent(self, key: str, begun: Entry, digest: str, letter: Letter, posted: Posted) -> Entry:
        """Write down that a message was sent, and where it is.

        Args:
            key: Of the message.
            begun: Its entry so far.
            digest: Of what it says; "" where nobody knows.
            letter: What was sent.
            posted: What Feishu told.
        """
        facts = {"turn": turn_of(begun), "type": letter.msg_type, "chat": posted.chat_id}
        entry = Entry(posted.message_id or NAMELESS, digest, begun.begun_at, facts)
        entries = {key: entry}
        if posted.message_id:
            entries[posted.message_id] = Entry(key, facts={"chat": posted.chat_id})
        if posted.chat_id and letter.receive_id and letter.receive_id_type != "chat_id":
            entries[_place(letter.receive_id)] = Entry(posted.chat_id)
        self._ledger.put(entries)
        return entry

    def changed(self, key: str, entry: Entry, digest: str) -> None:
        """Write down that a message says something else now; "" where nobody knows what."""
        self._ledger.put({key: Entry(entry.id, digest, entry.begun_at, entry.facts)})

    def chat_of(self, letter: Letter) -> str:
        """Tell the chat of an answered message, or of a person; "" where no run has met it."""
        if letter.reply_to:
            found = self._ledger.get(letter.reply_to)
            return str(found.facts.get("chat", "")) if found else ""
        found = self._ledger.get(_place(letter.receive_id)) if letter.receive_id else None
        return found.id if found else ""

    def known(self, message_ids: Iterable[str]) -> set[str]:
        """Give the ids that are those of messages that are known."""
        return set(self._ledger.find(message_ids))

    def age(self, entry: Entry) -> float:
        """Tell how many seconds ago the first attempt was made."""
        return self._ledger.age(entry)


def turn_of(entry: Entry) -> int:
    """Tell how many messages a key has had before this one."""
    return int(entry.facts.get("turn", 0))


def is_put_aside(entry: Entry) -> bool:
    """Tell whether the record of an unsure message was put aside."""
    return bool(entry.facts.get(_ASIDE))


def _place(receive_id: str) -> str:
    return compact_json(["place", receive_id])
