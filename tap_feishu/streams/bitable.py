"""The structure of the bases: apps, tables, views, fields. All full-table."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import NotFoundError
from tap_feishu.columns import BOOLEAN, INTEGER, OBJECT, TEXT
from tap_feishu.streams.base import FixedStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.bitable.bases import OpenTable
    from tap_feishu.columns import Columns

Item = dict[str, t.Any]


class BaseStream(FixedStream):
    """A stream about the configured bases."""

    named_by = ("bases",)
    is_listed = False


class BitableApps(BaseStream):
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


class BitableTables(BaseStream):
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


class BitableViews(BaseStream):
    """One row a view."""

    name = "bitable_views"
    keys = ("app_token", "table_id", "view_id")
    only_if: t.ClassVar[Mapping[Endpoint, str]] = {
        endpoints.BITABLE_VIEW_GET: "the column `property` is selected"
    }
    endpoints = (endpoints.BITABLE_VIEW_LIST, endpoints.BITABLE_VIEW_GET)
    cost = "1 per 100 views of a table, with `property` also 1 per view"
    columns: t.ClassVar[Columns] = {
        "app_token": TEXT,
        "table_id": TEXT,
        "view_id": TEXT,
        "view_name": TEXT,
        "view_type": TEXT,
        "view_public_level": TEXT,
        "view_private_owner_id": TEXT,
        "property": OBJECT,
    }

    def items(self) -> Iterator[Item]:
        """List the views of every table; one that is deleted meanwhile is left out."""
        for entry in self.run.tables:
            for view in self.run.client.items(endpoints.BITABLE_VIEW_LIST, path=entry.path):
                detailed = self._detailed(entry, view) if self.wants("property") else view
                if detailed is not None:
                    yield {**detailed, **entry.path}

    def _detailed(self, entry: OpenTable, view: Item) -> Item | None:
        path = {**entry.path, "view_id": view["view_id"]}
        try:
            data = self.run.client.call(endpoints.BITABLE_VIEW_GET, path=path)
        except NotFoundError as error:
            self.logger.info("View %s is gone: %s", view["view_id"], error)
            return None
        return {**view, "property": (data.get("view") or {}).get("property")}


class BitableFields(BaseStream):
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
