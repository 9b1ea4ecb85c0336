"""The two wrappings of an event, and the request that verifies a URL, as plain values.

| | v1 | v2 |
|---|---|---|
| known by | `uuid` | `schema` |
| id, type | `uuid`, `event.type` | `header.event_id`, `header.event_type` |
| time | `ts`, seconds | `header.create_time`, milliseconds |
| app, tenant | in `event` | in `header` |
"""

from __future__ import annotations

import datetime as dt
import json
import typing as t
from dataclasses import dataclass, field

from feishu_connect.receiver.refusals import PostRefusedError, Reason

#: Ids, types and keys are far shorter.
_LONGEST_NAME = 255
#: Seconds, milliseconds and microseconds since 1970 differ by magnitude alone.
_MAGNITUDES: t.Final = ((1e14, 1e6), (1e11, 1e3), (0.0, 1.0))

JsonObject = dict[str, t.Any]


@dataclass(frozen=True, slots=True)
class Challenge:
    """Feishu asks whether this URL is ours; the answer is the same text."""

    text: str
    token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event. `created_at` is None where the post does not tell a time that can be read."""

    schema: t.Literal["1.0", "2.0"]
    event_id: str
    event_type: str
    app_id: str
    tenant_key: str
    created_at: dt.datetime | None
    token: str | None = field(repr=False)
    payload: JsonObject = field(repr=False)


def json_object(text: bytes) -> JsonObject:
    """Read a JSON object.

    Raises:
        PostRefusedError: It is something else.
    """
    try:
        value = json.loads(text.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise PostRefusedError(Reason.MALFORMED) from None
    if not isinstance(value, dict):
        raise PostRefusedError(Reason.MALFORMED)
    return value


def read_envelope(document: JsonObject) -> Envelope | Challenge:
    """Tell what a decrypted body is.

    Raises:
        PostRefusedError: Neither an event nor a challenge.
    """
    if document.get("schema"):
        return _v2(document)
    if document.get("type") == "url_verification":
        return Challenge(_text(document, "challenge"), _token(document))
    return _v1(document)


def _v2(document: JsonObject) -> Envelope:
    header = _object(document, "header")
    return Envelope(
        schema="2.0",
        event_id=_name(header, "event_id"),
        event_type=_name(header, "event_type"),
        app_id=_name(header, "app_id", optional=True),
        tenant_key=_name(header, "tenant_key", optional=True),
        created_at=_time(header.get("create_time")),
        token=_token(header),
        payload=_object(document, "event") if document.get("event") is not None else {},
    )


def _v1(document: JsonObject) -> Envelope:
    event = _object(document, "event")
    return Envelope(
        schema="1.0",
        event_id=_name(document, "uuid"),
        event_type=_name(event, "type"),
        app_id=_name(event, "app_id", optional=True),
        tenant_key=_name(event, "tenant_key", optional=True),
        created_at=_time(document.get("ts")),
        token=_token(document),
        payload=event,
    )


def _object(parent: JsonObject, key: str) -> JsonObject:
    value = parent.get(key)
    if not isinstance(value, dict):
        raise PostRefusedError(Reason.MALFORMED)
    return value


def _text(parent: JsonObject, key: str) -> str:
    value = parent.get(key)
    if not isinstance(value, str):
        raise PostRefusedError(Reason.MALFORMED)
    return value


def _name(parent: JsonObject, key: str, *, optional: bool = False) -> str:
    """Read a text that becomes a key of the store: short, and nothing a database stumbles over."""
    value = parent.get(key)
    if optional and (value is None or value == ""):
        return ""
    if not isinstance(value, str) or not value.isprintable() or not value:
        raise PostRefusedError(Reason.MALFORMED)
    if len(value) > _LONGEST_NAME:
        raise PostRefusedError(Reason.MALFORMED)
    return value


def _token(parent: JsonObject) -> str | None:
    return None if parent.get("token") is None else _text(parent, "token")


def _time(value: t.Any) -> dt.datetime | None:
    """Read an instant; Feishu's samples hold seconds, milliseconds and microseconds."""
    try:
        number = float(value)
        unit = next(unit for least, unit in _MAGNITUDES if number >= least)
        return dt.datetime.fromtimestamp(number / unit, tz=dt.timezone.utc)
    except (TypeError, ValueError, OverflowError, OSError, StopIteration):
        return None


def _no_constant(name: str) -> t.NoReturn:
    """Refuse NaN and Infinity, which are not JSON."""
    raise ValueError(name)
