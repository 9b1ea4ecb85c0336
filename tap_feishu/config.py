"""The tap's settings, checked and normalised once."""

from __future__ import annotations

import datetime as dt
import typing as t
from dataclasses import dataclass, field

import pendulum

from feishu_connect.errors import SettingsError
from feishu_connect.links import BaseLink, ObjectKind, ObjectLink, parse_base_link, parse_link
from feishu_connect.settings import (
    CONNECTION_PROPERTIES,
    CURES,
    REQUIRED_CONNECTION_SETTINGS,
    ConnectionSettings,
    connection_problems,
)
from feishu_connect.validation import problems_of
from tap_feishu.properties import BASE_OBJECT, TAP_PROPERTIES

if t.TYPE_CHECKING:
    from collections.abc import Mapping

#: Settings of later versions -> the only value that this version has.
_ONLY: t.Final[dict[str, t.Any]] = {"shard": {"index": 0, "count": 1}}

#: Setting -> kind of the objects that it names.
_OBJECTS: t.Final[dict[str, ObjectKind]] = {
    "approval_codes": "approval",
    "calendar_ids": "calendar",
    "chat_ids": "chat",
    "tasklist_guids": "tasklist",
    "drive_folders": "folder",
    "wiki_spaces": "wiki_space",
    "documents": "document",
    "spreadsheets": "spreadsheet",
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
    #: What to read, by setting: `approval_codes`, `calendar_ids`, ...; empty tuples where not told.
    objects: Mapping[str, tuple[ObjectLink, ...]]
    ended_lookback: dt.timedelta
    message_lookback: dt.timedelta
    approval_listing: t.Literal["complete", "query"]
    modified_time_columns: Mapping[str, str]
    full_refresh_interval: dt.timedelta | None
    record_events: bool
    deletes: t.Literal["ignore", "tombstone"]
    attachments: t.Literal["metadata", "download"]
    attachments_dir: str

    @classmethod
    def from_config(cls, config: Mapping[str, t.Any]) -> TapSettings:
        """Read the configuration.

        Raises:
            SettingsError: All faults at once, each with its cure.
        """
        problems = tap_problems(config)
        if problems:
            raise SettingsError(problems)
        return cls(
            connection=ConnectionSettings.from_config(config),
            bases=tuple(_base_setting(entry) for entry in config.get("bases") or []),
            start_date=_start_date(config.get("start_date")),
            column_naming=config.get("column_naming") or "name",
            text=config.get("text") or "plain",
            lookback=_seconds(config, "lookback"),
            objects={
                name: tuple(parse_link(kind, text) for text in config.get(name) or [])
                for name, kind in _OBJECTS.items()
            },
            ended_lookback=_seconds(config, "ended_lookback"),
            message_lookback=_seconds(config, "message_lookback"),
            approval_listing=config.get("approval_listing") or "complete",
            modified_time_columns=dict(config.get("modified_time_columns") or {}),
            full_refresh_interval=(
                _seconds(config, "full_refresh_interval")
                if config.get("full_refresh_interval")
                else None
            ),
            record_events=bool(config.get("record_events")),
            deletes=config.get("deletes") or "ignore",
            attachments=config.get("attachments") or "metadata",
            attachments_dir=config.get("attachments_dir") or "attachments",
        )

    @property
    def named(self) -> frozenset[str]:
        """The settings that name something to read."""
        objects = (name for name, links in self.objects.items() if links)
        return frozenset([*objects, *(["bases"] if self.bases else [])])


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
            problems += _view_problems(f"bases[{position}]", entry, config)
    for name, kind in _OBJECTS.items():
        problems += _object_problems(name, kind, config.get(name))
    if config.get("record_events") and not config.get("full_refresh_interval"):
        problems.append(
            "`record_events` needs `full_refresh_interval`: events can be lost, and the next full "
            "read finds what they missed"
        )
    if config.get("approval_listing") == "query" and config.get("app_type") == "store":
        problems.append("`approval_listing` must be `complete`: Feishu lets no store app query")
    if isinstance(config.get("start_date"), str):
        try:
            _start_date(config["start_date"])
        except ValueError:
            problems.append("`start_date` must be a time such as 2026-01-31T00:00:00Z")
    return problems


def _base_problems(where: str, entry: object) -> list[str]:
    if isinstance(entry, dict):
        problems = [
            problem.replace("`", f"`{where}.", 1) for problem in problems_of(entry, BASE_OBJECT)
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


def _view_problems(where: str, entry: object, config: Mapping[str, t.Any]) -> list[str]:
    """Find tables of which only a view is read, and that a column shall narrow."""
    said = entry.get("base") if isinstance(entry, dict) else entry
    narrowed = config.get("modified_time_columns")
    narrowed = narrowed if isinstance(narrowed, dict) else {}
    try:
        link = parse_base_link(said) if isinstance(said, str) else None
    except ValueError:
        return []
    if not link or not link.view_id or link.table_id not in narrowed:
        return []
    problem = (
        f"`{where}` names a view of {link.table_id}, which `modified_time_columns` cannot narrow: "
        "leave out `view=`, or the table in `modified_time_columns`"
    )
    return [problem]


def _object_problems(name: str, kind: ObjectKind, entries: object) -> list[str]:
    problems = []
    for position, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, str):
            try:
                parse_link(kind, entry)
            except ValueError as error:
                problems.append(f"`{name}[{position}]` {error}")
    return problems


def _seconds(config: Mapping[str, t.Any], name: str) -> dt.timedelta:
    value = config.get(name)
    return dt.timedelta(seconds=TAP_PROPERTIES[name]["default"] if value is None else value)


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
