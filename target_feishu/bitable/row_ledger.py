"""What earlier runs know of the rows of a key: their ids, and the cells that were last written."""

from __future__ import annotations

import typing as t

from target_feishu.bitable.prints import canonical
from target_feishu.ledger import Entry

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from target_feishu.bitable.batches import Row
    from target_feishu.bitable.index import Key
    from target_feishu.bitable.sight import Sight
    from target_feishu.ledger import Ledger

#: Under which the size of table and input is kept; no key's JSON is empty.
_SIZES = ""


class RowLedger:
    """Entries by key: id, and the facts `key`, `cells`, `stream`, `version`, `made`.

    An entry is written before its row is made, and made unsure before its row is changed: whatever
    a run that is killed leaves behind, what the ledger says of cells is true.
    """

    def __init__(self, ledger: Ledger | None, stream: str, sight: Sight) -> None:
        """Read nothing yet.

        Args:
            ledger: Where entries are kept; None where a load method does not ask for any.
            stream: Whose records the rows come from.
            sight: Gives the fingerprints of cells.
        """
        self._ledger = ledger
        self._stream = stream
        self._sight = sight

    def find(self, keys: Iterable[Key]) -> dict[Key, Entry]:
        """Give the entries of those keys that have one."""
        if self._ledger is None:
            return {}
        by_text = {canonical(key): key for key in keys}
        return {by_text[text]: entry for text, entry in self._ledger.find(by_text).items()}

    def age(self, entry: Entry | None) -> float:
        """Tell how many seconds ago the making of a row began; endless for one that was found."""
        if self._ledger is None or entry is None or not entry.begun_at:
            return float("inf")
        return max(0.0, self._ledger.age(entry))

    def intend(self, rows: Iterable[Row]) -> dict[Key, Entry]:
        """Write down that rows are about to be made; give the entries."""
        if self._ledger is None:
            return {}
        begun = self._ledger.now()
        entries = {
            _key(row): Entry(begun_at=begun, facts=self._facts(row, {}, made=True)) for row in rows
        }
        self._put(entries)
        return entries

    def withdraw(self, keys: Iterable[Key]) -> None:
        """Forget rows: those that Feishu refused to make, and those that were deleted."""
        if self._ledger is not None:
            self._ledger.forget([canonical(key) for key in keys])

    def unsettle(self, rows: Iterable[Row], entries: Mapping[Key, Entry]) -> None:
        """Write down that rows are about to be changed: of their cells nothing is sure."""
        known = {_key(row): entries[_key(row)] for row in rows if _key(row) in entries}
        self._put(
            {
                key: _with(entry, cells={})
                for key, entry in known.items()
                if entry.facts.get("cells")
            }
        )

    def settle(
        self, rows: Mapping[str, Row], entries: Mapping[Key, Entry], *, made: bool = False
    ) -> None:
        """Write down what rows hold now.

        Args:
            rows: By record id.
            entries: What the ledger says of them so far.
            made: This run has made them.
        """
        changed: dict[Key, Entry] = {}
        for record_id, row in rows.items():
            before = entries.get(_key(row))
            # One that was begun, and whose row is found now, was made by a run that was killed.
            ours = made or (
                before is not None and before.id in {"", record_id} and _is_made(before)
            )
            cells = before.facts.get("cells", {}) if before and before.id == record_id else {}
            facts = self._facts(row, cells | self._hex(row), made=ours)
            begun = before.begun_at if before and ours else ""
            entry = Entry(record_id, begun_at=begun, facts=facts)
            if entry != before:
                changed[_key(row)] = entry
        self._put(changed)

    def says(self, row: Row, entry: Entry | None) -> bool:
        """Tell whether the row was last written with these very cells."""
        if entry is None or not entry.is_sure:
            return False
        cells = entry.facts.get("cells", {})
        return all(cells.get(field_id) == each for field_id, each in self._hex(row).items())

    def of_other_versions(self, version: int) -> Iterator[tuple[str, Entry]]:
        """Give key and entry of the rows that this stream has made under another version."""
        for entry in self._ledger.entries() if self._ledger is not None else ():
            facts = entry.facts
            if facts.get("stream") != self._stream or not _is_made(entry):
                continue
            if facts.get("version") not in {None, version}:
                yield facts["key"], entry

    def sizes(self) -> tuple[int | None, int | None]:
        """Give the rows of the table and the records of the last run, where they are known."""
        entry = self._ledger.get(_SIZES) if self._ledger is not None else None
        facts = entry.facts if entry is not None else {}
        return facts.get("rows"), facts.get(f"records of {self._stream}")

    def keep_sizes(self, rows: int | None, records: int) -> None:
        """Remember how large the table and the input are."""
        if self._ledger is None:
            return
        entry = self._ledger.get(_SIZES)
        before = dict(entry.facts) if entry is not None else {}
        facts = {**before, "rows": rows, f"records of {self._stream}": records}
        if facts != before:
            self._ledger.put({_SIZES: Entry(facts=facts)})

    def put_text(self, entries: Mapping[str, Entry]) -> None:
        """Write entries by the text of their keys."""
        if self._ledger is not None:
            self._ledger.put(entries)

    def withdraw_text(self, keys: Iterable[str]) -> None:
        """Forget rows by the text of their keys."""
        if self._ledger is not None:
            self._ledger.forget(keys)

    def came(self, versions: Mapping[Key, int | None]) -> None:
        """Write down that records came again which could not land: their rows are not old."""
        entries = self.find(versions)
        changed = {
            key: _with(entry, version=versions[key])
            for key, entry in entries.items()
            if entry.facts.get("version") != versions[key]
        }
        self._put(changed)

    def _facts(self, row: Row, cells: Mapping[str, str], *, made: bool) -> dict[str, t.Any]:
        return {
            "key": canonical(row.key),
            "cells": cells,
            "stream": self._stream,
            "version": row.version,
            "made": made,
        }

    def _hex(self, row: Row) -> dict[str, str]:
        prints = self._sight.prints(row.cells)
        return {field_id: each.hex() for field_id, each in prints.items()}

    def _put(self, entries: Mapping[Key, Entry]) -> None:
        if entries and self._ledger is not None:
            self._ledger.put({canonical(key): entry for key, entry in entries.items()})


def unsettled(entry: Entry) -> Entry:
    """Give an entry that says nothing of the cells."""
    return _with(entry, cells={})


def _with(entry: Entry, **facts: t.Any) -> Entry:
    return Entry(entry.id, entry.digest, entry.begun_at, {**entry.facts, **facts})


def _is_made(entry: Entry) -> bool:
    return bool(entry.facts.get("made"))


def _key(row: Row) -> Key:
    return t.cast("Key", row.key)
