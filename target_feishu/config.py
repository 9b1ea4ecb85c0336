"""The target's settings: their JSON Schema for `--about`, and the frozen form that code reads."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect import ConnectionSettings, SettingsError
from feishu_connect.endpoints import MAX_RECORDS_PER_WRITE
from feishu_connect.settings import (
    CONNECTION_PROPERTIES,
    CURES,
    REQUIRED_CONNECTION_SETTINGS,
    connection_problems,
)
from feishu_connect.validation import problems_of
from target_feishu.bitable.route import LOAD_METHODS, BitableRoute, base_problems
from target_feishu.kind import COMMON_PROPERTIES
from target_feishu.kinds import KINDS, merged_properties
from target_feishu.routes import find_route, read_route, route_problems

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from target_feishu.kind import Route

_ROUTE = {**COMMON_PROPERTIES, **merged_properties()}
_ROUTE["to"] = {**_ROUTE["to"], "enum": list(KINDS)}

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
        "items": {"type": "object", "properties": _ROUTE, "required": ["stream"]},
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
    "hard_delete": {
        "type": "boolean",
        "title": "Delete rows",
        "description": (
            "Delete the rows whose records the source has deleted (`_sdc_deleted_at`), and those "
            "that an ACTIVATE_VERSION message leaves behind. Otherwise they are marked in the "
            "field of `_sdc_deleted_at`, where there is one, or left alone."
        ),
        "default": False,
    },
    "dead_letter_path": {
        "type": "string",
        "title": "Dead letters",
        "description": (
            "File (JSON lines: record, stream, code, field, message, log_id) for the records of "
            "routes with `on_error: dead_letter` that cannot land."
        ),
        "minLength": 1,
    },
    "files_dir": {
        "type": "string",
        "title": "Folder of files",
        "description": (
            "Files that records name by path are uploaded only from this folder; by default from "
            "anywhere that the process may read."
        ),
        "minLength": 1,
    },
    "batch_size_rows": {
        "type": "integer",
        "title": "Batch size",
        "description": "Records collected before they are written; one call takes 1000.",
        "minimum": 1,
        "maximum": MAX_RECORDS_PER_WRITE,
        "default": MAX_RECORDS_PER_WRITE,
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
    hard_delete: bool = False
    dead_letter_path: str = ""
    files_dir: str = ""

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
            hard_delete=bool(config.get("hard_delete")),
            dead_letter_path=str(config.get("dead_letter_path") or ""),
            files_dir=str(config.get("files_dir") or ""),
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
    return problems + (route_problems(routes, config) if isinstance(routes, list) else [])
