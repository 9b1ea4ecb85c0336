"""What all sinks of this target share."""

from __future__ import annotations

import typing as t

from singer_sdk.exceptions import InvalidRecord
from singer_sdk.sinks import RecordSink, Sink
from singer_sdk.sinks.core import JSONSchemaValidator

from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from target_feishu.target import TargetFeishu

#: A record as it was read.
Record = dict[str, t.Any]


#: Characters of a validator's words that are shown; they quote the value.
_LONGEST_FAULT = 200


class RecordValidator(JSONSchemaValidator):
    """Says what is wrong with a record in one line; the SDK would log a traceback."""

    def __init__(self, stream: str, schema: dict[str, t.Any]) -> None:
        """Compile the schema of a stream."""
        super().__init__(schema)
        self._stream = stream

    def validate(self, record: Record) -> None:
        """Check a record.

        Raises:
            RecordError: It is not what the SCHEMA message promised.
        """
        try:
            super().validate(record)
        except InvalidRecord as error:
            fault = str(error.error_message)[:_LONGEST_FAULT]
            msg = f"a record of stream `{self._stream}` does not fit its SCHEMA message: {fault}"
            cure = "Correct the tap's schema, or set validate_records to false"
            raise RecordError(msg, cure=cure) from None


class FeishuSink(Sink):
    """Keeps values as the tap wrote them."""

    target: TargetFeishu

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
        self.columns: dict[str, dict[str, t.Any]] = dict(self.schema["properties"])
        # The SDK turns text into datetime objects wherever the schema says date-time. That loses
        # the zone and the wording; the codecs read the text themselves. The validator, which has
        # been made by now, still knows the whole schema.
        self.schema = {**self.schema, "properties": {name: {} for name in self.columns}}

    def get_validator(self) -> RecordValidator | None:
        """Check records, unless the setting `validate_records` says otherwise."""
        return RecordValidator(self.stream_name, self.schema) if self.validate_schema else None


class IgnoreSink(FeishuSink, RecordSink):
    """Takes the records of a stream that a route leaves out."""

    def get_validator(self) -> None:
        """Check nothing: what is not written cannot be wrong."""

    def process_record(self, record: Record, context: Record) -> None:  # noqa: ARG002
        """Count the record."""
        self.target.summary.add(self.stream_name, "nowhere", ignored=1)
