"""Url: a link and the text it is shown as."""

from __future__ import annotations

from collections.abc import Mapping

from feishu_connect.bitable.fields.base import FieldCodec, Schema, Value
from feishu_connect.bitable.fields.coercion import (
    from_json_text,
    is_blank,
    members,
    object_of,
    pick,
    refusal,
    scrub,
)

URL_KEYS = ("text", "link")

_EXPECTED = "a link (text, or an object with link and text)"


def read_url(cell: Value) -> dict[str, str | None]:
    """Read one link; bare text stands for itself."""
    if isinstance(cell, str):
        cell = {"text": cell, "link": cell}
    return pick(cell, URL_KEYS, _EXPECTED)


class Url(FieldCodec):
    """Link: an object of text and link, on reading and on writing."""

    type = 15
    ui_type = "Url"

    @property
    def schema(self) -> Schema:
        """An object of text and link."""
        return object_of(URL_KEYS)

    def _read(self, cell: Value) -> Value:
        return read_url(_single(cell))

    def _write(self, value: Value) -> Value:
        item = from_json_text(value)
        if item in ([], ()):
            return None
        item = _single(item)
        if isinstance(item, str):
            item = {"link": item.strip()}
        if not isinstance(item, Mapping):
            raise refusal(value, _EXPECTED)
        link, text = (item.get(key) for key in ("link", "text"))
        return _both(text if is_blank(link) else link, link if is_blank(text) else text, value)


def _single(value: Value) -> Value:
    found = members(value)
    if len(found) != 1:
        raise refusal(value, "one link")
    return found[0]


def _both(link: Value, text: Value, value: Value) -> dict[str, str] | None:
    if is_blank(link):
        return None
    if not isinstance(link, str) or not isinstance(text, str):
        raise refusal(value, _EXPECTED)
    return {"text": scrub(text), "link": scrub(link)}
