"""Check records against the schema that their SCHEMA message promised."""

from __future__ import annotations

import typing as t

from jsonschema import ValidationError
from singer_sdk.exceptions import InvalidRecord
from singer_sdk.sinks.core import JSONSchemaValidator

from target_feishu.errors import RecordError, named_record

if t.TYPE_CHECKING:
    from collections.abc import Sequence

#: Characters of a validator's words that are shown; they quote the value.
_LONGEST_FAULT = 200


class RecordValidator(JSONSchemaValidator):
    """Says what is wrong with a record in one line; the SDK would log a traceback."""

    def __init__(self, stream: str, schema: dict[str, t.Any], keys: Sequence[str]) -> None:
        """Compile the schema of a stream, whose records are named by their keys."""
        super().__init__(schema)
        self._stream = stream
        self._keys = keys

    def validate(self, record: dict[str, t.Any]) -> None:
        """Check a record.

        Raises:
            RecordError: It is not what the SCHEMA message promised; names column and record.
        """
        try:
            super().validate(record)
        except InvalidRecord as error:
            fault = str(error.error_message)[:_LONGEST_FAULT]
            column = _column(error.__cause__)
            where = f"column `{column}`, " if column else ""
            msg = (
                f"a record of stream `{self._stream}` does not fit its SCHEMA message, {where}"
                f"record {named_record(record, self._keys)}: {fault}"
            )
            cure = "Correct the tap's schema, or set validate_records to false"
            raise RecordError(msg, cure=cure, field=column) from None


def _column(error: BaseException | None) -> str:
    """Give the column that a fault lies in; empty where it is about the record as a whole."""
    if not isinstance(error, ValidationError):
        return ""
    if error.absolute_path:
        return str(error.absolute_path[0])
    if error.validator != "required":
        return ""
    required = t.cast("list[str]", error.validator_value)
    record = t.cast("dict[str, t.Any]", error.instance)
    return next((name for name in required if name not in record), "")
