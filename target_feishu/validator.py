"""Check records against the schema that their SCHEMA message promised."""

from __future__ import annotations

import typing as t

from singer_sdk.exceptions import InvalidRecord
from singer_sdk.sinks.core import JSONSchemaValidator

from target_feishu.errors import RecordError

#: Characters of a validator's words that are shown; they quote the value.
_LONGEST_FAULT = 200


class RecordValidator(JSONSchemaValidator):
    """Says what is wrong with a record in one line; the SDK would log a traceback."""

    def __init__(self, stream: str, schema: dict[str, t.Any]) -> None:
        """Compile the schema of a stream."""
        super().__init__(schema)
        self._stream = stream

    def validate(self, record: dict[str, t.Any]) -> None:
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
