"""Bring the batches of one stream onto its table, in the order of the records."""

from __future__ import annotations

import contextlib
import typing as t
from collections import Counter
from dataclasses import dataclass

from feishu_connect import FeishuError
from target_feishu.bitable.activation import Activation
from target_feishu.bitable.append import Append
from target_feishu.bitable.batches import Part, Record, Row, merge_by_key
from target_feishu.bitable.deletions import Deletions
from target_feishu.bitable.index import KeyIndex
from target_feishu.bitable.lookup import Lookup
from target_feishu.bitable.native import WriteBack
from target_feishu.bitable.refusals import Refusals, Refuse
from target_feishu.bitable.row_ledger import RowLedger
from target_feishu.bitable.upsert import Upsert
from target_feishu.sinks import DELETED_AT

if t.TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

    from target_feishu.bitable.cells import Columns
    from target_feishu.bitable.index import Key
    from target_feishu.bitable.table import Cells, DestinationTable
    from target_feishu.ledger import Ledger

#: What the SDK adds to a record tells of the run. A difference in it alone is no change.
_OF_THE_RUN: t.Final = (
    "_sdc_extracted_at",
    "_sdc_received_at",
    "_sdc_batched_at",
    "_sdc_sequence",
    "_sdc_table_version",
    "_sdc_sync_started_at",
)

#: A record and the version of its RECORD message.
Arrival = tuple[Record, "int | None"]
#: What was done, for the summary.
Counts = t.Callable[["Counter[str]"], None]


@dataclass(frozen=True, slots=True)
class How:
    """What stream and route say of the writing."""

    stream: str
    #: Rows are looked for by their key.
    is_keyed: bool
    hard_delete: bool
    verify: bool
    #: None where nothing has to outlive the run.
    ledger: Ledger | None


