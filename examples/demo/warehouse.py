"""Looks into the warehouse for the demo's tables."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from examples.demo.report import shown
from sqlite_warehouse.store import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

#: Columns of a sample row.
_SAMPLE = 5


def overview(path: Path) -> Iterator[tuple[str, int, str]]:
    """Yield each table's name, its number of rows, and the first columns of its first row."""
    warehouse = Warehouse(str(path))
    for table in warehouse.tables():
        rows = list(warehouse.rows(table))
        yield table.name, len(rows), _sample(rows[0]) if rows else ""


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
    ours = [name for name in row if not name.startswith("_")]
    return ", ".join(f"{name}={shown(row[name])}" for name in ours[:_SAMPLE])
