"""Text in its forms: Text, Email, Barcode, Phone and AutoNumber."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from uuid import UUID

from feishu_connect.bitable.fields.base import FieldCodec, ReadOnly, Schema, Value
from feishu_connect.bitable.fields.coercion import (
    array_of,
    compact_json,
    iso_utc,
    nullable,
    object_of,
    plain_decimal,
    refusal,
    scrub,
    string_or_none,
)
from feishu_connect.errors import CellError

if TYPE_CHECKING:
    from feishu_connect.bitable.field import Field

#: How rich text is emitted: its words, its words with Markdown links, or its segments.
TextMode: TypeAlias = Literal["plain", "markdown", "segments"]

#: Characters of one text cell (docs …/bitable-record-data-structure-overview).
MAX_TEXT_CHARACTERS = 100_000
#: Characters of one phone number (the same page).
MAX_PHONE_CHARACTERS = 64

_SEGMENT_TEXTS = ("type", "text", "link", "token", "mentionType", "name")
_SEGMENT_KEYS = frozenset((*_SEGMENT_TEXTS, "mentionNotify"))
_SEGMENT_TYPES = frozenset(("text", "url", "mention"))
_PHONE = re.compile(r"\+?[0-9]*")
_PHONE_PUNCTUATION = re.compile(r"[\s().\-]")


def plain_text(value: object) -> str:
    """Write any value as text: structures as JSON, times as canonical UTC, numbers plainly."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (float, Decimal)):
        return _number_text(value)
    if isinstance(value, (int, UUID)):
        return str(value)
    if isinstance(value, (dt.date, dt.time)):
        return iso_utc(value) if isinstance(value, dt.datetime) else value.isoformat()
    if isinstance(value, (list, tuple, Mapping)):
        return compact_json(value)
    raise refusal(value, "text")


def _number_text(value: float | Decimal) -> str:
    number = Decimal(repr(value)) if isinstance(value, float) else value
    if not number.is_finite():
        raise refusal(str(value), "text or a finite number")
    return plain_decimal(number)


def read_text(cell: Value) -> str:
    """Join the texts of a cell's segments; a plain string is itself."""
    return scrub("".join(_segment_text(segment) for segment in _segments(cell)))


def _segments(cell: Value) -> list[Any]:
    # Not members(): a segment of white space belongs to the text.
    if isinstance(cell, (list, tuple)):
        return [segment for each in cell for segment in _segments(each)]
    return [] if cell is None else [cell]


def _segment_text(segment: Value) -> str:
    if isinstance(segment, Mapping):
        if not _SEGMENT_KEYS.intersection(segment):
            raise refusal(segment, "text")
        segment = segment.get("text") or segment.get("name") or segment.get("link") or ""
    # Strings are scrubbed when they are joined: two segments may share one character.
    return segment if isinstance(segment, str) else plain_text(segment)


def _segment_markdown(segment: Value) -> str:
    label = _segment_text(segment)
    link = segment.get("link") if isinstance(segment, Mapping) else None
    if not isinstance(link, str) or not link:
        return label
    label = re.sub(r"([\\\[\]])", r"\\\1", label)
    return f"[{label}](<{link}>)" if re.search(r"[\s()]", link) else f"[{label}]({link})"


def _segment_object(segment: Value) -> dict[str, Any]:
    if not isinstance(segment, Mapping):
        segment = {"type": "text", "text": plain_text(segment)}
    texts = {key: string_or_none(segment.get(key)) for key in _SEGMENT_TEXTS}
    notify = segment.get("mentionNotify")
    return {**texts, "mentionNotify": notify if isinstance(notify, bool) else None}


def _is_segments(value: Value) -> bool:
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(
            isinstance(each, Mapping)
            and each.get("type") in _SEGMENT_TYPES
            and isinstance(each.get("text"), str)
            and set(each) <= _SEGMENT_KEYS
            for each in value
        )
    )


def write_text(value: Value) -> str | None:
    """Write a text cell; segments as the `segments` mode emits them become their text again."""
    text = read_text(value) if _is_segments(value) else plain_text(value)
    if len(text) > MAX_TEXT_CHARACTERS:
        reason = f"a text cell holds at most {MAX_TEXT_CHARACTERS:,} characters, got {len(text):,}"
        raise CellError(reason)
    return text or None


class Barcode(FieldCodec):
    """Barcode: segments on reading, a string on writing."""

    type = 1
    ui_type = "Barcode"
    blank_is_empty = False

    @property
    def schema(self) -> Schema:
        """A string."""
        return nullable("string")

    def _read(self, cell: Value) -> Value:
        return read_text(cell) or None

    def _write(self, value: Value) -> Value:
        return write_text(value)


class Email(Barcode):
    """E-mail address: one `mailto:` segment on reading, a string on writing."""

    ui_type = "Email"


class Text(Barcode):
    """Text: segments (text, url, mention) on reading, a string on writing."""

    ui_type = "Text"

    def __init__(self, field: Field, mode: TextMode = "plain") -> None:
        """Make the codec that emits text in one of the three modes."""
        super().__init__(field)
        self.mode = mode

    @property
    def schema(self) -> Schema:
        """A string, or in the mode `segments` a list of segment objects."""
        if self.mode == "segments":
            return array_of(object_of(_SEGMENT_TEXTS, mentionNotify=nullable("boolean")))
        return nullable("string")

    def _read(self, cell: Value) -> Value:
        if self.mode == "segments":
            return [_segment_object(segment) for segment in _segments(cell)] or None
        if self.mode == "markdown":
            return scrub("".join(_segment_markdown(segment) for segment in _segments(cell))) or None
        return read_text(cell) or None


class Phone(Barcode):
    """Telephone number: digits after an optional plus sign."""

    type = 13
    ui_type = "Phone"

    def _write(self, value: Value) -> Value:
        if isinstance(value, (bool, list, tuple, Mapping, dt.date, dt.time)):
            raise refusal(value, "a phone number")
        text = plain_text(value)
        if isinstance(value, float):
            # A warehouse that lost the type of the column: 13800000000.0
            text = text.removesuffix(".0")
        number = _PHONE_PUNCTUATION.sub("", text)
        if len(number) > MAX_PHONE_CHARACTERS or not _PHONE.fullmatch(number):
            wanted = f"a phone number (at most {MAX_PHONE_CHARACTERS} digits, may begin with +)"
            raise refusal(value, wanted)
        return number or None


class AutoNumber(ReadOnly, Barcode):
    """Number that Feishu counts up for every row, with its prefix: a string."""

    type = 1005
    ui_type = "AutoNumber"
