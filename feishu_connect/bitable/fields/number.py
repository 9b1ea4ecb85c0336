"""Numbers: Number, Progress, Currency and Rating."""

from __future__ import annotations

import contextlib
import math
import re
from decimal import Decimal

from feishu_connect.bitable.fields.base import FieldCodec, Schema, Value
from feishu_connect.bitable.fields.coercion import describe, nullable, refusal
from feishu_connect.errors import CellError

_INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
#: A Decimal with more digits in front of the point than this is certainly no exact integer.
_EXACT_DIGITS = 40
#: Up to here a 64-bit float holds every integer.
_ALL_EXACT = 2**53


def to_number(value: Value) -> int | float:
    """Turn a number, or text that spells one, into an int or a finite float."""
    if isinstance(value, str):
        value = _parse(value)
    elif isinstance(value, Decimal) and value.is_finite():
        value = _from_decimal(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise refusal(value, "a number")
    if isinstance(value, float) and not math.isfinite(value):
        raise refusal(str(value), "a finite number")
    return value


def _parse(text: str) -> int | float:
    stripped = text.strip()
    if _INTEGER.fullmatch(stripped):
        return int(stripped)
    if _NUMBER.fullmatch(stripped):
        return float(stripped)
    raise refusal(text, "a number")


def _from_decimal(value: Decimal) -> int | float:
    if value.adjusted() < _EXACT_DIGITS and value == value.to_integral_value():
        return int(value)
    return float(value)


def _storable(number: float) -> int | float:
    # Feishu keeps 64-bit floats, of which the shortest digits come back: an id of 18 digits would
    # come back as another id.
    if isinstance(number, int):
        try:
            exact = Decimal(repr(float(number))) == number
        except OverflowError:
            exact = False
        if not exact:
            reason = (
                f"{describe(number)} has more digits than a number field keeps; use a text field"
            )
            raise CellError(reason)
    return number


def _told(number: float) -> int | float:
    # One 64-bit float may be told as several integers: 67373357824199616 is 67373357824199620. The
    # shortest digits are what can be written again.
    if isinstance(number, int) and abs(number) > _ALL_EXACT:
        with contextlib.suppress(OverflowError):
            kept = float(number)
            return int(Decimal(repr(kept))) if kept == number else number
    return number


class Number(FieldCodec):
    """Number; a percentage is a fraction (34 % is 0.34)."""

    type = 2
    ui_type = "Number"

    @property
    def schema(self) -> Schema:
        """A number."""
        return nullable("number")

    def _read(self, cell: Value) -> Value:
        return _told(to_number(cell))

    def _write(self, value: Value) -> Value:
        return _storable(to_number(value))


class Progress(Number):
    """Progress bar: a number, as a fraction when it is shown in per cent."""

    ui_type = "Progress"


class Currency(Number):
    """Amount of money: a number; the currency belongs to the field."""

    ui_type = "Currency"


class Rating(Number):
    """Rating: a whole number within the field's minimum and maximum."""

    ui_type = "Rating"

    def _write(self, value: Value) -> Value:
        number = to_number(value)
        low, high = self.field.property.get("min"), self.field.property.get("max")
        if number != int(number):
            raise refusal(value, "a whole number for a rating")
        if (low is not None and number < low) or (high is not None and number > high):
            raise refusal(value, f"a rating from {low} to {high}")
        return int(number)
