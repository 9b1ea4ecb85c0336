"""Rows by what one or more of their fields hold: for links, whose key is anybody's field."""

from __future__ import annotations

import logging
import typing as t

from feishu_connect import CellError
from feishu_connect.bitable.fields.text import plain_text
from target_feishu.bitable.scan import scan

if t.TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable

    from target_feishu.bitable.table import Cells, DestinationTable

logger = logging.getLogger(__name__)

#: Canonical forms of the fields' cells.
Key = tuple["Hashable", ...]


class RowKeys:
    """Key -> record id: one scan of the fields, and what this run writes afterwards.

    Fields that Feishu fills (automatic numbers, formulas) may be part of it: they are compared as
    text, and are known only by scanning.
    """

    def __init__(self, table: DestinationTable, field_ids: tuple[str, ...]) -> None:
        """Scan nothing yet; take note of rows from now on."""
        self.table = table
        self.field_ids = field_ids
        self._is_told = all(table.codec(each).writable for each in field_ids)
        # Nobody else has put rows into a table that this run has made.
        is_empty = table.is_new and not table.made.count and self._is_told
        self._ids: dict[Key, str] | None = {} if is_empty else None
        table.watchers.append(self)

    def find(self, key: Key) -> str | None:
        """Give the row of a key, the first of several; scans the table at the first question."""
        index = self.table.indexes.get(self.field_ids)
        known = index.find(key) if index is not None else None
        if known is not None and not self._is_doomed(known):
            return known
        if index is not None and index.is_complete:
            return None
        if self._ids is None:
            self._ids = self._scan()
        found = self._ids.get(key)
        return None if found is None or self._is_doomed(found) else found

    def key_of(self, *values: t.Any) -> Key | None:
        """Give the key that a record's values mean, one a field; None where none can be it."""
        try:
            return tuple(
                self._form(field_id, value)
                for field_id, value in zip(self.field_ids, values, strict=True)
            )
        except CellError:
            return None

    def rescan(self) -> None:
        """Forget what was found: somebody else may have added rows, or replicas lagged."""
        self._ids = None

    def learn(self, cells: Cells, record_id: str) -> None:
        """Take note of a row that was made."""
        if self._ids is None or not self._is_told:
            self._ids = None
            return
        if all(cells.get(each) is None for each in self.field_ids):
            return
        key = tuple(self.table.codec(each).key(cells.get(each)) for each in self.field_ids)
        if self._is_doomed(self._ids.setdefault(key, record_id)):
            self._ids[key] = record_id

    def forget_if(self, touched: Collection[str]) -> None:
        """Forget everything where cells of the key were written into rows that exist."""
        if not self._is_told or not set(self.field_ids).isdisjoint(touched):
            self._ids = None

    def forget(self, record_ids: Iterable[str]) -> None:
        """Forget rows that were deleted; another row of the same key may take their place."""
        gone = set(record_ids)
        if self._ids is not None and not gone.isdisjoint(self._ids.values()):
            self._ids = None

    def _is_doomed(self, record_id: str) -> bool:
        """Whether an `overwrite` is going to delete the row."""
        return record_id in (self.table.leftovers or ())

    def _form(self, field_id: str, value: t.Any) -> Hashable:
        codec = self.table.codec(field_id)
        return codec.key(codec.write(value)) if codec.writable else plain_text(value)

    def _scan(self) -> dict[Key, str]:
        ids: dict[Key, str] = {}
        repeated = 0
        for record_id, key in scan(self.table, self.field_ids, self._key).items():
            if key is not None and not self._is_doomed(record_id):
                repeated += ids.setdefault(key, record_id) != record_id
        if repeated:
            names = ", ".join(f"`{self.table.field(each).name}`" for each in self.field_ids)
            logger.warning(
                "table `%s`: %d rows have in %s what an earlier row has; links go to the first",
                self.table.name,
                repeated,
                names,
            )
        return ids

    def _key(self, item: dict[str, t.Any]) -> Key | None:
        cells = item.get("fields") or {}
        try:
            values = [
                codec.read(cells.get(codec.field.name))
                for codec in map(self.table.codec, self.field_ids)
            ]
        except CellError:
            return None
        return None if all(each is None for each in values) else self.key_of(*values)
