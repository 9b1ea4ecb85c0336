"""Looks into the warehouse for the demo's tables."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from examples.demo.report import shown
from sqlite_warehouse.store import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

#: Columns of a sample row.
_SAMPLE = 4
_ID = re.compile(r"(_id|_token|_ids)$")


def overview(path: Path) -> Iterator[tuple[str, int, int, str]]:
    """Yield each table's name, its numbers of rows and columns, and a glance at its last row."""
    warehouse = Warehouse(str(path))
    for table in warehouse.tables():
        rows = list(warehouse.rows(table))
        columns = [name for name in table.properties if not name.startswith("_sdc_")]
        yield table.name, len(rows), len(columns), _sample(rows[-1]) if rows else ""


def count(path: Path, stream: str) -> int:
    """Count the rows of a stream."""
    warehouse = Warehouse(str(path))
    return sum(len(list(warehouse.rows(t))) for t in warehouse.tables() if t.name == stream)


def loaded_since(path: Path, stream: str, moment: float) -> list[dict[str, Any]]:
    """Return the rows of a stream that the target received after a moment (seconds, UTC)."""
    warehouse = Warehouse(str(path))
    table = next(table for table in warehouse.tables() if table.name == stream)
    return [row for row in warehouse.rows(table) if _received(row) >= moment]


def pick(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Yield the named columns of each row."""
    for row in rows:
        yield tuple(row.get(column) for column in columns)


def _received(row: Mapping[str, Any]) -> float:
    return datetime.fromisoformat(row["_sdc_received_at"]).timestamp()


def _sample(row: Mapping[str, Any]) -> str:
    """Show a few cells that say something to a person: no ids, nothing empty, nothing of ours."""
    telling = [
        f"{name}={shown(value)}"
        for name, value in row.items()
        if not name.startswith("_") and not _ID.search(name) and _tells(value)
    ]
    return ", ".join(telling[:_SAMPLE])


def _tells(value: object) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return first not in (None, "", []) and not (isinstance(first, dict) and "name" not in first)
