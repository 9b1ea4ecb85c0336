"""ACTIVATE_VERSION: what the source has not sent again under the new version is not there."""

from __future__ import annotations

import dataclasses
import logging
import typing as t
from collections import Counter

from feishu_connect.endpoints import MAX_RECORDS_PER_WRITE
from target_feishu.bitable.batches import Row
from target_feishu.bitable.prints import canonical, from_canonical
from target_feishu.bitable.row_ledger import unsettled
from target_feishu.bitable.writer import Writer

if t.TYPE_CHECKING:
    from target_feishu.bitable.deletions import Deletions
    from target_feishu.bitable.lookup import Lookup
    from target_feishu.bitable.row_ledger import RowLedger
    from target_feishu.bitable.table import DestinationTable
    from target_feishu.ledger import Entry

logger = logging.getLogger(__name__)


class Activation:
    """Deletes or marks the rows that this target has made for a stream under older versions.

    The ledger tells which they are. A row that people have made, or whose key they have changed,
    or that the ledger does not know, is left alone.
    """

    def __init__(
        self, table: DestinationTable, lookup: Lookup, ledger: RowLedger, deletions: Deletions
    ) -> None:
        """Delete nothing yet."""
        self._table = table
        self._lookup = lookup
        self._ledger = ledger
        self._deletions = deletions
        self._writer = Writer(table)

    def of(self, version: int, deleted_at: t.Any) -> Counter[str]:
        """Make a version the only one.

        Args:
            version: Of the message.
            deleted_at: What marks a row, in the form in which its cell is written.
        """
        old = dict(self._ledger.of_other_versions(version))
        there = self._still_ours(old)
        gone = [key for key in old if key not in there]
        self._ledger.withdraw_text(gone)
        if self._deletions.hard:
            counts = self._delete(there)
        elif self._deletions.mark is not None:
            counts = self._mark(there, self._deletions.mark, deleted_at)
        else:
            counts = Counter(left=len(there))
        logger.info(
            "table `%s`: version %d is the one now: %s. Rows that this target did not make, or of "
            "which this store knows nothing, are left alone",
            self._table.name,
            version,
            ", ".join(f"{number} rows {what}" for what, number in counts.items()),
        )
        return counts

    def _still_ours(self, old: dict[str, Entry]) -> dict[str, Entry]:
        """Give those whose row is there and has the key that it was made with."""
        by_id = {entry.id: key for key, entry in old.items() if entry.is_sure}
        found = self._begun({key: entry for key, entry in old.items() if not entry.is_sure})
        for item in self._table.sight.get(list(by_id)):
            text = by_id[str(item["record_id"])]
            key = self._lookup.index.saw(item)
            if key is not None and canonical(key) == text:
                found[text] = old[text]
        return found

    def _begun(self, unsure: dict[str, Entry]) -> dict[str, Entry]:
        """Give those that a run which was killed has made without having been told."""
        rows = {text: Row({}, key=from_canonical(text)) for text in unsure}
        if rows:
            self._lookup.settle(list(rows.values()))
        ids = {text: self._lookup.find(row) for text, row in rows.items()}
        return {
            text: dataclasses.replace(unsure[text], id=record_id)
            for text, record_id in ids.items()
            if record_id
        }

    def _delete(self, entries: dict[str, Entry]) -> Counter[str]:
        self._ledger.put_text({key: unsettled(entry) for key, entry in entries.items()})
        deleted = self._writer.delete(entry.id for entry in entries.values())
        self._ledger.withdraw_text(entries)
        return Counter(deleted=deleted)

    def _mark(self, entries: dict[str, Entry], mark: str, deleted_at: t.Any) -> Counter[str]:
        """Mark the rows that are not marked yet; they stay of the old version."""
        empty = {mark: None}
        unmarked = {
            key: entry
            for key, entry in entries.items()
            if not self._table.sight.differing(entry.id, empty)
        }
        self._ledger.put_text({key: unsettled(entry) for key, entry in unmarked.items()})
        rows = [Row({mark: deleted_at}, record_id=entry.id) for entry in unmarked.values()]
        for start in range(0, len(rows), MAX_RECORDS_PER_WRITE):
            self._writer.update(rows[start : start + MAX_RECORDS_PER_WRITE])
        return Counter(marked=len(unmarked))
