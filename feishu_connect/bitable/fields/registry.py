"""Which codec a field gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_connect.bitable.field import DEFAULT_UI_TYPES
from feishu_connect.bitable.fields.attachment import Attachment
from feishu_connect.bitable.fields.checkbox import Checkbox
from feishu_connect.bitable.fields.computed import Formula, Lookup
from feishu_connect.bitable.fields.link import DuplexLink, SingleLink
from feishu_connect.bitable.fields.location import Location
from feishu_connect.bitable.fields.number import Currency, Number, Progress, Rating
from feishu_connect.bitable.fields.people import CreatedUser, GroupChat, ModifiedUser, User
from feishu_connect.bitable.fields.raw import RawJson
from feishu_connect.bitable.fields.select import MultiSelect, SingleSelect
from feishu_connect.bitable.fields.text import AutoNumber, Barcode, Email, Phone, Text
from feishu_connect.bitable.fields.time import CreatedTime, DateTime, ModifiedTime
from feishu_connect.bitable.fields.url import Url

if TYPE_CHECKING:
    from feishu_connect.bitable.field import Field
    from feishu_connect.bitable.fields.base import FieldCodec
    from feishu_connect.bitable.fields.shapes import ResultShape
    from feishu_connect.bitable.fields.text import TextMode

_CODECS: tuple[type[FieldCodec], ...] = (
    Text,
    Email,
    Barcode,
    Number,
    Progress,
    Currency,
    Rating,
    SingleSelect,
    MultiSelect,
    DateTime,
    Checkbox,
    User,
    Phone,
    Url,
    Attachment,
    SingleLink,
    Lookup,
    Formula,
    DuplexLink,
    Location,
    GroupChat,
    CreatedTime,
    ModifiedTime,
    CreatedUser,
    ModifiedUser,
    AutoNumber,
)

_BY_TYPE = {(codec.type, codec.ui_type): codec for codec in _CODECS}


def codec_for(
    field: Field,
    *,
    text: TextMode = "plain",
    shape: ResultShape | None = None,
    downloads: bool = False,
) -> FieldCodec:
    """Make the codec of a field, by its type and ui_type.

    A new ui_type of a known type is handled like the plain one of that type, and a type that is
    not known is passed through as JSON.

    Args:
        field: The field.
        text: How rich text is emitted; for fields of ui_type Text only.
        shape: The shape of a formula's or lookup's column, where it is known.
        downloads: Whether attachments have room for the path and hash of a saved file.
    """
    plain = (field.type, DEFAULT_UI_TYPES.get(field.type, ""))
    codec = _BY_TYPE.get((field.type, field.ui_type)) or _BY_TYPE.get(plain, RawJson)
    if issubclass(codec, Text):
        return codec(field, text)
    if issubclass(codec, Formula):
        return codec(field, shape)
    if issubclass(codec, Attachment):
        return codec(field, downloads=downloads)
    return codec(field)
