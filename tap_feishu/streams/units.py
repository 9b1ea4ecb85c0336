"""Streams that are read unit by unit: a chat, a calendar, a definition, each with its cursor.

A cursor is whatever small JSON value tells where the next run goes on: a time, a `sync_token`, a
revision. It is kept as soon as all rows of its unit are out, so a killed run repeats units, and
loses none. Cursors never hold page tokens.
"""

from __future__ import annotations

import typing as t

from feishu_connect.errors import FeishuError, ScopeError
from tap_feishu.columns import shape
from tap_feishu.streams.base import FixedStream

if t.TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from singer_sdk.helpers.types import Context, Record

Item = dict[str, t.Any]
Cursor: t.TypeAlias = t.Any

#: Seconds between states inside a stream: often enough to lose little, seldom enough to stay quiet.
_CHECKPOINT = 30.0


class UnitStream(FixedStream):
    """A stream over units; a unit that cannot be read does not stop the others."""

    #: What a unit is called in messages, such as `chat`.
    unit: t.ClassVar[str]
    #: Codes that say that a unit has nothing to read by its nature; passed over, no failure.
    skips: t.ClassVar[frozenset[int]] = frozenset()

    def units(self) -> Iterable[str]:
        """List the ids of what is read."""
        raise NotImplementedError

    def read(self, unit: str, cursor: Cursor | None) -> Generator[Item, None, Cursor | None]:
        """Give the items of a unit since `cursor` (None: from the beginning).

        Returns:
            Where the next run goes on; None keeps no cursor, and the next run reads all of it.
        """
        raise NotImplementedError

    def get_records(self, context: Context | None) -> Iterable[Record]:  # noqa: ARG002
        """Read unit after unit, and keep the cursor of each that is complete."""
        self.check_identity()
        cursors: dict[str, Cursor] = self.stream_state.setdefault("cursors", {})
        seen = set()
        for unit in self.units():
            seen.add(unit)
            try:
                cursor = yield from self._rows(unit, cursors.get(unit))
            except ScopeError:
                raise  # The other units would be refused in the same way.
            except FeishuError as error:
                self._pass_over(unit, error)
                continue
            self.run.failures.relieve()
            if cursor is not None:
                cursors[unit] = cursor
                self._checkpoint()
        for gone in cursors.keys() - seen:
            del cursors[gone]
        self.conclude()

    def _rows(self, unit: str, cursor: Cursor | None) -> Generator[Record, None, Cursor | None]:
        reading = self.read(unit, cursor)
        while True:
            try:
                item = next(reading)
            except StopIteration as end:
                return end.value
            yield shape(self.columns, item, self.note_misfit)

    def _pass_over(self, unit: str, error: FeishuError) -> None:
        if error.stops_run:
            raise error
        if error.code in self.skips:
            self.logger.info("Passed over %s %s: %s", self.unit, unit, error)
            return
        if not self.run.failures.weather(error):
            raise error
        self.partial = True
        self.run.failures.add(f"{self.unit} {unit} of stream {self.name}", error, group=self.name)

    _written_at: float | None = None

    def _checkpoint(self) -> None:
        """Write the state now and then; the SDK alone does it every 10,000 rows."""
        now = self.run.client.clock.monotonic()
        if self._written_at is None:
            self._written_at = now
        if now - self._written_at >= _CHECKPOINT:
            self._written_at = now
            self.state_manager.is_flushed = False
            self._write_state_message()

    def _increment_stream_state(
        self, latest_record: Record, *, context: Context | None = None
    ) -> None:
        """Leave the SDK's bookmark alone: cursors are the state."""

    def get_replication_key_signpost(self, context: Context | None = None) -> None:  # noqa: ARG002
        """Give none: `read` knows how far a cursor may go."""
        return

    def _write_starting_replication_value(self, context: Context | None) -> None:
        """Leave no trace in the state: cursors are all of it."""
