"""Codecs to test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feishu_connect.bitable import Field, codec_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from feishu_connect.bitable import FieldCodec

NUMBERS = {
    "Text": 1,
    "Email": 1,
    "Barcode": 1,
    "Number": 2,
    "Progress": 2,
    "Currency": 2,
    "Rating": 2,
    "SingleSelect": 3,
    "MultiSelect": 4,
    "DateTime": 5,
    "Checkbox": 7,
    "User": 11,
    "Phone": 13,
    "Url": 15,
    "Attachment": 17,
    "SingleLink": 18,
    "Lookup": 19,
    "Formula": 20,
    "DuplexLink": 21,
    "Location": 22,
    "GroupChat": 23,
    "Stage": 24,
    "CreatedTime": 1001,
    "ModifiedTime": 1002,
    "CreatedUser": 1003,
    "ModifiedUser": 1004,
    "AutoNumber": 1005,
    "Button": 3001,
    "Hologram": 4711,
}


@pytest.fixture(scope="session")
def codec() -> Callable[..., FieldCodec]:
    """Give a function from ui_type to its codec."""

    def build(
        ui_type: str, *, settings: Mapping[str, Any] | None = None, **options: object
    ) -> FieldCodec:
        field = Field("fld1", "Column", NUMBERS[ui_type], ui_type, settings or {})
        return codec_for(field, **options)

    return build


@pytest.fixture(scope="session")
def ui_types() -> tuple[str, ...]:
    """Name every field type, known and unknown."""
    return tuple(NUMBERS)
