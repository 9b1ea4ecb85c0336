"""Which row has which key: Bitable has neither keys nor upserts, so the target looks first."""

from __future__ import annotations

import logging
import typing as t

from feishu_connect import CellError

if t.TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable

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
    """Key -> record id, as far as this run has looked and written."""

    def __init__(self, table: DestinationTable, field_ids: tuple[str, ...]) -> None:
        """Know nothing yet, unless nobody can have put rows into the table."""
        self.field_ids = field_ids
        self._table = table
        self._ids: dict[Key, str] = {}
        #: Rows beside the one in `_ids` that have the same key.
        self._others: dict[Key, list[str]] = {}
        self._is_told = False
        #: Every row is known: a key that is not here has none.
        self.is_complete = not table.made.count and (table.is_new or table.leftovers is not None)
        #: It was read page by page: a row may have moved from one to the other unseen.
        self.may_lack = False

    def find(self, key: Key, preferred: str = "") -> str | None:
        """Give the row of a key: the preferred one if several have it, else the first."""
        if preferred and preferred in self._others.get(key, ()):
            self._others[key] = [self._ids[key], *self._others[key]]
            self._others[key].remove(preferred)
            self._ids[key] = preferred
        return self._ids.get(key)

    def saw(self, item: dict[str, t.Any]) -> Key | None:
        """Take note of a row that was read; give its key, None where it is nobody's."""
        record_id = str(item["record_id"])
        if record_id in (self._table.leftovers or ()):
            return None
        key = self._key(item)
        if key is not None and self._ids.setdefault(key, record_id) != record_id:
            others = self._others.setdefault(key, [])
            if record_id not in others:
                others.append(record_id)
        return key

    def learn(self, cells: Cells, record_id: str) -> None:
        """Take note of a row that was made."""
        key = key_of(self._table, self.field_ids, cells)
        if key is not None:
            self._ids.setdefault(key, record_id)

    def forget_if(self, touched: Collection[str]) -> None:
        """Forget everything where key cells of existing rows were written by another way."""
        if not set(self.field_ids).isdisjoint(touched):
            self.clear()

    def forget(self, record_ids: Iterable[str]) -> None:
        """Forget rows that were deleted; another row of the same key takes their place."""
        gone = set(record_ids)
        for key, others in list(self._others.items()):
            self._others[key] = [each for each in others if each not in gone]
        for key, record_id in list(self._ids.items()):
            if record_id in gone:
                del self._ids[key]
                if self._others.get(key):
                    self._ids[key] = self._others[key].pop(0)

    def drop(self, keys: Iterable[Key]) -> None:
        """Forget the rows of some keys: they are looked for anew."""
        for key in keys:
            self._ids.pop(key, None)
            self._others.pop(key, None)

    def restart(self, keep: Callable[[str], bool]) -> None:
        """Forget all rows but some, before a scan."""
        self._ids = {key: each for key, each in self._ids.items() if keep(each)}
        self._others, self.is_complete = {}, False

    def clear(self) -> None:
        """Forget everything."""
        self._ids, self._others, self.is_complete = {}, {}, False

    def tell(self) -> None:
        """Warn once of rows that share a key."""
        repeated = sum(map(len, self._others.values()))
        if repeated and not self._is_told:
            self._is_told = True
            logger.warning(
                "table `%s`: %d rows have a key that an earlier row has; they are left alone",
                self._table.name,
                repeated,
            )

    def _key(self, item: dict[str, t.Any]) -> Key | None:
        try:
            cells = {each: self._table.read(item, each) for each in self.field_ids}
        except CellError:
            # What cannot be written cannot be the key of a record.
            return None
        return key_of(self._table, self.field_ids, cells)
