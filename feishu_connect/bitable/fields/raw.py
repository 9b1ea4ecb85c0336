"""Fields of a type that is not known here: Stage, Button, and whatever Feishu adds later."""

from __future__ import annotations

from feishu_connect.bitable.fields.base import ReadOnly, Schema, Value
from feishu_connect.bitable.fields.coercion import compact_json, nullable


class RawJson(ReadOnly):
    """Any cell as a string of its JSON, text included: nothing is guessed, nothing is lost."""

    @property
    def schema(self) -> Schema:
        """A string."""
        return nullable("string")

    def _read(self, cell: Value) -> Value:
        return compact_json(cell)
