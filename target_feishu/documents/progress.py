"""How far the writing of one document has come."""

from __future__ import annotations

import dataclasses
import typing as t

if t.TYPE_CHECKING:
    from target_feishu.ledger import Entry, Ledger


class Progress:
    """Keeps the entry of a document in step with what was written.

    While something is under way the entry has no digest. The next run then takes the document for
    changed, even where the record has gone back to what it said before.
    """

    def __init__(self, ledger: Ledger, key: str, entry: Entry) -> None:
        """Begin where the entry says.

        Args:
            ledger: Of the stream.
            key: Of the record.
            entry: What is known of its document: `title`, `body`, `members`, `writes`.
        """
        self._ledger = ledger
        self._key = key
        self.entry = entry

    def begin(self, **facts: t.Any) -> int:
        """Write down that an attempt begins, and what it makes uncertain; give its number."""
        number = int(self.entry.facts.get("writes") or 0) + 1
        self.note(**facts, writes=number, revision=0)
        return number

    def note(self, **facts: t.Any) -> None:
        """Write down what is known now."""
        known = {**self.entry.facts, **facts}
        self.entry = dataclasses.replace(self.entry, digest="", facts=known)
        self._ledger.put({self._key: self.entry})
