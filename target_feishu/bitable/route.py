"""The settings of a route that writes rows."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from feishu_connect.links import parse_base_link
from target_feishu.bitable.specs import fields_problems
from target_feishu.kind import Properties, Route

if t.TYPE_CHECKING:
    from collections.abc import Mapping

LOAD_METHODS: t.Final = ("upsert", "append-only", "overwrite")

_FIELD = {
    "type": ["string", "object"],
    "minLength": 1,
    "required": ["field_name", "type"],
    "properties": {
        "field_name": {"type": "string", "minLength": 1},
        "type": {"type": "integer"},
        "ui_type": {"type": "string"},
        "property": {"type": ["object", "null"]},
    },
}

_LINK = {
    "type": "object",
    "required": ["table", "key"],
    "additionalProperties": False,
    "properties": {
        "table": {"type": "string", "minLength": 1},
        "key": {"type": "string", "minLength": 1},
        "unresolved": {"type": "string", "enum": ["fail", "empty", "dead_letter"]},
    },
}

PROPERTIES: t.Final[Properties] = {
    "base": {
        "type": "string",
        "title": "Base",
        "description": "Link or app_token of the base; by default the setting `base`.",
        "minLength": 1,
    },
    "table": {
        "type": "string",
        "title": "Table",
        "description": "Id or name of the table; by default the stream's name.",
        "minLength": 1,
    },
    "create_table": {
        "type": "boolean",
        "title": "Create the table",
        "description": "Make the table where it is missing.",
        "default": True,
    },
    "add_fields": {
        "type": "boolean",
        "title": "Add fields",
        "description": "Make fields for columns that the table does not have.",
        "default": True,
    },
    "load_method": {
        "type": "string",
        "title": "Load method",
        "description": "Overrides the setting `load_method`.",
        "enum": list(LOAD_METHODS),
    },
    "verify": {
        "type": "boolean",
        "title": "Verify",
        "description": (
            "Look at every row on Feishu. With false, a record that is as it was last written "
            "costs no call: right where nobody edits or deletes the rows by hand."
        ),
        "default": True,
    },
    "hard_delete": {
        "type": "boolean",
        "title": "Delete rows",
        "description": "Overrides the setting `hard_delete`.",
    },
    "fields": {
        "type": "object",
        "title": "Fields",
        "description": (
            "Column -> name or id of its field, or the whole field as the API makes it "
            "(`field_name`, `type`, `ui_type`, `property`)."
        ),
        "additionalProperties": _FIELD,
    },
    "links": {
        "type": "object",
        "title": "Links",
        "description": (
            "Column -> the rows it links to by their own key: `table` of the same base, `key` is "
            "the field of that table (name or id) that holds the column's value, and "
            "`unresolved` says what to do where no row does: `fail`, `empty` or `dead_letter`, by "
            "default as `on_error`."
        ),
        "additionalProperties": _LINK,
    },
}


@dataclass(frozen=True, slots=True)
class BitableRoute(Route):
    """Rows of a table. `base` is the link or app_token as given, `table` an id or a name."""

    base: str = ""
    table: str = ""
    create_table: bool = True
    add_fields: bool = True
    load_method: str = ""
    verify: bool = True
    #: None where the setting of all routes holds.
    hard_delete: bool | None = None
    #: Property -> name or id of a field, or the body that makes it.
    fields: Mapping[str, str | Mapping[str, t.Any]] = field(default_factory=dict)
    #: Property -> `{table, key, unresolved}`.
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def problems(route: Mapping[str, t.Any], base: t.Any) -> list[str]:
    """List what is wrong with a route of the right shape."""
    found = fields_problems(route.get("fields") or {}, route.get("links") or {})
    if "base" in route:
        return [*base_problems(route["base"]), *found]
    if not base:
        found = ["has no `base`: give it one, or set the default `base`", *found]
    return found


def base_problems(base: str) -> list[str]:
    """Tell whether a base was given as a link or an app_token."""
    try:
        parse_base_link(base)
    except ValueError as error:
        return [f"`base` {error}"]
    return []
