"""Ask a table for rows by their keys, where its filters are as exact as our keys.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-record/record-filter-guide`.
"""

from __future__ import annotations

import json
import re
import typing as t
from dataclasses import dataclass

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from feishu_connect.bitable import Field
    from target_feishu.bitable.index import Key
    from target_feishu.bitable.table import DestinationTable

#: Conditions of one filter, and characters of its JSON (1254107 beyond).
MAX_CONDITIONS = 50
MAX_CHARACTERS = 2000

#: Types and kinds whose `is` compares the whole value. Dates are cut to days, options have to
#: exist, people and places are compared by what is shown: those are found by a scan.
_TEXTS: t.Final = frozenset({(1, "Text"), (1, "Barcode"), (13, "Phone")})
_NUMBERS: t.Final = frozenset({(2, "Number"), (2, "Currency"), (2, "Rating")})
#: Text of which nobody can wonder how it is compared: no edges of white space, no line breaks.
_PLAIN = re.compile(r"\S(?:[^\x00-\x1f\x7f\u2028\u2029]{0,300}\S)?")
#: Above, numbers are shown with fewer digits than they have.
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Question:
    """One filter, for rows of any of some keys; others may match too."""

    filter: dict[str, t.Any]
    keys: list[Key]


def questions(
    table: DestinationTable, field_ids: tuple[str, ...], keys: Iterable[Key]
) -> tuple[list[Question], list[Key]]:
    """Pack keys into filters; give also the keys that no filter finds for sure."""
    fields = [table.field(each) for each in field_ids]
    found: list[Question] = []
    rest: list[Key] = []
    for key in keys:
        parts = [_condition(field, part) for field, part in zip(fields, key, strict=True)]
        conditions = [part for part in parts if part is not None]
        if len(conditions) < len(fields) or _size(_either([_all(conditions)])) > MAX_CHARACTERS:
            rest.append(key)
        else:
            _add(found, key, _all(conditions), len(conditions))
    return found, rest


def _add(found: list[Question], key: Key, one: dict[str, t.Any], conditions: int) -> None:
    """Put a key into the last filter, or into a new one where that is full."""
    if found and (len(found[-1].keys) + 1) * conditions <= MAX_CONDITIONS:
        last = found[-1]
        wider = _either([*_members(last.filter), one])
        if _size(wider) <= MAX_CHARACTERS:
            found[-1] = Question(wider, [*last.keys, key])
            return
    found.append(Question(_either([one]), [key]))


def _condition(field: Field, part: t.Any) -> dict[str, t.Any] | None:
    kind = (field.type, field.ui_type)
    if kind in _TEXTS and isinstance(part, str) and _PLAIN.fullmatch(part):
        value = part
    elif kind in _NUMBERS and _is_plain_number(part):
        value = str(int(part))
    else:
        return None
    return {"field_name": field.name, "operator": "is", "value": [value]}


def _is_plain_number(part: t.Any) -> bool:
    is_number = isinstance(part, (int, float)) and not isinstance(part, bool)
    return is_number and abs(part) < _LARGEST and part == int(part)


def _all(conditions: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    """A key of one field is its condition, one of several fields a group of them."""
    if len(conditions) == 1:
        return conditions[0]
    return {"conjunction": "and", "conditions": conditions}


def _either(ones: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    place = "children" if "conjunction" in ones[0] else "conditions"
    return {"conjunction": "or", place: ones}


def _members(filter_: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    return list(filter_.get("children") or filter_["conditions"])


def _size(filter_: dict[str, t.Any]) -> int:
    """Count characters the hard way: the page does not say how Feishu writes the JSON."""
    return len(json.dumps(filter_))
