"""Rows in the portions that Feishu takes in one call."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass

from feishu_connect.endpoints import MAX_RECORDS_PER_WRITE
from target_feishu.bitable.table import option_names

if t.TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from target_feishu.bitable.index import Key
    from target_feishu.bitable.table import Cells

#: Bytes of one request's rows. Not documented; larger ones run into timeouts.
MAX_BODY_BYTES = 8 * 1024 * 1024

Record = dict[str, t.Any]
H = t.TypeVar("H", bound="Hashable")


@dataclass(frozen=True, slots=True)
class Row:
    """One row to write; `record_id` is known where it exists."""

    cells: Cells
    key: Key | None = None
    record_id: str = ""

    @property
    def size(self) -> int:
        """Bytes of the cells in a request, nearly."""
        return len(json.dumps(list(self.cells.values()), ensure_ascii=False).encode()) + 32


def merge_by_key(records: Iterable[Record], key: Callable[[Record], H]) -> dict[H, Record]:
    """Lay later records of a key over earlier ones, column by column.

    One call must not hold the same row twice, and a record may bring some of the columns only.
    """
    merged: dict[H, Record] = {}
    for record in records:
        found = key(record)
        merged[found] = {**merged.get(found, {}), **record}
    return merged


def portions(
    rows: Iterable[Row],
    options: Mapping[str, set[str]],
    limit: int = MAX_RECORDS_PER_WRITE,
    max_bytes: int = MAX_BODY_BYTES,
) -> Iterator[list[Row]]:
    """Cut rows into calls, in order.

    Within a call an option that a select field does not have yet is in one row only: Feishu would
    make two options of the same name.

    Args:
        rows: What to write.
        options: Field id -> names of the options that it has.
        limit: Rows of one call.
        max_bytes: Bytes of one call.
    """
    known = {field_id: set(names) for field_id, names in options.items()}
    portion: list[Row] = []
    new: set[tuple[str, str]] = set()
    size = 0
    for row in rows:
        brought = _new_options(row, known)
        is_full = len(portion) >= limit or size + row.size > max_bytes
        if portion and (is_full or not new.isdisjoint(brought)):
            yield portion
            for field_id, name in new:
                known[field_id].add(name)
            portion, new, size = [], set(), 0
            brought = _new_options(row, known)
        portion.append(row)
        new |= brought
        size += row.size
    if portion:
        yield portion


def _new_options(row: Row, known: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    return {
        (field_id, name)
        for field_id, value in row.cells.items()
        if field_id in known
        for name in option_names(value)
        if name not in known[field_id]
    }
