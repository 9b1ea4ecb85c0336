"""The target's settings: their JSON Schema for `--about`, and the frozen form that code reads."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect import ConnectionSettings, SettingsError
from feishu_connect.settings import (
    CONNECTION_PROPERTIES,
    CURES,
    REQUIRED_CONNECTION_SETTINGS,
    connection_problems,
)
from feishu_connect.validation import problems_of
from target_feishu.routes import (
    LOAD_METHODS,
    RECEIVE_ID_TYPES,
    BitableRoute,
    Route,
    base_problems,
    find_route,
    read_route,
    route_problems,
)

if t.TYPE_CHECKING:
    from collections.abc import Mapping

#: Records of one batch: what one call of Feishu takes.
BATCH_SIZE = 1000

ROUTE_PROPERTIES: t.Final[dict[str, dict[str, t.Any]]] = {
    "stream": {
        "type": "string",
        "title": "Stream",
        "description": "Glob over stream names; the first route that matches wins.",
    },
    "to": {
        "type": "string",
        "title": "Kind of destination",
        "description": "`bitable` writes rows, `message` sends messages, `ignore` does nothing.",
        "enum": ["bitable", "message", "ignore"],
        "default": "bitable",
    },
    "base": {
        "type": "string",
        "title": "Base",
        "description": "bitable: link or app_token of the base; by default the setting `base`.",
    },
    "table": {
        "type": "string",
        "title": "Table",
        "description": "bitable: id or name of the table; by default the stream's name.",
    },
    "create_table": {
        "type": "boolean",
        "title": "Create the table",
        "description": "bitable: make the table where it is missing.",
        "default": True,
    },
    "add_fields": {
        "type": "boolean",
        "title": "Add fields",
        "description": "bitable: make fields for columns that the table does not have.",
        "default": True,
    },
    "load_method": {
        "type": "string",
        "title": "Load method",
        "description": "bitable: overrides the setting `load_method`.",
        "enum": list(LOAD_METHODS),
    },
    "fields": {
        "type": "object",
        "title": "Fields",
        "description": (
            "bitable: column -> name or id of its field, or the whole field as the API makes it "
            "(`field_name`, `type`, `ui_type`, `property`)."
        ),
    },
    "receive_id": {
        "type": "string",
        "title": "Receiver",
        "description": "message: id of the chat or person, or an e-mail address. A template.",
    },
    "receive_id_type": {
        "type": "string",
        "title": "Kind of receiver",
        "description": "message: by default told from the id: oc_, ou_, on_, an e-mail address.",
        "enum": list(RECEIVE_ID_TYPES),
    },
    "msg_type": {
        "type": "string",
        "title": "Kind of message",
        "description": "message: `text`, `post`, `interactive`, ... A template.",
        "default": "text",
    },
    "content": {
        "type": ["string", "object"],
        "title": "Content",
        "description": (
            "message: for `text` the text, else the content object of the API. Every string in "
            "it is a Jinja template over the record, e.g. `{{ amount }}`."
        ),
    },
}

TARGET_PROPERTIES: t.Final[dict[str, dict[str, t.Any]]] = {
    "base": {
        "type": "string",
        "title": "Base",
        "description": (
            "Link (`.../base/...` or `.../wiki/...`) or app_token of the base that receives the "
            "streams without a route, one table each."
        ),
        "minLength": 1,
    },
    "routes": {
        "type": "array",
        "title": "Routes",
        "description": "Where streams go; the first match wins.",
        "items": {"type": "object", "properties": ROUTE_PROPERTIES, "required": ["stream"]},
        "default": [],
    },
    "load_method": {
        "type": "string",
        "title": "Load method",
        "description": (
            "`upsert` updates the rows whose key is there and creates the others; `append-only` "
            "creates a row a record; `overwrite` replaces all rows at the end of the run. By "
            "default `upsert` for streams with a key and `append-only` for the others."
        ),
        "enum": list(LOAD_METHODS),
    },
    "batch_size_rows": {
        "type": "integer",
        "title": "Batch size",
        "description": "Records collected before they are written; one call takes 1000.",
        "minimum": 1,
        "maximum": BATCH_SIZE,
        "default": BATCH_SIZE,
    },
}

CONFIG_JSONSCHEMA: t.Final[dict[str, t.Any]] = {
    "type": "object",
    "properties": {**CONNECTION_PROPERTIES, **TARGET_PROPERTIES},
    "required": REQUIRED_CONNECTION_SETTINGS,
}


@dataclass(frozen=True, slots=True)
class TargetSettings:
    """The settings in the form that the target works with."""

    connection: ConnectionSettings
    routes: tuple[Route, ...] = ()
    base: str = ""
    load_method: str = ""

    @classmethod
    def from_config(cls, config: Mapping[str, t.Any]) -> TargetSettings:
        """Read the settings, once.

        Raises:
            SettingsError: All faults at once, each with its cure.
        """
        problems = config_problems(config)
        if problems:
            raise SettingsError(problems)
        base = str(config.get("base") or "")
        return cls(
            connection=ConnectionSettings.from_config(config),
            routes=tuple(read_route(route, base) for route in config.get("routes") or ()),
            base=base,
            load_method=str(config.get("load_method") or ""),
        )

    def route_of(self, stream: str) -> Route:
        """Tell where a stream goes.

        Raises:
            SettingsError: Nowhere: no route matches and there is no default base.
        """
        found = find_route(self.routes, stream)
        if found is not None:
            return found
        if not self.base:
            problem = (
                f"stream `{stream}` has no destination: set `base`, add a route that matches "
                f'it, or leave it out with {{"stream": "{stream}", "to": "ignore"}}'
            )
            raise SettingsError([problem])
        return BitableRoute(stream, base=self.base)


def config_problems(
    config: Mapping[str, t.Any], others: Mapping[str, t.Any] | None = None
) -> list[str]:
    """List everything that is wrong with a configuration, without showing a value of it.

    Args:
        config: The configuration as given.
        others: JSON Schemas of further settings, e.g. the SDK's.
    """
    own = {**(others or {}), **TARGET_PROPERTIES, "routes": {"type": "array"}}
    problems = connection_problems(config) + problems_of(config, {"properties": own}, cures=CURES)
    base = config.get("base")
    if base and isinstance(base, str):
        problems += base_problems(base)
    routes = config.get("routes")
    return problems + (route_problems(routes, base) if isinstance(routes, list) else [])
