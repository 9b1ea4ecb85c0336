"""The structure of the bases: apps, tables, views, fields. All full-table."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from tap_feishu.columns import BOOLEAN, INTEGER, OBJECT, TEXT
from tap_feishu.streams.base import FixedStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_feishu.columns import Columns

Item = dict[str, t.Any]


class BitableApps(FixedStream):
    """One row a base."""

    name = "bitable_apps"
    keys = ("app_token",)
    endpoints = (endpoints.BITABLE_APP_GET,)
    cost = "1 per base (made anyway)"
    columns: t.ClassVar[Columns] = {
        "app_token": TEXT,
        "name": TEXT,
        "revision": INTEGER,
        "is_advanced": BOOLEAN,
        "time_zone": TEXT,
        "formula_type": INTEGER,
        "advance_version": TEXT,
    }

    def items(self) -> Iterator[Item]:
        """Give what opening the bases told."""
        for opened in self.run.bases:
            yield {**opened.base.raw, "app_token": opened.base.app_token}


class BitableTables(FixedStream):
    """One row a table that is kept."""

    name = "bitable_tables"
    keys = ("app_token", "table_id")
    endpoints = (endpoints.BITABLE_TABLE_LIST,)
    cost = "1 per 100 tables of a base (made anyway)"
    columns: t.ClassVar[Columns] = {
        "app_token": TEXT,
        "table_id": TEXT,
        "name": TEXT,
        "revision": INTEGER,
    }

    def items(self) -> Iterator[Item]:
        """Give what opening the bases told."""
        for entry in self.run.tables:
            yield {**entry.table.raw, **entry.path}


class BitableViews(FixedStream):
    """One row a view."""

    name = "bitable_views"
    keys = ("app_token", "table_id", "view_id")
    endpoints = (endpoints.BITABLE_VIEW_LIST,)
    cost = "1 per 100 views of a table"
    columns: t.ClassVar[Columns] = {
        "app_token": TEXT,
        "table_id": TEXT,
        "view_id": TEXT,
        "view_name": TEXT,
        "view_type": TEXT,
        "view_public_level": TEXT,
        "view_private_owner_id": TEXT,
    }

    def items(self) -> Iterator[Item]:
        """List the views of every table."""
        for entry in self.run.tables:
            for view in self.run.client.items(endpoints.BITABLE_VIEW_LIST, path=entry.path):
                yield {**view, **entry.path}


class BitableFields(FixedStream):
    """One row a field."""

    name = "bitable_fields"
    keys = ("app_token", "table_id", "field_id")
    endpoints = (endpoints.BITABLE_FIELD_LIST,)
    cost = "1 per 100 fields of a table"
    columns: t.ClassVar[Columns] = {
        "app_token": TEXT,
        "table_id": TEXT,
        "field_id": TEXT,
        "field_name": TEXT,
        "type": INTEGER,
        "ui_type": TEXT,
        "property": OBJECT,
        "description": TEXT,
        "is_primary": BOOLEAN,
        "is_hidden": BOOLEAN,
    }

    def items(self) -> Iterator[Item]:
        """Give the fields of every table; discovery has listed most of them already."""
        for entry in self.run.tables:
            for row in entry.field_rows:
                yield {**row, **entry.path, "description": _plain(row.get("description"))}


def _plain(description: t.Any) -> str | None:
    """Descriptions come as text, as an object with the text, or as a list of segments."""
    if isinstance(description, list):
        return "".join(str(part.get("text") or "") for part in description) or None
    if isinstance(description, dict):
        return str(description.get("text") or "") or None
    return description or None


STREAMS = (BitableApps, BitableTables, BitableViews, BitableFields)
