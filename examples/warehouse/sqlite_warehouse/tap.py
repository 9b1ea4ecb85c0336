"""`tap-sqlite-warehouse`: read tables and queries of the warehouse file as Singer streams."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk import Stream, Tap
from singer_sdk import typing as th

from sqlite_warehouse.store import Table, Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from singer_sdk.helpers.types import Context, Record

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class TableStream(Stream):
    """A loaded stream, sent on with the schema and the values it came with."""

    def __init__(self, tap: Tap, warehouse: Warehouse, table: Table) -> None:
        schema = {"type": "object", "properties": dict(table.properties)}
        super().__init__(tap, schema=schema, name=table.name)
        self.primary_keys = table.keys
        self.warehouse = warehouse
        self.table = table

    def get_records(self, context: Context | None) -> Iterable[Record]:  # noqa: ARG002
        """Yield the table's rows."""
        return self.warehouse.rows(self.table)


class QueryStream(Stream):
    """The rows of one select statement of the configuration."""

    def __init__(self, tap: Tap, warehouse: Warehouse, name: str, query: dict[str, Any]) -> None:
        self.warehouse = warehouse
        self.sql = query["sql"]
        super().__init__(tap, schema=_schema_of(warehouse, self.sql), name=name)
        self.primary_keys = tuple(query.get("primary_keys", ()))

    def get_records(self, context: Context | None) -> Iterable[Record]:  # noqa: ARG002
        """Run the statement and yield its rows."""
        text = {name for name, schema in self.schema["properties"].items() if _is_text(schema)}
        for row in self.warehouse.query(self.sql):
            yield {name: _text(cell) if name in text else cell for name, cell in row.items()}


class TapWarehouse(Tap):
    """Singer tap for the warehouse file: its tables, and queries over them."""

    name = "tap-sqlite-warehouse"
    package_name = "singer-sqlite-warehouse"
    dynamic_catalog = True
    config_jsonschema: ClassVar[dict[str, Any]] = th.PropertiesList(
        th.Property(
            "path",
            th.StringType(nullable=False),
            required=True,
            title="File",
            description="The SQLite file that target-sqlite-warehouse writes.",
        ),
        th.Property(
            "tables",
            th.ArrayType(th.StringType(nullable=False)),
            title="Tables",
            description="Tables to read. All when absent, none when empty.",
        ),
        th.Property(
            "queries",
            th.ObjectType(
                additional_properties=th.ObjectType(
                    th.Property("sql", th.StringType(nullable=False), required=True),
                    th.Property("primary_keys", th.ArrayType(th.StringType(nullable=False))),
                    additional_properties=False,
                ),
            ),
            title="Queries",
            description="Stream name → `{sql, primary_keys}`: a select statement whose rows are "
            "read as a stream of their own. Its columns' types are those of the rows it returns.",
        ),
    ).to_dict()

    def discover_streams(self) -> Sequence[Stream]:
        """Offer each wanted table and each query."""
        warehouse = Warehouse(self.config["path"])
        wanted = self.config.get("tables")
        tables = [t for t in warehouse.tables() if wanted is None or t.name in wanted]
        queries = self.config.get("queries") or {}
        return [
            *(TableStream(self, warehouse, table) for table in tables),
            *(QueryStream(self, warehouse, name, query) for name, query in queries.items()),
        ]


def _schema_of(warehouse: Warehouse, sql: str) -> dict[str, Any]:
    found: dict[str, set[str]] = {name: set() for name in warehouse.columns(sql)}
    for row in warehouse.query(sql):
        for name, cell in row.items():
            if cell is not None:
                found[name].add(_type_of(cell))
    return {
        "type": "object",
        "properties": {name: _column_schema(types) for name, types in found.items()},
    }


def _type_of(cell: object) -> str:
    if isinstance(cell, int):
        return "integer"
    if isinstance(cell, float):
        return "number"
    return "date-time" if _DATE_TIME.fullmatch(str(cell)) else "string"


def _column_schema(types: set[str]) -> dict[str, Any]:
    if types == {"integer"}:
        return {"type": ["null", "integer"]}
    if types and types <= {"integer", "number"}:
        return {"type": ["null", "number"]}
    if types == {"date-time"}:
        return {"type": ["null", "string"], "format": "date-time"}
    return {"type": ["null", "string"]}


def _is_text(schema: dict[str, Any]) -> bool:
    return "string" in schema["type"]


def _text(cell: object) -> str | None:
    return cell if cell is None or isinstance(cell, str) else str(cell)


def main() -> None:
    """Run the console script."""
    TapWarehouse.cli()
