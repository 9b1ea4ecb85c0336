"""Handles to build and edit Bitable documents directly, as a person in the browser would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.bitable import actions, columns, kinds, structure
from feishu_sandbox.bitable.notices import noticed
from feishu_sandbox.bitable.reading import CellReader, raw_cell
from feishu_sandbox.bitable.writing import CellConverter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feishu_sandbox.model import Base, Field, Json, Table, View
    from feishu_sandbox.world import World


class BaseBuilder:
    """One base; `data` is its state."""

    def __init__(self, world: World, data: Base) -> None:
        """Wrap a base."""
        self.world = world
        self.data = data

    @property
    def app_token(self) -> str:
        """The base's token."""
        return self.data.app_token

    def add_table(self, name: str, fields: Sequence[Json] = ()) -> TableBuilder:
        """Create a table.

        Args:
            name: The table's name.
            fields: `{field_name, type, ui_type?, property?}` each, the index field first; types
                that the API cannot make (Lookup, Stage, Button) are fine here.
        """
        with self.world.lock:
            table = structure.new_table(self.world, self.data, name, fields, any_type=True)
        return TableBuilder(self.world, self.data, table)

    def table(self, key: str) -> TableBuilder:
        """Return the table with this id or name.

        Raises:
            KeyError: There is none.
        """
        for table in self.data.tables.values():
            if key in (table.table_id, table.name):
                return TableBuilder(self.world, self.data, table)
        raise KeyError(key)

    def remove_table(self, key: str) -> None:
        """Delete a table."""
        with self.world.lock:
            del self.data.tables[self.table(key).table_id]
            self.data.revision += 1

    def share(self, holder: str, right: str | None) -> None:
        """Give an app id or open_id `view`, `edit` or `manage` on the base; None takes it away."""
        with self.world.lock:
            self.data.access.pop(holder, None)
            if right:
                self.data.access[holder] = right


class TableBuilder:
    """One table; `data` is its state.

    Cells are given by field name in the shapes that the API takes. Beyond those, text may be a
    list of segments, a location an object, and computed columns take their result as
    `{"type": …, "value": […]}`.
    """

    def __init__(self, world: World, base: Base, data: Table) -> None:
        """Wrap a table."""
        self.world = world
        self.base = base
        self.data = data

    @property
    def table_id(self) -> str:
        """The table's id."""
        return self.data.table_id

    def field(self, key: str) -> Field:
        """Return the field with this id or name.

        Raises:
            KeyError: There is none.
        """
        for field in self.data.fields:
            if key in (field.field_id, field.name):
                return field
        raise KeyError(key)

    def add_field(
        self, name: str, kind: int, ui_type: str = "", property_: Json | None = None
    ) -> Field:
        """Append a field of any type."""
        given = {"field_name": name, "type": kind, "ui_type": ui_type, "property": property_}
        with self.world.lock:
            field = columns.read_field(self.world, self.base, given, any_type=True)
            columns.attach_field(self.world, self.base, self.data, field)
        return field

    def rename_field(self, key: str, name: str) -> None:
        """Give a field another name."""
        with self.world.lock:
            self.field(key).name = name
            self.base.revision += 1

    def remove_field(self, key: str) -> None:
        """Delete a field."""
        with self.world.lock:
            columns.detach_field(self.base, self.data, self.field(key))

    def add_view(self, name: str, property_: Json | None = None) -> View:
        """Append a grid view, filtered by `property_["filter_info"]` if given."""
        with self.world.lock:
            view = structure.add_view(self.world, self.base, self.data, name)
            view.property = property_
        return view

    def add_row(self, cells: Mapping[str, Any], *, by: str = "") -> str:
        """Append a row and return its record id; `by` is the open_id of its author."""
        with self.world.lock:
            stored = self._stored(cells)
            actor = by or self._someone()
            with noticed(self.world, self.base, actor):
                record = actions.insert_record(self.world, self.base, self.data, stored, actor)
        return record.record_id

    def edit_row(self, record_id: str, cells: Mapping[str, Any], *, by: str = "") -> None:
        """Change cells of a row; None empties one."""
        with self.world.lock:
            record = self.data.records[record_id]
            stored = self._stored(cells)
            actor = by or self._someone()
            with noticed(self.world, self.base, actor):
                actions.change_record(self.world, self.base, self.data, record, stored, actor=actor)

    def remove_rows(self, *record_ids: str) -> None:
        """Delete rows."""
        with self.world.lock, noticed(self.world, self.base, self._someone()):
            actions.remove_records(self.base, self.data, record_ids)

    def rows(self) -> dict[str, Json]:
        """Return the cells of every row by record id, in the shapes of search."""
        app = next(iter(self.world.state.apps.values()))
        with self.world.lock:
            reader = CellReader(self.world, self.data, app, "open_id", "http://sandbox")
            records = self.data.records.values()
            return {r.record_id: reader.fields(r, self.data.fields) for r in records}

    def cell(self, record_id: str, key: str) -> Any:
        """Return one stored cell, None when it is empty."""
        return raw_cell(self.data.records[record_id], self.field(key))

    def _someone(self) -> str:
        return next(iter(self.world.state.users), "")

    def _stored(self, cells: Mapping[str, Any]) -> Json:
        converter = CellConverter(self.world, self.base, "open_id")
        stored: Json = {}
        for name, value in cells.items():
            field = self.field(name)
            raw = field.type in kinds.READ_ONLY_TYPES
            raw |= field.type == kinds.TEXT and isinstance(value, list)
            raw |= field.type == kinds.LOCATION and isinstance(value, dict)
            stored[field.field_id] = value if raw else converter.convert(field, value)
        converter.commit()
        return stored
