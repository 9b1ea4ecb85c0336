"""One stream into one table: plan the columns, then batch after batch."""

from __future__ import annotations

import typing as t

from singer_sdk.sinks import BatchSink

from feishu_connect import SettingsError
from feishu_connect.endpoints import MAX_RECORDS_PER_WRITE
from target_feishu.bitable.append import Append
from target_feishu.bitable.batches import Row, merge_by_key
from target_feishu.bitable.cells import Columns
from target_feishu.bitable.columns import RECORD_ID, ColumnPlan, Wanted, plan_columns
from target_feishu.bitable.index import KeyIndex
from target_feishu.bitable.native import WriteBack
from target_feishu.bitable.scan import record_ids
from target_feishu.bitable.structure import index_first, read_new_fields
from target_feishu.bitable.upsert import Upsert
from target_feishu.bitable.writer import Writer
from target_feishu.sinks import FeishuSink, Record

if t.TYPE_CHECKING:
    from collections import Counter

    from target_feishu.bitable.route import BitableRoute
    from target_feishu.bitable.table import DestinationTable

UPSERT: t.Final = "upsert"
APPEND: t.Final = "append-only"
OVERWRITE: t.Final = "overwrite"


class BitableSink(FeishuSink, BatchSink):
    """Collects up to a thousand records and brings them onto the table."""

    MAX_SIZE_DEFAULT = MAX_RECORDS_PER_WRITE

    def setup(self) -> None:
        """Find or make the table and its fields, before the first record.

        Raises:
            FeishuError: The table or a column has nowhere to go; the message says what to do.
        """
        super().setup()
        self._route = t.cast("BitableRoute", self.route)
        self._load_method = self._choose_load_method()
        self._table = self._open_table()
        self.destination = f"table `{self._table.name}`"
        self._columns = self._bind(deferred=self._deferred())
        self._can_write_back = bool(self._deferred()) and RECORD_ID not in self._columns.fields
        if self._load_method == OVERWRITE and self._table.leftovers is None:
            self._table.leftovers = set() if self._table.is_new else record_ids(self._table)
            self._table.is_replacing = True

    def take(self, record: Record, context: Record) -> None:
        """Collect a record for its batch."""
        BatchSink.process_record(self, record, context)

    def process_batch(self, context: Record) -> None:
        """Write one batch; when it returns, Feishu has confirmed every row.

        Raises:
            FeishuError: The batch, or part of it, is not on Feishu.
        """
        records: list[Record] = context.get("records") or []
        own = [each for each in records if self._is_own(each)]
        others = [each for each in records if not self._is_own(each)]
        if own:
            self.count(**self._write_back(own))
        if others:
            self.count(**self._write(others))

    def clean_up(self) -> None:
        """Finish an `overwrite`: delete the rows that were there before."""
        super().clean_up()
        table = self._table
        if not (table.is_replacing and self.target.input_complete):
            return
        deleted = Writer(table).delete(sorted(table.leftovers or ()))
        table.leftovers = set()
        table.is_replacing = False
        self.count(deleted=deleted)

    def _choose_load_method(self) -> str:
        chosen = self._route.load_method
        if chosen == UPSERT and not self.key_properties:
            problem = (
                f"stream `{self.stream_name}` has no key, which `load_method: upsert` needs: "
                "use `append-only` or `overwrite`, or give it a key with stream_maps"
            )
            raise SettingsError([problem])
        chosen = chosen or self.target.settings.load_method or UPSERT
        return APPEND if chosen == UPSERT and not self.key_properties else chosen

    def _deferred(self) -> tuple[str, ...]:
        """The tap's own key gets a field only when a record of another table comes."""
        is_taps = list(self.key_properties) == [RECORD_ID] and RECORD_ID not in self._route.fields
        may_wait = self._load_method == UPSERT and not self._table.is_new
        return (RECORD_ID,) if is_taps and may_wait else ()

    def _open_table(self) -> DestinationTable:
        made: list[str] = []

        def make(name: str) -> list[dict[str, t.Any]]:
            plan = plan_columns(self._wanted(), [])
            specs = index_first(plan.missing, self.key_properties, name)
            made.extend(spec["field_name"] for spec in specs)
            self.logger.info("Creating the table `%s` with %d fields", name, len(specs))
            return specs

        table = self.target.bases.open(
            self._route.base,
            self._route.table or self.stream_name,
            make=make if self._route.create_table else None,
        )
        if not {field.name for field in table.fields.values()} >= set(made):
            path = (table.app_token, table.table_id)
            table.keep_fields(read_new_fields(table.client, *path, made))
        return table

    def _wanted(self, deferred: tuple[str, ...] = ()) -> Wanted:
        return Wanted(self.columns, self.key_properties, self._route.fields, deferred)

    def _bind(self, deferred: tuple[str, ...]) -> Columns:
        """Match columns with fields, and make the fields that are missing."""
        wanted = self._wanted(deferred)
        plan = plan_columns(wanted, list(self._table.fields.values()))
        if plan.missing:
            self._add_fields(plan)
            plan = plan_columns(wanted, list(self._table.fields.values()))
        for name, reason in plan.skipped.items():
            self.logger.info("Column `%s` is left out: %s", name, reason)
        attachments = self.target.bases.attachments
        return Columns(self._table, plan.fields, self.key_properties, attachments)

    def _add_fields(self, plan: ColumnPlan) -> None:
        names = ", ".join(f"`{name}`" for name in plan.missing)
        if not self._route.add_fields:
            problem = (
                f"table `{self._table.name}` has no field for {names} of stream "
                f"`{self.stream_name}`: add them, name other fields with `fields`, or let "
                "`add_fields` make them"
            )
            raise SettingsError([problem])
        self.logger.info("Adding fields to the table `%s` for %s", self._table.name, names)
        for spec in plan.missing.values():
            self._table.add_field(spec)

    def _is_own(self, record: Record) -> bool:
        """Whether the tap read the record from this very table."""
        origin = (record.get("_app_token"), record.get("_table_id"))
        return self._can_write_back and origin == (self._table.app_token, self._table.table_id)

    def _write_back(self, records: list[Record]) -> Counter[str]:
        merged = merge_by_key(records, lambda record: str(record[RECORD_ID]))
        rows = [
            Row(self._columns.cells(record), record_id=record_id)
            for record_id, record in merged.items()
        ]
        return WriteBack(self._table).write(rows)

    def _write(self, records: list[Record]) -> Counter[str]:
        if self._can_write_back and RECORD_ID not in self._columns.fields:
            self._columns = self._bind(deferred=())
        if self._load_method == APPEND or not self.key_properties:
            return Append(self._table).write([Row(self._columns.cells(each)) for each in records])
        merged = merge_by_key(records, self._columns.key)
        rows = [Row(self._columns.cells(record), key) for key, record in merged.items()]
        return Upsert(self._table, self._index()).write(rows)

    def _index(self) -> KeyIndex:
        """Give the index over this stream's key; streams into one table share it."""
        key = self._columns.key_ids
        if key not in self._table.indexes:
            self._table.indexes[key] = KeyIndex(self._table, key)
        return self._table.indexes[key]
