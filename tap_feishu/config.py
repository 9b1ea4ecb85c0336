"""The tap's settings, with the schema from which `--about` and the docs are made."""

from __future__ import annotations

import datetime as dt
import typing as t
from dataclasses import dataclass, field

import pendulum

from feishu_connect.errors import SettingsError
from feishu_connect.links import BaseLink, parse_base_link
from feishu_connect.settings import (
    CONNECTION_PROPERTIES,
    CURES,
    REQUIRED_CONNECTION_SETTINGS,
    ConnectionSettings,
    connection_problems,
)
from feishu_connect.validation import problems_of

if t.TYPE_CHECKING:
    from collections.abc import Mapping

_BASE_OBJECT: t.Final[dict[str, t.Any]] = {
    "type": "object",
    "required": ["base"],
    "additionalProperties": False,
    "properties": {
        "base": {"type": "string", "minLength": 1, "description": "Link or app_token."},
        "name": {"type": "string", "minLength": 1, "description": "Prefix of its streams."},
        "tables": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "description": "Ids or names of the tables to keep; all where not given.",
        },
        "aliases": {
            "type": "object",
            "additionalProperties": {"type": "string", "minLength": 1},
            "description": "Table id -> whole stream name.",
        },
    },
}

TAP_PROPERTIES: t.Final[dict[str, dict[str, t.Any]]] = {
    "bases": {
        "type": "array",
        "title": "Bases",
        "description": (
            "Bases to read: pasted links (`/base/...` or `/wiki/...`) or app_tokens, or objects "
            "with `base`, `name` (prefix of the streams), `tables` (ids or names to keep) and "
            "`aliases` (table id -> stream name). A link with `table=` keeps that table, with "
            "`view=` the rows of that view."
        ),
        "items": {"type": ["string", "object"]},
        "default": [],
    },
    "start_date": {
        "type": ["string", "null"],
        "format": "date-time",
        "title": "Start date",
        "description": "The first sync of an incremental stream starts here; RFC 3339.",
    },
    "column_naming": {
        "type": "string",
        "title": "Column naming",
        "description": "Bitable columns are named after the field's name, or its field id.",
        "enum": ["name", "id"],
        "default": "name",
    },
    "text": {
        "type": "string",
        "title": "Rich text",
        "description": "Bitable text as plain text, Markdown, or the list of its segments.",
        "enum": ["plain", "markdown", "segments"],
        "default": "plain",
    },
    "lookback": {
        "type": "integer",
        "title": "Lookback",
        "description": (
            "Seconds before the start of a run that the next run reads again, where the source "
            "reports changes late."
        ),
        "minimum": 0,
        "maximum": 31_536_000,
        "default": 300,
    },
}

#: Settings of later versions -> the only value that this version has.
_ONLY: t.Final[dict[str, t.Any]] = {
    "attachments": "metadata",
    "deletes": "ignore",
    "modified_time_columns": {},
    "shard": {"index": 0, "count": 1},
}

CONFIG_JSONSCHEMA: t.Final[dict[str, t.Any]] = {
    "type": "object",
    "properties": {**CONNECTION_PROPERTIES, **TAP_PROPERTIES},
    "required": REQUIRED_CONNECTION_SETTINGS,
}


@dataclass(frozen=True, slots=True)
class BaseSetting:
    """One entry of `bases`; `said` is how the user wrote it, for messages."""

    said: str
    link: BaseLink
    name: str = ""
    tables: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TapSettings:
    """All settings of a run, checked and normalised once."""

    connection: ConnectionSettings
    bases: tuple[BaseSetting, ...]
    start_date: dt.datetime | None
    column_naming: t.Literal["name", "id"]
    text: t.Literal["plain", "markdown", "segments"]
    lookback: dt.timedelta

    @classmethod
    def from_config(cls, config: Mapping[str, t.Any]) -> TapSettings:
        """Read the configuration.

        Raises:
            SettingsError: All faults at once, each with its cure.
        """
        problems = tap_problems(config)
        if problems:
            raise SettingsError(problems)
        lookback = config.get("lookback")
        return cls(
            connection=ConnectionSettings.from_config(config),
            bases=tuple(_base_setting(entry) for entry in config.get("bases") or []),
            start_date=_start_date(config.get("start_date")),
            column_naming=config.get("column_naming") or "name",
            text=config.get("text") or "plain",
            lookback=dt.timedelta(seconds=300 if lookback is None else lookback),
        )


def tap_problems(config: Mapping[str, t.Any]) -> list[str]:
    """List what is wrong with the whole configuration, before any call."""
    problems = connection_problems(config)
    problems += problems_of(config, {"properties": TAP_PROPERTIES}, cures=CURES)
    problems += [
        f"`{name}` is not supported by this version: leave it out"
        for name, only in _ONLY.items()
        if config.get(name) not in (None, only)
    ]
    bases = config.get("bases")
    if isinstance(bases, list):
        for position, entry in enumerate(bases):
            problems += _base_problems(f"bases[{position}]", entry)
    if isinstance(config.get("start_date"), str):
        try:
            _start_date(config["start_date"])
        except ValueError:
            problems.append("`start_date` must be a time such as 2026-01-31T00:00:00Z")
    return problems


def _base_problems(where: str, entry: object) -> list[str]:
    if isinstance(entry, dict):
        problems = [
            problem.replace("`", f"`{where}.", 1) for problem in problems_of(entry, _BASE_OBJECT)
        ]
        link = entry.get("base")
    else:
        problems, link = [], entry
    if isinstance(link, str):
        try:
            parse_base_link(link)
        except ValueError as error:
            problems.append(f"`{where}` {error}")
    return problems


def _base_setting(entry: str | dict[str, t.Any]) -> BaseSetting:
    if isinstance(entry, str):
        return BaseSetting(entry, parse_base_link(entry))
    return BaseSetting(
        said=entry["base"],
        link=parse_base_link(entry["base"]),
        name=entry.get("name") or "",
        tables=tuple(entry.get("tables") or ()),
        aliases=dict(entry.get("aliases") or {}),
    )


def _start_date(text: str | None) -> dt.datetime | None:
    """Read a time in any ISO 8601 form; without a zone it is UTC."""
    if not text:
        return None
    moment = pendulum.parse(text.strip(), tz="UTC")
    if isinstance(moment, pendulum.DateTime):
        return dt.datetime.fromisoformat(moment.in_timezone("UTC").isoformat())
    msg = "not a time"
    raise ValueError(msg)
