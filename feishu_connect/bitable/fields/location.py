"""Location: a place with its address and coordinates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from feishu_connect.bitable.fields.base import FieldCodec, Schema, Value
from feishu_connect.bitable.fields.coercion import (
    from_json_text,
    is_blank,
    nullable,
    object_of,
    pick,
    refusal,
)
from feishu_connect.bitable.fields.number import to_number
from feishu_connect.errors import CellError

PLACE_KEYS = ("name", "full_address", "address", "pname", "cityname", "adname")

_EXPECTED = 'a location (longitude and latitude, or text "longitude,latitude")'
_MAX_LONGITUDE = 180
_MAX_LATITUDE = 90


def _coordinates(value: Value) -> tuple[float, float] | None:
    """Get longitude and latitude out of "lng,lat", a pair, or an object that has either form."""
    if isinstance(value, Mapping):
        if not is_blank(value.get("location")):
            return _coordinates(value["location"])
        value = (value.get("longitude"), value.get("latitude"))
        if all(is_blank(part) for part in value):
            return None
    parts = value.split(",") if isinstance(value, str) else value
    try:
        longitude, latitude = parts
        return float(to_number(longitude)), float(to_number(latitude))
    except (TypeError, ValueError, OverflowError, CellError):
        raise refusal(value, _EXPECTED) from None


def read_location(cell: Value) -> dict[str, Any]:
    """Read a place; its "lng,lat" becomes two numbers."""
    if isinstance(cell, str):
        cell = {"location": cell}
    place: dict[str, Any] = {**pick(cell, PLACE_KEYS, _EXPECTED)}
    place["longitude"], place["latitude"] = _coordinates(cell) or (None, None)
    return place


def location_schema() -> Schema:
    """Make the schema of one place."""
    return object_of(PLACE_KEYS, longitude=nullable("number"), latitude=nullable("number"))


class Location(FieldCodec):
    """Place: an object on reading, the text `lng,lat` on writing (Feishu finds the address)."""

    type = 22
    ui_type = "Location"

    @property
    def schema(self) -> Schema:
        """An object of address parts and two numbers."""
        return location_schema()

    def _read(self, cell: Value) -> Value:
        return read_location(cell)

    def _write(self, value: Value) -> Value:
        item = from_json_text(value)
        if item in ([], (), {}):
            return None
        found = _coordinates(item)
        if found is None:
            raise refusal(value, _EXPECTED)
        longitude, latitude = found
        if abs(longitude) > _MAX_LONGITUDE or abs(latitude) > _MAX_LATITUDE:
            raise refusal(value, "longitude within ±180 and latitude within ±90, in this order")
        # Feishu takes digits only: no exponent, however small the number.
        return f"{Decimal(repr(longitude)):f},{Decimal(repr(latitude)):f}"
