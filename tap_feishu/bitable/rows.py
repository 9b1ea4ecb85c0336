"""The one point where a Bitable record becomes a row."""

from __future__ import annotations

import logging
import typing as t
from dataclasses import dataclass, field, replace

from feishu_connect.bitable import instant_text
from feishu_connect.errors import CellError, IncompleteError
from tap_feishu.bitable.tombstones import DELETED_AT

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feishu_connect.bitable import FieldCodec

logger = logging.getLogger(__name__)

Row = dict[str, t.Any]

_PERSON_KEYS = ("id", "name", "en_name", "email")
_PERSON_SCHEMA: t.Final[dict[str, t.Any]] = {
    "type": ["object", "null"],
    "properties": {key: {"type": ["string", "null"]} for key in _PERSON_KEYS},
}
_TIME_SCHEMA: t.Final[dict[str, t.Any]] = {"type": ["string", "null"], "format": "date-time"}

KEY = "_record_id"
REPLICATION_KEY = "_last_modified_time"

_RECORD_PROPERTIES: t.Final[dict[str, dict[str, t.Any]]] = {
    KEY: {"type": "string"},
    "_app_token": {"type": ["string", "null"]},
    "_table_id": {"type": ["string", "null"]},
    "_created_time": _TIME_SCHEMA,
    REPLICATION_KEY: _TIME_SCHEMA,
    "_created_by": _PERSON_SCHEMA,
    "_last_modified_by": _PERSON_SCHEMA,
}


def record_properties(*, tombstones: bool) -> dict[str, dict[str, t.Any]]:
    """Give the columns of ours, beside the table's own; user columns never start with `_`."""
    return {**_RECORD_PROPERTIES, **({DELETED_AT: _TIME_SCHEMA} if tombstones else {})}


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a column's value comes from: the field's current name, and how to read it."""

    column: str
    field_name: str
    codec: FieldCodec


@dataclass
class RowReader:
    """Converts records, and keeps account of cells that did not fit their column."""

    path: Mapping[str, str]
    cells: list[Cell]
    #: Names of all fields, also of those that are not read.
    names: set[str]
    #: Rows have a column that tells when they were deleted.
    tombstones: bool = False
    #: Columns of the catalog whose field is gone; null in every row.
    lost: list[str] = field(default_factory=list)
    misfits: dict[str, str] = field(default_factory=dict)

    def read(self, record: Mapping[str, t.Any]) -> Row:
        """Convert one record; a cell that does not fit becomes null and is remembered."""
        values = record.get("fields") or {}
        row: Row = {
            KEY: record["record_id"],
            "_app_token": self.path["app_token"],
            "_table_id": self.path["table_id"],
            "_created_time": _instant(record.get("created_time")),
            REPLICATION_KEY: _instant(record.get("last_modified_time")),
            "_created_by": _person(record.get("created_by")),
            "_last_modified_by": _person(record.get("last_modified_by")),
        }
        row.update(dict.fromkeys([*([DELETED_AT] if self.tombstones else []), *self.lost]))
        for cell in self.cells:
            try:
                row[cell.column] = cell.codec.read(values.get(cell.field_name))
            except CellError as error:
                row[cell.column] = None
                self._remember(cell, str(record["record_id"]), error)
        return row

    def gone(self, record_id: str, moment: str) -> Row:
        """Make the row of a record that does not exist any more: its id, and since when."""
        ours = {KEY: record_id, "_app_token": self.path["app_token"]}
        ours |= {"_table_id": self.path["table_id"], REPLICATION_KEY: moment, DELETED_AT: moment}
        columns = [*_RECORD_PROPERTIES, *(cell.column for cell in self.cells), *self.lost]
        return {**dict.fromkeys(columns), **ours}

    def knows(self, record: Mapping[str, t.Any]) -> bool:
        """Whether all cells of a record belong to fields that are known."""
        return self.names.issuperset(record.get("fields") or ())

    def renamed(self, names: Mapping[str, str], also: Iterable[str]) -> RowReader:
        """Read on under new names of fields; names in `also` are known from now on."""
        cells = [
            replace(cell, field_name=names.get(cell.field_name, cell.field_name))
            for cell in self.cells
        ]
        return replace(self, cells=cells, names={*self.names, *names.values(), *also})

    def conclude(self, stream: str) -> None:
        """End the table.

        Raises:
            IncompleteError: Cells did not fit their columns; their rows were emitted without them.
        """
        if self.misfits:
            told = "; ".join(self.misfits.values())
            msg = f"Cells of {stream} do not fit the type of their column: {told}"
            raise IncompleteError(
                msg,
                cure="Run discovery again (meltano: --refresh-catalog), so that the type is new",
            )

    def _remember(self, cell: Cell, record_id: str, error: CellError) -> None:
        if cell.column not in self.misfits:
            told = f"{cell.field_name!r} in record {record_id}: {error}"
            logger.warning("A cell does not fit its column: %s", told)
            self.misfits[cell.column] = told


def _instant(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else instant_text(int(milliseconds))


def _person(person: t.Any) -> dict[str, t.Any] | None:
    """Take a person as an object; cells of people are lists, so take the first of one too."""
    if isinstance(person, list):
        person = person[0] if person else None
    return {key: person.get(key) for key in _PERSON_KEYS} if person else None
