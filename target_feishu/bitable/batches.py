"""Rows in the portions that Feishu takes in one call."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass

from feishu_connect.endpoints import MAX_RECORDS_PER_WRITE
from target_feishu.bitable.table import option_names

if t.TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from target_feishu.bitable.index import Key
    from target_feishu.bitable.table import Cells

#: Bytes of one request's rows. Not documented; larger ones run into timeouts.
MAX_BODY_BYTES = 8 * 1024 * 1024

Record = dict[str, t.Any]
H = t.TypeVar("H", bound="Hashable")


@dataclass(frozen=True, slots=True)
class Part:
    """One record, as the cells that it asks for."""

    record: Record
    cells: Cells
    #: Of the stream's table, by the RECORD message; None where the tap sends none.
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row to write; `record_id` is known where it exists."""

    cells: Cells
    key: Key | None = None
    record_id: str = ""
    #: What it is made of, oldest first.
    parts: tuple[Part, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of the cells in a request, nearly."""
        return len(json.dumps(list(self.cells.values()), ensure_ascii=False).encode()) + 32

    @property
    def version(self) -> int | None:
        """The version of the newest record."""
        return self.parts[-1].version if self.parts else None


def merge_by_key(parts: Iterable[tuple[H, Part]]) -> dict[H, Row]:
    """Lay later records of a key over earlier ones, cell by cell.

    One call must not hold the same row twice, and a record may bring some of the columns only.
    """
    merged: dict[H, Row] = {}
    for key, part in parts:
        row = merged.get(key, Row({}))
        merged[key] = Row({**row.cells, **part.cells}, parts=(*row.parts, part))
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
