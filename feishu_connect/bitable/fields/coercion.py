"""What every codec needs to turn one kind of value into another, or to say why it cannot."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from feishu_connect.errors import CellError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Longest piece of a value that an error message quotes.
_QUOTED_CHARACTERS = 40
#: Above this many digits a number is written with an exponent.
_PLAIN_DIGITS = 100


def refusal(value: object, expected: str) -> CellError:
    """Make the error for a value that is not what the field takes."""
    return CellError(f"expected {expected}, got {describe(value)}")


def describe(value: object) -> str:
    """Name the kind of a value and show its beginning: `text "abc"`, `number 12`."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'text "{_shorten(value)}"'
    return f"{_kind(value)} {_shorten(_preview(value))}"


def _kind(value: object) -> str:
    if isinstance(value, (int, float, Decimal)):
        return "number"
    if isinstance(value, (list, tuple)):
        return "list"
    if isinstance(value, Mapping):
        return "object"
    return type(value).__name__


def _preview(value: object) -> str:
    try:
        return compact_json(value)
    except CellError:
        return repr(value)


def _shorten(text: str) -> str:
    text = scrub(text)
    return text if len(text) <= _QUOTED_CHARACTERS else f"{text[:_QUOTED_CHARACTERS]}…"


def scrub(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 request or file can hold, by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        # By way of UTF-16, so that two halves that meet become the character they stand for.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def compact_json(value: object) -> str:
    """Serialise to JSON without spaces or escapes beyond need.

    Raises:
        CellError: the value holds something that JSON has no form for.
    """
    try:
        dumped = json.dumps(
            value,
            ensure_ascii=False,
            separators=(",", ":"),
            allow_nan=False,
            default=_json_default,
        )
    except (TypeError, ValueError, RecursionError) as error:
        reason = f"a {type(value).__name__} has no JSON form: {error}"
        raise CellError(reason) from error
    return scrub(dumped)


def _json_default(value: object) -> object:
    if isinstance(value, Decimal) and value.is_finite():
        return int(value) if _is_whole(value) else float(value)
    if isinstance(value, dt.datetime):
        return iso_utc(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    message = f"{type(value).__name__} is not a JSON type"
    raise TypeError(message)


def _is_whole(number: Decimal) -> bool:
    # The bound comes first: writing out 1E+999999999 would take all memory.
    return number.adjusted() < _PLAIN_DIGITS and number == number.to_integral_value()


def plain_decimal(number: Decimal) -> str:
    """Write a finite number without an exponent, unless it is astronomically large or small."""
    if abs(number.adjusted()) > _PLAIN_DIGITS:
        return str(number)
    return format(number, "f")


def iso_utc(moment: dt.datetime) -> str:
    """Write a moment as `2026-01-31T08:00:00.000Z`; a naive one is taken as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.timezone.utc)
    try:
        moment = moment.astimezone(dt.timezone.utc)
    except OverflowError as error:
        raise refusal(moment, "a time between the years 1 and 9999 in UTC") from error
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def from_json_text(value: object) -> object:
    """Parse text that holds a JSON list or object, as warehouses keep structured values."""
    if not isinstance(value, str) or not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def is_blank(value: object) -> bool:
    """Tell whether a value says nothing: null, or text of white space only."""
    return value is None or (isinstance(value, str) and not value.strip())


def members(value: object) -> list[Any]:
    """Flatten a value to the list of what it holds; a single value is a list of one."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return [member for each in value for member in members(each)]
    return [] if is_blank(value) else [value]


def distinct(values: Iterable[str]) -> list[str]:
    """Drop repetitions and keep the order."""
    return list(dict.fromkeys(values))


def at_most(limit: int, things: str, values: list[Any]) -> list[Any]:
    """Return the values when a cell can hold that many, else raise `CellError`."""
    if len(values) > limit:
        reason = f"a cell holds at most {limit:,} {things}, got {len(values):,}"
        raise CellError(reason)
    return values


def string_or_none(value: object) -> str | None:
    """Read an attribute that the API documents as text, whatever it holds in practice."""
    if value is None:
        return None
    return scrub(value) if isinstance(value, str) else compact_json(value)


def pick(item: object, keys: Iterable[str], expected: str) -> dict[str, str | None]:
    """Reduce an API object to text attributes of fixed keys; a missing one is null."""
    if not isinstance(item, Mapping):
        raise refusal(item, expected)
    return {key: string_or_none(item.get(key)) for key in keys}


def identifier(value: object, key: str, expected: str) -> str:
    """Get the id out of an object, or take the value itself as the id."""
    found = value.get(key) if isinstance(value, Mapping) else value
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if not isinstance(found, str) or is_blank(found):
        raise refusal(value, expected)
    return scrub(found.strip())


def hashable(value: object) -> Any:
    """Turn lists and objects into tuples; the order of members and keys does not count."""
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), hashable(each)) for key, each in value.items()))
    if isinstance(value, (list, tuple)):
        return tuple(sorted((hashable(each) for each in value), key=repr))
    return value


def nullable(kind: str, **keywords: object) -> dict[str, Any]:
    """Make the JSON schema of a value that may be null."""
    return {"type": [kind, "null"], **keywords}


def array_of(items: dict[str, Any]) -> dict[str, Any]:
    """Make the JSON schema of a nullable list; its members are never null."""
    kind = items["type"]
    plain = next(each for each in kind if each != "null") if isinstance(kind, list) else kind
    return nullable("array", items={**items, "type": plain})


def object_of(keys: Iterable[str], **others: dict[str, Any]) -> dict[str, Any]:
    """Make the JSON schema of a nullable object with text attributes, and others of their own."""
    properties = {**{key: nullable("string") for key in keys}, **others}
    return nullable("object", properties=properties)


def each_identifier(
    value: object,
    key: str,
    expected: str,
    unpack: Callable[[object], list[Any]] = members,
) -> list[str]:
    """Get the distinct ids out of a list, a single value or JSON text of either."""
    return distinct(identifier(each, key, expected) for each in unpack(from_json_text(value)))
