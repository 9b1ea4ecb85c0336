"""Choose how a table is read: whole, compared with the last run, narrowed, or by its events."""

from __future__ import annotations

import functools
import typing as t

from tap_feishu.bitable.readings import Cut, NarrowedTable, WatchedTable, WholeTable
from tap_feishu.bitable.record_events import EventedTable, MarkedTable
from tap_feishu.bitable.tombstones import Deletions

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from tap_feishu.bitable.bases import OpenTable
    from tap_feishu.bitable.readings import Reading
    from tap_feishu.bitable.table_reads import TableReads
    from tap_feishu.run import Run


class Choice:
    """The readings of one table in one run."""

    def __init__(
        self,
        run: Run,
        entry: OpenTable,
        reads: TableReads,
        state: dict[str, t.Any],
        write_state: Callable[[], None],
    ) -> None:
        """Call nothing yet.

        Args:
            run: Settings, client and events.
            entry: The table.
            reads: The ways to read it.
            state: The stream's part of the Singer state.
            write_state: Writes a STATE message.
        """
        self._run = run
        self._entry = entry
        self._reads = reads
        self._state = state
        self._write_state = write_state

    def evented(self) -> Reading | None:
        """Take the changes from events, where these are wanted and cover all since the last run."""
        events, path = self._run.record_events, self._entry.path
        place = (path["app_token"], path["table_id"])
        # Whether a row is in a view is told by a listing alone.
        if not self._run.settings.record_events or self._entry.view_id:
            return None
        position = events.marked(self._state)
        if position is None or not events.is_subscribed(self._entry.base.app_token):
            return None
        log = events.since(position)
        if place in log.restructured:
            return None
        return EventedTable(
            rows=log.rows.get(place, {}),
            look_up=self._reads.look_up,
            mark=functools.partial(events.mark, self._state, log.position),
            deletions=self._deletions() if self._has_tombstones else None,
            clock=self._run.client.clock,
            name=self._reads.title,
        )

    def listed(self, since: int | None, *, is_full: bool) -> Reading:
        """Read the table, or what a ModifiedTime column dates after the bookmark."""
        if not self._run.settings.record_events:
            return self._listed(since, is_full=is_full)
        events = self._run.record_events
        # Events that come while the table is read are the next run's.
        mark = functools.partial(events.mark, self._state, events.newest)
        return MarkedTable(self._listed(since, is_full=is_full), mark)

    def _listed(self, since: int | None, *, is_full: bool) -> Reading:
        column = self._reads.narrowing_column()
        cut, scan = Cut(since), self._reads.scan()
        if self._has_tombstones:
            return WatchedTable(
                scan,
                cut,
                self._deletions(),
                self._reads.look_up,
                is_view=bool(self._entry.view_id),
                is_advanced=self._entry.base.is_advanced,
            )
        whole = WholeTable(scan, cut)
        if column is None or since is None or is_full:
            return whole
        return NarrowedTable(self._reads.narrow(column, since), whole)

    def _deletions(self) -> Deletions:
        path, store = self._entry.path, self._run.client.store
        table = f"bitable {path['app_token']} {path['table_id']}"
        return Deletions(store, table, self._state, self._write_state)

    @property
    def _has_tombstones(self) -> bool:
        return self._run.settings.deletes == "tombstone"
