"""The `sort` of `records/search`."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from feishu_sandbox.bitable import kinds
from feishu_sandbox.bitable.reading import plain_text, raw_cell
from feishu_sandbox.envelope import ApiError, refuse_field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.model import Field, Record

_MAX_RULES = 100
_MAX_LENGTH = 1000


def sort_records(records: list[Record], given: object, fields: Sequence[Field]) -> None:
    """Sort in place by `[{field_name, desc}]`; empty cells come last either way.

    Raises:
        ApiError: 1254016 for a malformed rule or an unknown column, 1254108 above 1,000
            characters, 99992402 for more than 100 rules.
    """
    if not isinstance(given, list):
        raise ApiError(1254016)
    if len(given) > _MAX_RULES:
        refuse_field("sort", len(given), "the max len is 100")
    if len(json.dumps(given, ensure_ascii=False, separators=(",", ":"))) > _MAX_LENGTH:
        raise ApiError(1254108)
    by_name = {field.name: field for field in fields}
    rules = [_rule(item, by_name) for item in given]
    for field, descending in reversed(rules):
        filled = [record for record in records if raw_cell(record, field) is not None]
        empty = [record for record in records if raw_cell(record, field) is None]
        filled.sort(key=partial(_key, field), reverse=descending)
        records[:] = filled + empty


def _rule(item: object, by_name: dict[str, Field]) -> tuple[Field, bool]:
    if not isinstance(item, dict):
        raise ApiError(1254016)
    field, descending = by_name.get(str(item.get("field_name"))), item.get("desc", False)
    if field is None or not isinstance(descending, bool):
        raise ApiError(1254016)
    return field, descending


def _key(field: Field, record: Record) -> Any:
    value = raw_cell(record, field)
    if field.type in kinds.DATE_TYPES | {kinds.NUMBER, kinds.CHECKBOX}:
        return value
    if field.type in {kinds.TEXT, kinds.URL, kinds.LOCATION} | kinds.SELECT_TYPES:
        return plain_text(field, value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
