"""Find the rows of a batch by their keys, with as few calls as it takes."""

from __future__ import annotations

import logging
import math
import typing as t

from feishu_connect import endpoints
from feishu_connect.endpoints import MAX_RECORDS_PER_GET
from target_feishu.bitable.costs import Costs
from target_feishu.bitable.filters import Question, questions
from target_feishu.bitable.scan import names_of, scan_while

if t.TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from target_feishu.bitable.batches import Row
    from target_feishu.bitable.index import Key, KeyIndex
    from target_feishu.bitable.row_ledger import RowLedger
    from target_feishu.bitable.table import DestinationTable
    from target_feishu.ledger import Entry

logger = logging.getLogger(__name__)

#: Seconds after which a row that was begun is there for everybody, or was never made: replicas
#: lag for up to five, and a request of a run that was killed may still be under way.
SETTLED_AFTER = 10.0


class Lookup:
    """Rows by key: by what this run knows, by the ledger, by a filtered search, or by a scan."""

    def __init__(
        self, table: DestinationTable, index: KeyIndex, ledger: RowLedger, *, verify: bool = True
    ) -> None:
        """Look for nothing yet.

        Args:
            table: Whose rows.
            index: What this run knows of keys.
            ledger: What earlier runs know.
            verify: Look at each row on Feishu; else those whose record is as it was last written
                are taken as there.
        """
        self.index = index
        #: What the ledger said of the keys of the last batch.
        self.entries: dict[Key, Entry] = {}
        #: Ids of the ledger that were read since the last failure, there or not.
        self._read: set[str] = set()
        self._table = table
        self._ledger = ledger
        self._verify = verify
        self._costs = Costs(table.sight)
        rows, self._costs.remembered_records = ledger.sizes()
        if table.sight.total is None:
            table.sight.total = rows

    def find(self, row: Row) -> str | None:
        """Give the row's id, as far as it was looked for."""
        key = t.cast("Key", row.key)
        entry = self.entries.get(key)
        return self.index.find(key, entry.id if entry else "")

    def settle(self, rows: Sequence[Row], *, is_full: bool = False) -> list[Row]:
        """Look for rows; give those that are not known to be as their record says.

        Args:
            rows: With different keys.
            is_full: More batches are to be expected.
        """
        self.entries = self._ledger.find(t.cast("Key", row.key) for row in rows)
        asked = [row for row in rows if not self._is_trusted(row)]
        ids, keys = self._open(asked)
        if ids or keys:
            self._look(ids, keys, len(rows), is_full=is_full)
        self._read_overlooked(asked)
        self._wait_for_young([row for row in asked if not self.find(row)])
        return asked

    def again(self, rows: Sequence[Row]) -> None:
        """Look for rows anew, whatever is known of them: for what a failure has left open."""
        keys = [t.cast("Key", row.key) for row in rows]
        asked, rest = questions(self._table, self.index.field_ids, keys)
        pages = math.ceil(
            (self._table.sight.total or 0) / endpoints.BITABLE_RECORD_SEARCH.page_size
        )
        self.index.drop(keys)
        self._read.clear()
        if rest or len(asked) >= max(1, pages):
            self._scan(lambda _: True)
            self._read_overlooked(rows)
        else:
            self._ask(asked)

    def _is_trusted(self, row: Row) -> bool:
        if self._verify or self.find(row):
            return False
        return self._ledger.says(row, self.entries.get(t.cast("Key", row.key)))

    def _open(self, rows: Sequence[Row]) -> tuple[dict[str, Key], list[Key]]:
        """Give the rows whose cells are to be read, by id, and the keys that nobody knows."""
        ids: dict[str, Key] = {}
        keys: list[Key] = []
        for row in rows:
            key = t.cast("Key", row.key)
            known, entry = self.find(row), self.entries.get(key)
            if known:
                if not self._table.sight.knows(known, row.cells):
                    ids[known] = key
            elif self.index.is_complete:
                continue
            elif entry is not None and entry.is_sure:
                ids[entry.id] = key
            else:
                keys.append(key)
        return ids, keys

    def _look(self, ids: dict[str, Key], keys: list[Key], records: int, *, is_full: bool) -> None:
        asked, rest = questions(self._table, self.index.field_ids, keys)
        direct = math.ceil(len(ids) / MAX_RECORDS_PER_GET) + len(asked) if not rest else math.inf
        is_whole = False
        if self._prefers_scan(direct, records, is_full=is_full):
            is_whole = self._scan(
                lambda _: self._costs.prefers_scan(direct, records, is_full=is_full, paid=1)
            )
        if not is_whole:
            self._costs.spend(direct, records)
            self._get(ids, asked)

    def _prefers_scan(self, direct: float, records: int, *, is_full: bool) -> bool:
        """The first page of a scan tells how long it would be, where nothing else does."""
        is_known = self._table.sight.total is not None
        return not is_known or self._costs.prefers_scan(direct, records, is_full=is_full)

    def _get(self, ids: dict[str, Key], asked: list[Question]) -> None:
        """Read the rows of the ledger; what is not theirs any more is looked for by its key."""
        self.index.drop(ids.values())
        found = self._read_ids(list(ids))
        lost = [key for key in ids.values() if key not in found]
        again, rest = questions(self._table, self.index.field_ids, lost)
        if rest:
            self._scan(lambda _: True)
            return
        self._ask([*asked, *again])

    def _read_overlooked(self, rows: Sequence[Row]) -> None:
        """Read what the ledger knows and a scan did not show, before it is made anew."""
        if not self.index.may_lack:
            return
        missing = [self.entries.get(t.cast("Key", row.key)) for row in rows if not self.find(row)]
        ids = [entry.id for entry in missing if entry is not None and entry.is_sure]
        self._read_ids([each for each in ids if each not in self._read])

    def _read_ids(self, ids: list[str]) -> set[Key | None]:
        """Read rows by their ids; give the keys that they have."""
        self._read.update(ids)
        return {self.index.saw(item) for item in self._table.sight.get(ids)}

    def _ask(self, asked: list[Question]) -> None:
        table = self._table
        wanted = dict.fromkeys([*self.index.field_ids, *table.sight.watched])
        for question in asked:
            items = table.client.items(
                endpoints.BITABLE_RECORD_SEARCH,
                path=table.path,
                params={"user_id_type": table.client.settings.user_id_type},
                body={**names_of(table, wanted), "filter": question.filter},
                fresh=table.is_fresh,
            )
            for item in items:
                # Its own look at the key decides: Feishu's filters may be more generous.
                self._saw(item, wanted)

    def _scan(self, go_on: t.Callable[[int], bool]) -> bool:
        """Read all rows, or the first page; tells whether it was all of them."""
        wanted = dict.fromkeys([*self.index.field_ids, *self._table.sight.watched])
        # Replicas may not show yet what this run has made.
        self.index.restart(self._table.made.is_fresh)
        scanned = scan_while(self._table, wanted, lambda item: self._saw(item, wanted), go_on=go_on)
        self.index.is_complete = scanned.is_whole
        self.index.may_lack = scanned.is_whole and not scanned.is_one_page
        return scanned.is_whole

    def _saw(self, item: dict[str, t.Any], wanted: Collection[str]) -> None:
        self._table.sight.saw(item, wanted)
        self.index.saw(item)

    def _wait_for_young(self, rows: list[Row]) -> None:
        """Look again for rows that a run which was killed may have made a moment ago."""
        ages = {
            t.cast("Key", row.key): self._ledger.age(self.entries.get(t.cast("Key", row.key)))
            for row in rows
        }
        young = {key: age for key, age in ages.items() if age < SETTLED_AFTER}
        if not young:
            return
        wait = SETTLED_AFTER - min(young.values())
        logger.info(
            "table `%s`: %d rows were begun moments ago by a run that has ended; waiting %.0f s",
            self._table.name,
            len(young),
            wait,
        )
        self._table.client.clock.sleep(wait)
        self.again([row for row in rows if row.key in young])
