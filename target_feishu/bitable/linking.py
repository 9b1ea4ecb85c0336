"""Links by business key: what a record says of another table's rows, as their record ids.

The other table may be written by another stream of the same run, or be the same one. Where a row
is not there yet, a row with a key is written without the link, which `Links.settle` sets later; a
row without a key, which nobody would find again, waits.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect.bitable.fields.coercion import (
    describe,
    distinct,
    from_json_text,
    is_blank,
    members,
)
from target_feishu.bitable.resolvers import LEFT_OUT
from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from target_feishu.bitable.cells import Columns
    from target_feishu.bitable.links import Links
    from target_feishu.bitable.rowkeys import RowKeys
    from target_feishu.target import TargetFeishu

Record = dict[str, t.Any]

#: Policies, the strictest first.
UNRESOLVED: t.Final = ("fail", "dead_letter", "empty")

#: Keys that an error names.
_NAMED = 3
_CURE: t.Final = (
    "Load the other table too, correct the key, or choose another policy with `unresolved`"
)


@dataclass(frozen=True, slots=True)
class Link:
    """What a route says of one link: the other table, its key field, and the policy."""

    property: str
    #: Id or name.
    table: str
    #: Id or name of a field of that table.
    key: str
    #: `fail`, `empty` or `dead_letter`.
    unresolved: str


class LinkResolver:
    """Turns the keys of one column into record ids."""

    def __init__(self, link: Link, links: Links, find: Callable[[], RowKeys | None]) -> None:
        """Look for nothing yet.

        Args:
            link: The route's words.
            links: Those of the run.
            find: Gives the rows of the other table, None while there is no such table.
        """
        self.link = link
        self.find = find
        self._links = links

    def learn(self, values: Sequence[t.Any]) -> None:
        """Do nothing: the first question reads all keys of the other table."""

    def resolve(self, value: t.Any, record: Record) -> t.Any:  # noqa: ARG002 - see Resolver
        """Give the ids of all rows that are meant, or `LEFT_OUT` where one may still come."""
        ids, missing = self.split(value)
        return LEFT_OUT if missing and not self._links.is_final else ids

    def split(self, value: t.Any) -> tuple[list[str], list[t.Any]]:
        """Give the ids of the rows that are there, and the keys of those that are not."""
        keys = [each for each in members(from_json_text(value)) if not is_blank(each)]
        rows = self.find() if keys else None
        found = {number: _find(rows, key) for number, key in enumerate(keys)}
        ids = distinct(each for each in found.values() if each)
        return ids, [key for number, key in enumerate(keys) if not found[number]]

    def problem(self, value: t.Any, where: str) -> RecordError:
        """Say which rows are missing."""
        missing = self.split(value)[1]
        link, keys = self.link, ", ".join(describe(each) for each in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        has = f"no row of the table `{link.table}` has {keys}{more} in `{link.key}`"
        if self.find() is None:
            has = (
                f"there is no table `{link.table}` with a field `{link.key}`, to find {keys}{more}"
            )
        return RecordError(f"{where}: {has}", cure=_CURE, field=link.property)


def _find(rows: RowKeys | None, value: t.Any) -> str | None:
    key = rows.key_of(value) if rows is not None else None
    return rows.find(key) if rows is not None and key is not None else None


#: A cell: table, record id or key of its row, and the column.
Slot = tuple[str, "Hashable", str]


class StreamLinks:
    """The links of one stream."""

    def __init__(
        self, owner: LinkOwner, resolvers: Sequence[LinkResolver], links: Links, *, is_keyed: bool
    ) -> None:
        """Wait for nothing yet.

        Args:
            owner: Whose records they are.
            resolvers: One a column.
            links: Those of the run.
            is_keyed: Rows can be found again.
        """
        self.owner = owner
        self.resolvers = {each.link.property: each for each in resolvers}
        self._links = links
        self._is_keyed = is_keyed

    def missing(self, record: Record) -> list[str]:
        """Give the columns that name a row which is not there."""
        return [name for name, each in self.resolvers.items() if each.split(record.get(name))[1]]

    def held_back(self, records: Sequence[Record]) -> list[Record]:
        """Give the records that can be written now; keep those without a key that have to wait."""
        if self._is_keyed or self._links.is_final:
            return list(records)
        ready: list[Record] = []
        for record in records:
            if self.missing(record):
                self._links.hold(HeldRecord(self, record))
            else:
                ready.append(record)
        return ready

    def note(self, columns: Columns, record: Record) -> None:
        """Take note of the links that a record's row waits for, and of those it waits for no more.

        Raises:
            CellError: The record has no key.
        """
        waiting = self.missing(record) if self._is_keyed else []
        if not waiting and not self._links.is_open:
            return
        row = self.owner.row_of(columns, record) if self._is_keyed else None
        if waiting and isinstance(row, tuple):
            # From here on the table tells which row gets which id.
            _ = columns.rows
        for name, resolver in self.resolvers.items():
            slot = (columns.table.table_id, row, name)
            if name in waiting:
                keeps = resolver.link.unresolved == "dead_letter"
                where = columns.where(record, name)
                link = OpenLink(self, resolver, record[name], where, record if keeps else None)
                self._links.open(slot, link)
            elif name in record:
                self._links.close(slot)


class LinkOwner(t.Protocol):
    """The sink of a stream that has links."""

    target: TargetFeishu
    stream_name: str

    def bound(self) -> Columns:
        """Match the columns anew: a field that links can only be made when the other table is."""

    def row_of(self, columns: Columns, record: Record) -> Hashable:
        """Give the record id of the row that a record goes to (text), or its key (a tuple)."""

    def process_batch(self, context: Record) -> None:
        """Write records."""

    def count(self, **amounts: int) -> None:
        """Count what was done."""


@dataclass(slots=True)
class OpenLink:
    """A cell that waits for the rows that it links to."""

    stream: StreamLinks
    resolver: LinkResolver
    value: t.Any
    #: The cell, for messages.
    where: str
    #: The whole record where it may have to be put aside.
    record: Record | None

    @property
    def ids(self) -> list[str]:
        """The rows that are there."""
        return self.resolver.split(self.value)[0]

    @property
    def is_ready(self) -> bool:
        """Whether all rows are there now."""
        return not self.resolver.split(self.value)[1]

    def problem(self) -> tuple[str, Record | None, RecordError]:
        """Give the policy, the record and what is wrong."""
        error = self.resolver.problem(self.value, self.where)
        return self.resolver.link.unresolved, self.record, error


@dataclass(slots=True)
class HeldRecord:
    """A record without a key that waits for the rows that it links to."""

    stream: StreamLinks
    record: Record

    @property
    def is_ready(self) -> bool:
        """Whether all rows are there now."""
        return not self.stream.missing(self.record)

    def problem(self) -> tuple[str, Record | None, RecordError]:
        """Give the strictest policy among the columns, the record and what is wrong."""
        found = [self.stream.resolvers[name] for name in self.stream.missing(self.record)]
        worst = min(found, key=lambda each: UNRESOLVED.index(each.link.unresolved))
        where = f"stream `{self.stream.owner.stream_name}`, column `{worst.link.property}`"
        error = worst.problem(self.record[worst.link.property], where)
        return worst.link.unresolved, self.record, error
