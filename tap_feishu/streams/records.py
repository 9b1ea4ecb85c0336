"""Records of one Bitable table: what is read, what of it is emitted, how far the state goes."""

from __future__ import annotations

import datetime as dt
import functools
import typing as t

from feishu_connect.bitable import instant_text, milliseconds_of
from feishu_connect.errors import RejectedError
from tap_feishu.bitable.attachments import AttachmentFiller
from tap_feishu.bitable.choice import Choice
from tap_feishu.bitable.readings import Gone
from tap_feishu.bitable.rows import KEY, REPLICATION_KEY
from tap_feishu.bitable.table_columns import TableColumns
from tap_feishu.bitable.table_reads import TableReads
from tap_feishu.bitable.tombstones import DELETED_AT
from tap_feishu.streams.base import FeishuStream

if t.TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from singer_sdk import Tap
    from singer_sdk.helpers.types import Context, Record
    from singer_sdk.singerlib import SchemaMessage

    from tap_feishu.bitable.bases import OpenTable
    from tap_feishu.bitable.readings import Reading
    from tap_feishu.bitable.rows import Row, RowReader
    from tap_feishu.run import Run

#: In the state: when all rows were emitted last, for `full_refresh_interval`.
_REFRESHED_AT: t.Final = "refreshed_at"


class BitableRecords(FeishuStream):
    """One table: every run reads what may have changed, and emits what did.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-record/search`.
    """

    def __init__(self, tap: Tap, run: Run, entry: OpenTable) -> None:
        """Name the stream; fields are listed when the schema is first needed."""
        super().__init__(tap, run, name=entry.stream)
        self.entry = entry
        self.reads = TableReads(run, entry)
        self.table = TableColumns(entry, run.settings, self.reads.pages, lambda: self._input_schema)
        self.primary_keys = (KEY,)
        self.replication_key = REPLICATION_KEY
        self._is_evented = False

    @property
    def schema(self) -> dict[str, t.Any]:
        """Schema from the fields list, never from rows: empty columns appear in no row."""
        if self._schema is None:
            properties = self.table.properties
            self._schema = {"type": "object", "properties": properties, "required": [KEY]}
        return self._schema

    @property
    def x_feishu(self) -> dict[str, dict[str, t.Any]]:
        """Column -> where it comes from, so that a target finds its way back."""
        return self.table.x_feishu

    def get_replication_key_signpost(self, context: Context | None = None) -> str:  # noqa: ARG002
        """Give the latest time that a bookmark may have.

        One millisecond less than the start minus `lookback`: the next run takes what is *later*
        than the bookmark, so an edit in the very millisecond of the start is read again.
        """
        latest = self.run.started - self.run.settings.lookback - dt.timedelta(milliseconds=1)
        return instant_text(milliseconds_of(latest))

    def get_records(self, context: Context | None) -> Iterable[Record]:
        """Give the rows that changed since the bookmark, and tombstones where they are wanted."""
        self._check_catalog()
        reading = self._reading(context)
        reader = self.table.reader(self.effective_schema["properties"], self.name)
        for change in reading.changes():
            if isinstance(change, Gone):
                yield reader.gone(change.record_id, self._started)
                continue
            if not reader.knows(change):
                reader = self.table.renewed(reader, change)
            yield self._filled(reader, change)
        reader.conclude(self.name)
        if self._files:
            self._files.conclude()
        reading.conclude()
        if self._is_full and self.run.settings.full_refresh_interval:
            self.stream_state[_REFRESHED_AT] = self._started

    def _filled(self, reader: RowReader, record: Record) -> Row:
        row = reader.read(record)
        return self._files.fill(row) if self._files else row

    def _check_catalog(self) -> None:
        """Refuse a catalog by which tombstones would look like rows with nothing in them.

        Raises:
            RejectedError: The column that marks them is not in it.
        """
        wanted = self.effective_schema["properties"]
        marked = DELETED_AT in wanted and self.wants(DELETED_AT)
        if self._has_tombstones and not marked:
            msg = (
                f"`deletes: tombstone` needs the column {DELETED_AT} in the catalog of {self.name}"
            )
            cure = "Run discovery again (meltano: --refresh-catalog), and select the column"
            raise RejectedError(msg, cure=cure)

    @functools.cached_property
    def _is_full(self) -> bool:
        """Whether all rows are emitted, not only those that changed."""
        state, interval = self.stream_state, self.run.settings.full_refresh_interval
        if self.replication_method != "INCREMENTAL" or not state.get("replication_key_value"):
            return True
        if interval is None:
            return False
        last = state.get(_REFRESHED_AT)
        age = milliseconds_of(self._started) - milliseconds_of(last) if last else None
        return age is None or dt.timedelta(milliseconds=age) >= interval

    def _since(self, context: Context | None, *, is_full: bool) -> int | None:
        """Milliseconds after which rows are emitted, None for all of them."""
        value = self.get_starting_replication_key_value(context)
        start = self.run.settings.start_date
        if value is None or (is_full and start is None):
            return None
        since = milliseconds_of(start if is_full else value)
        # `start_date` itself belongs to the data, the bookmark has been read.
        return since - 1 if start and since == milliseconds_of(start) else since

    def _reading(self, context: Context | None) -> Reading:
        """Choose how the table is read."""
        choice = Choice(self.run, self.entry, self.reads, self.stream_state, self._write_state_now)
        evented = None if self._is_full else choice.evented()
        self._is_evented = evented is not None
        is_full = self._is_full
        return evented or choice.listed(self._since(context, is_full=is_full), is_full=is_full)

    def _increment_stream_state(
        self, latest_record: Record, *, context: Context | None = None
    ) -> None:
        """Move the bookmark, unless events told of the row: older events may come later still."""
        if not self._is_evented:
            super()._increment_stream_state(latest_record, context=context)

    def _write_state_now(self) -> None:
        self.state_manager.is_flushed = False
        self._write_state_message()

    @functools.cached_property
    def _files(self) -> AttachmentFiller | None:
        """What fetches the files of the columns that are selected, where they are wanted."""
        if self.run.settings.attachments != "download":
            return None
        wanted = self.effective_schema["properties"]
        columns = self.table.attachments.items()
        selected = {name: one for name, one in columns if name in wanted and self.wants(name)}
        return AttachmentFiller(
            self.run.attachments, self.entry, selected, self.run.failures, self.name
        )

    @property
    def _has_tombstones(self) -> bool:
        return self.run.settings.deletes == "tombstone"

    @functools.cached_property
    def _started(self) -> str:
        return instant_text(milliseconds_of(self.run.started))

    def _generate_schema_messages(self) -> Generator[SchemaMessage, None, None]:
        """Attach `x-feishu` to the columns, which the SDK's catalog classes drop."""
        for message in super()._generate_schema_messages():
            properties = message.schema.get("properties", {})
            known = self.x_feishu
            marked = {
                column: {**schema, "x-feishu": known[column]} if column in known else schema
                for column, schema in properties.items()
            }
            message.schema = {**message.schema, "properties": marked}
            yield message
