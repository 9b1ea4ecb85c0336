"""What all sinks of this target share."""

from __future__ import annotations

import typing as t

from singer_sdk.exceptions import MissingKeyPropertiesError
from singer_sdk.sinks import Sink

from feishu_connect import FeishuError
from feishu_connect.bitable.fields.coercion import compact_json, describe
from target_feishu.errors import RecordError, is_about_record, named_record
from target_feishu.templates import FullRecord
from target_feishu.validator import RecordValidator

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from target_feishu.kind import Route
    from target_feishu.target import TargetFeishu

#: A record as it was read.
Record = dict[str, t.Any]


#: Says that the source has deleted what the record was about.
DELETED_AT: t.Final = "_sdc_deleted_at"


class FeishuSink(Sink):
    """Keeps values as the tap wrote them."""

    target: TargetFeishu
    #: Where the records go, for the summary.
    destination: str

    def __init__(
        self,
        target: TargetFeishu,
        stream_name: str,
        schema: dict[str, t.Any],
        key_properties: Sequence[str] | None,
    ) -> None:
        """Keep the columns' schemas apart from the schema that the SDK parses by."""
        super().__init__(target, stream_name, schema, key_properties)
        self.target = target
        self._is_refused = False
        self.route: Route = target.settings.route_of(stream_name)
        self.columns: dict[str, dict[str, t.Any]] = dict(self.schema["properties"])
        # The SDK turns text into datetime objects wherever the schema says date-time. That loses
        # the zone and the wording; the codecs read the text themselves. The validator, which has
        # been made by now, still knows the whole schema.
        names = (*self.columns, DELETED_AT)
        self.schema = {**self.schema, "properties": {name: {} for name in names}}

    def get_validator(self) -> RecordValidator | None:
        """Check records, unless the setting `validate_records` says otherwise."""
        if not self.validate_schema:
            return None
        return RecordValidator(self.stream_name, self.schema, self.key_properties)

    def take(self, record: Record, context: Record) -> None:
        """Deal with a record that fits its schema and has its keys.

        Raises:
            FeishuError: It cannot land, and the route does not put it aside.
        """
        raise NotImplementedError

    def setup(self) -> None:
        """Get ready for the first record; the calls are this stream's."""
        self.target.summary.turn(self.stream_name)
        super().setup()

    def start_drain(self) -> Record:
        """Hand over what was collected; the calls that write it are this stream's."""
        self.target.summary.turn(self.stream_name)
        return super().start_drain()

    def activate_version(self, new_version: int) -> None:
        """Leave alone what earlier versions of the stream have made; tables know better."""
        self.logger.info(
            "stream `%s`: version %s is here; what earlier versions have made in Feishu stays",
            self.stream_name,
            new_version,
        )

    def clean_up(self) -> None:
        """Finish; the calls are this stream's."""
        self.target.summary.turn(self.stream_name)
        super().clean_up()

    def process_record(self, record: Record, context: Record) -> None:
        """Pass over a record that was put aside; `take` has the others."""
        summary = self.target.summary
        summary.turn(self.stream_name)
        summary.read[self.stream_name] += 1
        self.target.progress.update()
        if not self._is_refused:
            self.take(record, context)
        self._is_refused = False

    def full(self, record: Record) -> FullRecord:
        """Give a record for templates: columns of the SCHEMA that it leaves out are null."""
        return FullRecord(record, self.columns)

    def name_of(self, record: Record) -> str:
        """Name a record in messages by its key, e.g. `id=10`, or by its beginning."""
        keys = [f"{name}={_shown(record.get(name))}" for name in self.key_properties]
        return ", ".join(keys) or describe(record)

    def count(self, **amounts: int) -> None:
        """Count what was done, e.g. `created=3, updated=1`, for the summary."""
        self.target.summary.add(self.stream_name, self.destination, **amounts)

    def refuse(self, record: Record, error: FeishuError) -> None:
        """Put a record aside that cannot land, where the route says so, or raise.

        Raises:
            FeishuError: It is the route's will, or the failure is not this record's alone.
        """
        if self.route.on_error != "dead_letter" or not is_about_record(error):
            raise error
        self.target.dead_letters.add(self.stream_name, record, error)
        self.count(dead_lettered=1)

    def mark_settings(self, error: FeishuError) -> None:
        """Mark a failure that is about a setting which says the same for every record."""
        value = getattr(self.route, error.field, "") if error.field else ""
        is_fixed = isinstance(value, str) and bool(value) and "{" not in value
        if is_fixed and not isinstance(error, RecordError):
            error.is_of_all = True

    def _validate_and_parse(self, record: Record) -> Record:
        """Check a record against its schema; one that does not fit may be put aside."""
        try:
            return super()._validate_and_parse(record)
        except FeishuError as error:
            self.refuse(record, error)
            self._is_refused = True
            return record

    def _singer_validate_message(self, record: Record) -> None:
        """Check that a record has its keys; one that has not may be put aside."""
        try:
            super()._singer_validate_message(record)
        except MissingKeyPropertiesError:
            error = self._without_key(record)
            if self.route.on_error == "fail":
                raise MissingKeyPropertiesError(str(error)) from None
            if not self._is_refused:
                self.refuse(record, error)
            self._is_refused = True

    def _without_key(self, record: Record) -> RecordError:
        missing = [name for name in self.key_properties if name not in record]
        names = ", ".join(f"`{name}`" for name in missing)
        which = named_record(record, self.key_properties)
        msg = f"a record of stream `{self.stream_name}` has no {names}, its key ({which})"
        cure = "Let the tap send the key columns with every record"
        return RecordError(msg, cure=cure, field=missing[0])

    def _remove_sdc_metadata_from_record(self, record: Record) -> None:
        """Leave in what tells that the source has deleted the record."""
        deleted_at = record.get(DELETED_AT)
        super()._remove_sdc_metadata_from_record(record)
        if deleted_at is not None:
            record[DELETED_AT] = deleted_at


def _shown(value: t.Any) -> str:
    return value if isinstance(value, str) else compact_json(value)
