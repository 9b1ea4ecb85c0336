"""One stream into one table: plan the columns, then batch after batch."""

from __future__ import annotations

import typing as t

from singer_sdk.sinks import BatchSink

from feishu_connect import SettingsError
from feishu_connect.endpoints import MAX_RECORDS_PER_WRITE
from target_feishu.bitable import overwrite
from target_feishu.bitable.binder import Binder
from target_feishu.bitable.columns import RECORD_ID
from target_feishu.bitable.loading import How, Loading
from target_feishu.sinks import DELETED_AT, FeishuSink, Record

if t.TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Hashable

    from feishu_connect import FeishuError
    from target_feishu.bitable.cells import Columns
    from target_feishu.bitable.loading import Arrival
    from target_feishu.bitable.route import BitableRoute

UPSERT: t.Final = "upsert"
APPEND: t.Final = "append-only"
OVERWRITE: t.Final = "overwrite"

_MARK = {"type": ["string", "null"], "format": "date-time"}


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
        if DELETED_AT in self._route.fields:
            self.columns.setdefault(DELETED_AT, _MARK)
        is_keyed = self._load_method != APPEND and bool(self.key_properties)
        self._warn_of_unknown_columns()
        self._binder = Binder(self, self._route, is_keyed=is_keyed)
        self._table = self._binder.open()
        if any(field.name == DELETED_AT for field in self._table.fields.values()):
            self.columns.setdefault(DELETED_AT, _MARK)
        self.destination = f"table `{self._table.name}`"
        columns = self._binder.bind(self._table, self._deferred())
        self._can_write_back = bool(self._deferred()) and RECORD_ID not in columns.fields
        if self._load_method == OVERWRITE:
            overwrite.begin(self._table)
        self._loading = self._loading_of(columns)
        self._refused = 0

    def take(self, record: Record, context: Record) -> None:
        """Collect a record for its batch, with the version that its message named."""
        BatchSink.process_record(self, record, context)
        context.setdefault("versions", {})[id(record)] = self.target.record_version

    def process_batch(self, context: Record) -> None:
        """Write one batch; when it returns, Feishu has confirmed every row.

        Raises:
            FeishuError: The batch, or part of it, is not on Feishu.
        """
        records: list[Record] = context.get("records") or []
        versions: dict[int, int | None] = context.get("versions") or {}
        is_full = len(records) >= self.max_size
        own = [each for each in records if self._is_own(each)]
        others = [each for each in records if not self._is_own(each)]
        if own:
            arrivals = self._prepared(own, versions)
            self._loading.write_back(arrivals, lambda each: str(each[RECORD_ID]), is_full=is_full)
        if others:
            self._give_key_a_field()
            self._loading.write(self._prepared(others, versions), is_full=is_full)
        self.target.bases.settle_links()

    def activate_version(self, new_version: int) -> None:
        """Let go of the rows that older versions have left; all records are written by now."""
        if self._load_method == UPSERT and not self._can_write_back:
            self._loading.activate(new_version, self.target.client.clock.now().isoformat())
        elif self._load_method == APPEND:
            self.logger.info("Rows without keys have no versions: none is deleted")

    def clean_up(self) -> None:
        """Finish an `overwrite`: delete the rows that were there before."""
        super().clean_up()
        self.target.bases.settle_links(final=self.target.input_complete)
        if not self.target.input_complete:
            return
        self._loading.finish(self._total_records_read)
        if self._table.is_replacing:
            self.count(deleted=overwrite.finish(self._table, refused=self._refused))

    def refuse(self, record: Record, error: FeishuError) -> None:
        """Put a record aside, or raise."""
        super().refuse(record, error)
        self._refused += 1

    def bound(self) -> Columns:
        """Match the columns anew: a field that links can be made when the other table is there."""
        waits = self._can_write_back and RECORD_ID not in self._loading.columns.fields
        self._rebind(self._deferred() if waits else ())
        return self._loading.columns

    def row_of(self, columns: Columns, record: Record) -> Hashable:
        """Give the record id of the row that a record goes to (text), or its key (a tuple)."""
        return str(record[RECORD_ID]) if self._is_own(record) else columns.key(record)

    def _prepared(self, records: list[Record], versions: dict[int, int | None]) -> list[Arrival]:
        ready = self._loading.columns.prepare(records)
        return [(record, versions.get(id(record))) for record in ready]

    def _give_key_a_field(self) -> None:
        """The tap's key of another table needs one; rows of this table do without."""
        if self._can_write_back and RECORD_ID not in self._loading.columns.fields:
            self._rebind(())

    def _rebind(self, deferred: tuple[str, ...]) -> None:
        columns = self._binder.bind(self._table, deferred)
        if columns.fields == self._loading.columns.fields:
            # What is known of rows and costs stays.
            self._loading.columns = columns
        else:
            self._loading = self._loading_of(columns)

    def _loading_of(self, columns: Columns) -> Loading:
        table, settings = self._table, self.target.settings
        is_keyed = self._load_method != APPEND and bool(self.key_properties)
        is_kept = self._load_method == UPSERT and bool(columns.key_ids)
        place = (table.app_token, table.table_id, *columns.key_ids)
        hard = self._route.hard_delete
        how = How(
            stream=self.stream_name,
            is_keyed=is_keyed,
            hard_delete=settings.hard_delete if hard is None else hard,
            verify=self._route.verify,
            ledger=self.target.ledger("bitable", *place) if is_kept else None,
        )
        return Loading(table, columns, how, self.refuse, self._count_all)

    def _count_all(self, counts: Counter[str]) -> None:
        self.count(**counts)

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

    def _warn_of_unknown_columns(self) -> None:
        """No error: the glob of a route may match streams of which only some have the column."""
        named = dict.fromkeys((*self._route.fields, *self._route.links))
        unknown = [f"`{each}`" for each in named if each not in self.columns]
        if unknown:
            self.logger.warning(
                "The route of stream `%s` speaks of %s, which the stream does not have; it has %s",
                self.stream_name,
                ", ".join(unknown),
                ", ".join(f"`{each}`" for each in self.columns),
            )

    def _deferred(self) -> tuple[str, ...]:
        """The tap's own key gets a field only when a record of another table comes."""
        is_taps = list(self.key_properties) == [RECORD_ID] and RECORD_ID not in self._route.fields
        may_wait = self._load_method == UPSERT and not self._table.is_new
        return (RECORD_ID,) if is_taps and may_wait else ()

    def _is_own(self, record: Record) -> bool:
        """Whether the tap read the record from this very table."""
        origin = (record.get("_app_token"), record.get("_table_id"))
        return self._can_write_back and origin == (self._table.app_token, self._table.table_id)
