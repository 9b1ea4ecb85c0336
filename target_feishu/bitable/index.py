"""Which row has which key: Bitable has neither keys nor upserts, so the target looks first."""

from __future__ import annotations

import logging
import typing as t

from feishu_connect import CellError
from target_feishu.bitable.scan import scan

if t.TYPE_CHECKING:
    from collections.abc import Collection, Hashable

    from target_feishu.bitable.table import Cells, DestinationTable

logger = logging.getLogger(__name__)

#: Canonical forms of the key fields' cells.
Key = tuple["Hashable", ...]


def key_of(table: DestinationTable, field_ids: tuple[str, ...], cells: Cells) -> Key | None:
    """Give the key that written cells hold; None where every part of it is empty."""
    if all(cells.get(field_id) is None for field_id in field_ids):
        return None
    return tuple(table.codec(field_id).key(cells.get(field_id)) for field_id in field_ids)


class KeyIndex:
    """Key -> record id, by one scan of the key fields and by what this run has written."""

    def __init__(self, table: DestinationTable, field_ids: tuple[str, ...]) -> None:
        """Scan nothing yet."""
        self.field_ids = field_ids
        self._table = table
        self._ids: dict[Key, str] | None = None

    def find(self, key: Key) -> str | None:
        """Give the row of a key; scans the table at the first question."""
        if self._ids is None:
            table = self._table
            # Nobody else knows of a table that this run made.
            if table.made.count or not (table.is_new or table.leftovers is not None):
                self.rebuild()
            else:
                self._ids = {}
        return t.cast("dict[Key, str]", self._ids).get(key)

    def learn(self, cells: Cells, record_id: str) -> None:
        """Take note of a row that was made."""
        key = key_of(self._table, self.field_ids, cells)
        if self._ids is not None and key is not None:
            self._ids.setdefault(key, record_id)

    def forget_if(self, touched: Collection[str]) -> None:
        """Forget everything where key cells of existing rows were written by another way."""
        if not set(self.field_ids).isdisjoint(touched):
            self._ids = None

    def rebuild(self) -> None:
        """Scan the key fields of the whole table. The first of several rows with a key wins."""
        found = scan(self._table, self.field_ids, self._key)
        replaced = self._table.leftovers or ()
        ids: dict[Key, str] = {}
        repeated = 0
        for record_id, key in found.items():
            if key is None or record_id in replaced:
                continue
            repeated += ids.setdefault(key, record_id) != record_id
        if repeated:
            logger.warning(
                "table `%s`: %d rows have a key that an earlier row has; they are left alone",
                self._table.name,
                repeated,
            )
        self._ids = ids

    def _key(self, item: dict[str, t.Any]) -> Key | None:
        try:
            cells = {each: self._table.read(item, each) for each in self.field_ids}
        except CellError:
            # What cannot be written cannot be the key of a record.
            return None
        return key_of(self._table, self.field_ids, cells)
