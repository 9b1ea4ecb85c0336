"""What a run reads of a table, and what of it is a change: each way of reading is one class."""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import dataclass, field

from feishu_connect.errors import AccessError
from tap_feishu.bitable.lookups import hidden

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tap_feishu.bitable.lookups import Found
    from tap_feishu.bitable.narrow import Narrow
    from tap_feishu.bitable.scan import Record, Scan
    from tap_feishu.bitable.tombstones import Deletions

#: Rows whose ids are noted in one commit.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Gone:
    """A row that does not exist any more, or left the view."""

    record_id: str


Change: t.TypeAlias = "Record | Gone"


class Reading(t.Protocol):
    """One way to learn what changed in a table since the bookmark."""

    def changes(self) -> Iterator[Change]:
        """Give the rows to emit, as they are now, and those that are gone.

        Raises:
            FeishuError: Rows could not be read, after all that could; nothing is to be concluded.
        """

    def conclude(self) -> None:
        """Take note that all of them are out; the state is written next."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which rows are emitted, by their automatic modification time."""

    #: Milliseconds; None takes all rows.
    since: int | None

    def takes(self, record: Record) -> bool:
        """Tell whether a row changed after the bookmark."""
        modified = record.get("last_modified_time")
        return self.since is None or modified is None or int(modified) > self.since


@dataclass
class WholeTable:
    """Every row is read; those that changed are emitted.

    `records/search` can neither filter nor sort by the automatic modification time, so the cut is
    made here.
    """

    scan: Scan
    cut: Cut

    def changes(self) -> Iterator[Change]:
        """Give the rows that changed."""
        yield from filter(self.cut.takes, self.scan.records())

    def conclude(self) -> None:
        """Keep nothing."""


@dataclass
class WatchedTable:
    """Every row is read, and compared with those of the last run."""

    scan: Scan
    cut: Cut
    deletions: Deletions
    look_up: Callable[[Sequence[str]], Iterable[Found]]
    #: The stream is a view: rows that exist and are not in it are gone as well.
    is_view: bool
    #: Whether the base has advanced permissions on, by which an app may be shown no rows at all.
    is_advanced: bool
    _stay: set[str] = field(default_factory=set)

    def changes(self) -> Iterator[Change]:
        """Give the rows that changed or came back, then those that are gone.

        Raises:
            AccessError: Nothing came, and that is no proof that nothing is there.
            IncompleteError: Rows may be there still, and are not shown to the app any more.
        """
        self.deletions.begin()
        rows = (row for row in self.scan.records() if self._is_change(row))
        while chunk := list(itertools.islice(rows, _CHUNK)):
            self.deletions.note(row["record_id"] for row in chunk)
            yield from chunk
        self._stay = set(self.scan.ids)
        missing, unseen = self.deletions.candidates(self.scan.ids), 0
        self._check_emptiness(len(missing))
        for found in self.look_up(missing):
            yield from self._of_missing(found)
            unseen += len(found.forbidden) + len(found.unanswered)
        if unseen:
            raise hidden(self.scan.name, unseen)

    def _check_emptiness(self, missing: int) -> None:
        """Believe no empty listing that a missing permission explains as well."""
        if missing and self.is_advanced and not self.scan.ids:
            msg = (
                f"{self.scan.name} came back empty, its base has advanced permissions on, and "
                f"{missing} rows were there before: none of them is taken for deleted"
            )
            cure = (
                "Give this app the manage permission on the base (... > More > Add document app); "
                "if it has it and nothing is left, add a row, or take this stream out of the state"
            )
            raise AccessError(msg, cure=cure)

    def _is_change(self, record: Record) -> bool:
        return self.cut.takes(record) or self.deletions.is_new(record["record_id"])

    def _of_missing(self, found: Found) -> Iterator[Change]:
        """Judge rows that were there and were not read now; some may have been passed over."""
        yield from map(Gone, found.absent)
        for record in found.records:
            if self.is_view:
                yield Gone(record["record_id"])
                continue
            self._stay.add(record["record_id"])
            if self._is_change(record):
                yield record

    def conclude(self) -> None:
        """Keep the ids of the rows that are there."""
        self.deletions.keep(self._stay)


@dataclass
class NarrowedTable:
    """Only the rows that a ModifiedTime column dates after the bookmark are read, if that works."""

    narrow: Narrow
    whole: WholeTable

    def changes(self) -> Iterator[Change]:
        """Give the rows that changed, each once, also where the whole table is read after all."""
        emitted = set()
        for record in filter(self.whole.cut.takes, self.narrow.records()):
            emitted.add(record["record_id"])
            yield record
        if not self.narrow.settled:
            rows = filter(self.whole.cut.takes, self.whole.scan.records())
            yield from (row for row in rows if row["record_id"] not in emitted)

    def conclude(self) -> None:
        """Keep nothing."""
