"""Checkbox. A box that was never ticked is absent from replies, and means false."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from feishu_connect.bitable.fields.base import FieldCodec, Schema, Value
from feishu_connect.bitable.fields.coercion import nullable, refusal

if TYPE_CHECKING:
    from collections.abc import Hashable

_NUMBERS: dict[float | Decimal, bool] = {0: False, 1: True}
_WORDS = {
    **dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "off", "0"), False),
}


def to_boolean(value: Value) -> bool:
    """Turn a boolean, the number 0 or 1, or a word for either into a boolean."""
    if isinstance(value, str):
        known = _WORDS.get(value.strip().lower())
    else:
        known = _NUMBERS.get(value) if isinstance(value, (int, float, Decimal)) else None
    if known is None:
        raise refusal(value, "true or false")
    return known


class Checkbox(FieldCodec):
    """A box that is ticked or not."""

    type = 7
    ui_type = "Checkbox"

    @property
    def schema(self) -> Schema:
        """A boolean."""
        return nullable("boolean")

    def read(self, cell: Value) -> Value:
        """Read a cell; an absent one is false."""
        return bool(super().read(cell))

    def key(self, value: Value) -> Hashable:
        """Give the truth of the box; one that was cleared is one that is not ticked."""
        return bool(value)

    def _read(self, cell: Value) -> Value:
        return to_boolean(cell)

    def _write(self, value: Value) -> Value:
        return to_boolean(value)