class Loading:
    """What one stream needs to write to one table, for as long as its columns stay."""

    def __init__(
        self, table: DestinationTable, columns: Columns, how: How, refuse: Refuse, count: Counts
    ) -> None:
        """Look for nothing yet.

        Args:
            table: Where the rows go.
            columns: Make records into cells.
            how: In which way.
            refuse: Puts a record aside, or raises.
            count: Takes what was done.
        """
        table.sight.watch(columns.fields.values())
        index = table.indexes.setdefault(columns.key_ids, KeyIndex(table, columns.key_ids))
        refusals = Refusals(table, self._put_aside, self._cells)
        volatile = [columns.fields[each] for each in _OF_THE_RUN if each in columns.fields]
        self.columns = columns
        self.ledger = RowLedger(how.ledger, how.stream, table.sight)
        self._table = table
        self._how = how
        self._refuse = refuse
        #: Records of this batch that could not land.
        self._aside: list[Record] = []
        self._count = count
        self._mark = columns.fields.get(DELETED_AT)
        self._index = index
        self._lookup = Lookup(table, index, self.ledger, verify=how.verify)
        self._upsert = Upsert(table, self._lookup, self.ledger, refusals, volatile)
        self._append = Append(table, refusals)
        self._native = WriteBack(table, refusals)
        self._deletions = Deletions(table, self._mark, hard=how.hard_delete)
        self._activation = Activation(table, self._lookup, self.ledger, self._deletions)

    def write(self, arrivals: Sequence[Arrival], *, is_full: bool) -> None:
        """Write records by their keys, or a row each.

        Raises:
            FeishuError: A record cannot land, and the route does not put it aside.
        """
        if not self._how.is_keyed:
            self._append_all(arrivals)
            return
        self._aside = []
        try:
            self._write_keyed(arrivals, is_full=is_full)
        finally:
            self._note_aside({id(record): version for record, version in arrivals})

    def _write_keyed(self, arrivals: Sequence[Arrival], *, is_full: bool) -> None:
        for live, dead in self._rounds(arrivals, self.columns.key):
            rows = [Row(row.cells, key, parts=row.parts) for key, row in live.items()]
            if rows:
                self._count(self._upsert.write(rows, is_full=is_full))
            rows = [Row(row.cells, key, parts=row.parts) for key, row in dead.items()]
            if rows:
                tools = (self._lookup, self.ledger, self._upsert)
                self._count(self._deletions.by_key(rows, *tools))

    def write_back(
        self, arrivals: Sequence[Arrival], id_of: Callable[[Record], str], *, is_full: bool
    ) -> None:
        """Write records into the rows that they were read from.

        Raises:
            FeishuError: A record cannot land, and the route does not put it aside.
        """
        for live, dead in self._rounds(arrivals, id_of):
            rows = [Row(row.cells, None, each, row.parts) for each, row in live.items()]
            if rows:
                self._count(self._native.write(rows, is_full=is_full))
            rows = [Row(row.cells, None, each, row.parts) for each, row in dead.items()]
            if rows:
                self._count(self._deletions.by_id(rows, self._native))

    def activate(self, version: int, now: str) -> None:
        """Delete or mark what earlier versions have left."""
        at = self.columns.write({DELETED_AT: now}, DELETED_AT) if self._mark else None
        self._count(self._activation.of(version, at))

    def finish(self, records: int) -> None:
        """Tell what was seen, and keep what the next run will want to know."""
        self._index.tell()
        self.ledger.keep_sizes(self._table.sight.total, records)

    def _append_all(self, arrivals: Sequence[Arrival]) -> None:
        rows: list[Row] = []
        for record, version in arrivals:
            if _is_tombstone(record) and self._mark is None:
                self._count(Counter(left=1))
                continue
            part = self._part(record, version, self._cells)
            if part is not None:
                rows.append(Row(part.cells, parts=(part,)))
        if rows:
            self._count(self._append.write(rows))

    def _rounds(
        self, arrivals: Sequence[Arrival], key_of: Callable[[Record], Hashable]
    ) -> Iterator[tuple[dict[t.Any, Row], dict[t.Any, Row]]]:
        """Give rows to write and rows to delete; a key that is both comes in two rounds."""
        live: list[tuple[Hashable, Part]] = []
        dead: list[tuple[Hashable, Part]] = []
        seen: tuple[set[Hashable], set[Hashable]] = (set(), set())
        for record, version in arrivals:
            is_dead = _is_tombstone(record)
            keyed = self._keyed(record, version, key_of, is_dead=is_dead)
            if keyed is None:
                continue
            if not is_dead and keyed[0] in seen[True] and self._deletions.hard:
                # Made anew by the source: its row stays, and holds nothing of what was before.
                dead = [each for each in dead if each[0] != keyed[0]]
                seen[True].discard(keyed[0])
                keyed = (keyed[0], self._whole(keyed[1]))
            if keyed[0] in seen[not is_dead]:
                yield merge_by_key(live), merge_by_key(dead)
                live, dead, seen = [], [], (set(), set())
            (dead if is_dead else live).append(keyed)
            seen[is_dead].add(keyed[0])
        yield merge_by_key(live), merge_by_key(dead)

    def _keyed(
        self,
        record: Record,
        version: int | None,
        key_of: Callable[[Record], Hashable],
        *,
        is_dead: bool,
    ) -> tuple[Hashable, Part] | None:
        try:
            key = key_of(record)
        except FeishuError as error:
            self._put_aside(record, error)
            return None
        part = self._part(record, version, self._mark_of if is_dead else self._cells)
        return None if part is None else (key, part)

    def _whole(self, part: Part) -> Part:
        """Empty the columns of which a record says nothing."""
        empty: Cells = dict.fromkeys(self.columns.fields.values())
        return Part(part.record, {**empty, **part.cells}, part.version)

    def _part(
        self, record: Record, version: int | None, cells: Callable[[Record], dict[str, t.Any]]
    ) -> Part | None:
        """Make the cells of a record, or put it aside."""
        try:
            return Part(record, cells(record), version)
        except FeishuError as error:
            self._put_aside(record, error)
            return None

    def _put_aside(self, record: Record, error: FeishuError) -> None:
        self._refuse(record, error)
        self._aside.append(record)

    def _note_aside(self, versions: Mapping[int, int | None]) -> None:
        """The row of a record that could not land is as it was, and no leftover of a version."""
        came: dict[Key, int | None] = {}
        for record in self._aside:
            with contextlib.suppress(FeishuError):
                came[self.columns.key(record)] = versions.get(id(record))
        self.ledger.came(came)

    def _cells(self, record: Record) -> dict[str, t.Any]:
        """A record that comes is there: it takes the mark from its row."""
        if self._mark is not None:
            record = {DELETED_AT: None, **record}
        return self.columns.cells(record)

    def _mark_of(self, record: Record) -> dict[str, t.Any]:
        if self._mark is None:
            return {}
        return {self._mark: self.columns.write(record, DELETED_AT)}


def _is_tombstone(record: Record) -> bool:
    return record.get(DELETED_AT) is not None
