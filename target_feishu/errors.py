"""What goes wrong with records on their way in."""

from __future__ import annotations

import typing as t

from feishu_connect import (
    AccessError,
    CellError,
    FeishuError,
    NotFoundError,
    RejectedError,
    RetriesExhaustedError,
    ScopeError,
)
from feishu_connect.bitable.fields.coercion import describe

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class RecordError(FeishuError):
    """A record cannot be written the way its route says."""


def refusal(value: object, field: str, expected: str, cure: str = "") -> RecordError:
    """Make the error for a value that is not what a field takes."""
    msg = f"`{field}`: expected {expected}, got {describe(value)}"
    return RecordError(msg, cure=cure, field=field)


#: Failures of one record, which leave hope for the others.
_OF_RECORDS: t.Final = (RecordError, CellError, RejectedError, NotFoundError, AccessError)


#: Values by which a record without a key is named.
_NAMING = 3


def named_record(record: Mapping[str, t.Any], keys: Iterable[str]) -> str:
    """Name a record in a message: by its key, or without one by its first values."""
    known = [name for name in keys if record.get(name) is not None]
    names = known or [name for name, value in record.items() if value is not None][:_NAMING]
    return ", ".join(f"{name}={describe(record[name])}" for name in names) or "without values"


def is_about_record(error: FeishuError) -> bool:
    """Tell a failure of one record from those that any other record would meet too."""
    return isinstance(error, _OF_RECORDS) and not is_of_all(error)


def is_of_all(error: FeishuError) -> bool:
    """Tell whether all would meet a failure: it is about the app, the tenant or the route."""
    # Without a code it is Feishu that does not answer, whatever it is asked.
    is_down = isinstance(error, RetriesExhaustedError) and error.code is None
    return error.stops_run or error.is_of_all or is_down or isinstance(error, ScopeError)
