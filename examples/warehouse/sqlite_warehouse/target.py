"""`target-sqlite-warehouse`: load Singer streams into the warehouse file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk import Target
from singer_sdk import typing as th
from singer_sdk.sinks import BatchSink

from sqlite_warehouse.store import Table, Warehouse
from sqlite_warehouse.values import ANYTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class WarehouseSink(BatchSink):
    """One stream into one table: a batch is one transaction."""

    def __init__(
        self,
        target: Target,
        stream_name: str,
        schema: dict[str, Any],
        key_properties: Sequence[str] | None,
    ) -> None:
        super().__init__(target, stream_name, schema, key_properties)
        self.warehouse = Warehouse(self.config["path"])
        properties = self.schema["properties"]
        self.table = Table(stream_name, properties, tuple(self.key_properties))
        # The SDK parses the date-times that a schema names, which loses how they were written.
        self.schema = {**self.schema, "properties": _without_formats(properties)}

    def setup(self) -> None:
        """Make the table ready before the first record."""
        self.table = self.warehouse.prepare(self.table)

    def process_batch(self, context: dict[str, Any]) -> None:
        """Write the batch. Properties that the schema does not name become columns too."""
        records = context["records"]
        unknown = _names(records) - self.table.properties.keys()
        if unknown:
            more = dict.fromkeys(sorted(unknown), ANYTHING)
            wider = Table(self.table.name, {**self.table.properties, **more}, self.table.keys)
            self.table = self.warehouse.prepare(wider)
        self.warehouse.write(self.table, records)

    def _remove_sdc_metadata_from_schema(self) -> None:
        """Keep `_sdc_deleted_at` and the like: here they are columns that the tap sent."""

    def _remove_sdc_metadata_from_record(self, record: dict[str, Any]) -> None:
        """Keep them in the record as well."""


class TargetWarehouse(Target):
    """Singer target for a SQLite file that keeps every row and every value."""

    name = "target-sqlite-warehouse"
    package_name = "singer-sqlite-warehouse"
    default_sink_class = WarehouseSink
    config_jsonschema: ClassVar[dict[str, Any]] = th.PropertiesList(
        th.Property(
            "path",
            th.StringType(nullable=False),
            required=True,
            title="File",
            description="The SQLite file. It is created when missing.",
        ),
    ).to_dict()


def _without_formats(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {keyword: value for keyword, value in schema.items() if keyword != "format"}
        for name, schema in properties.items()
    }


def _names(records: Iterable[dict[str, Any]]) -> set[str]:
    return {name for record in records for name in record}


def main() -> None:
    """Run the console script."""
    TargetWarehouse.cli()
