"""Where streams go: the setting `routes`, read once and checked before the first call."""

from __future__ import annotations

import fnmatch
import typing as t
from dataclasses import dataclass, field

from feishu_connect.links import parse_base_link
from feishu_connect.validation import problems_of
from target_feishu.messages.content import content_problems

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LOAD_METHODS: t.Final = ("upsert", "append-only", "overwrite")
RECEIVE_ID_TYPES: t.Final = ("open_id", "union_id", "user_id", "email", "chat_id")

_STREAM = {"type": "string", "minLength": 1}
_TO = {"type": "string", "enum": ["bitable", "message", "ignore"]}
_FIELD = {
    "type": ["string", "object"],
    "minLength": 1,
    "required": ["field_name", "type"],
    "properties": {
        "field_name": {"type": "string", "minLength": 1},
        "type": {"type": "integer"},
        "ui_type": {"type": "string"},
        "property": {"type": "object"},
    },
}

#: JSON Schema of a route, by its `to`.
SCHEMAS: t.Final[dict[str, dict[str, t.Any]]] = {
    "bitable": {
        "required": ["stream"],
        "additionalProperties": False,
        "properties": {
            "stream": _STREAM,
            "to": _TO,
            "base": {"type": "string", "minLength": 1},
            "table": {"type": "string", "minLength": 1},
            "create_table": {"type": "boolean"},
            "add_fields": {"type": "boolean"},
            "load_method": {"type": "string", "enum": list(LOAD_METHODS)},
            "fields": {"type": "object", "additionalProperties": _FIELD},
        },
    },
    "message": {
        "required": ["stream", "receive_id", "content"],
        "additionalProperties": False,
        "properties": {
            "stream": _STREAM,
            "to": _TO,
            "receive_id": {"type": "string", "minLength": 1},
            "receive_id_type": {"type": "string", "enum": list(RECEIVE_ID_TYPES)},
            "msg_type": {"type": "string", "minLength": 1},
            "content": {"type": ["string", "object"]},
        },
    },
    "ignore": {
        "required": ["stream"],
        "additionalProperties": False,
        "properties": {"stream": _STREAM, "to": _TO},
    },
}


@dataclass(frozen=True, slots=True)
class BitableRoute:
    """Rows of a table. `base` is the link or app_token as given, `table` an id or a name."""

    stream: str
    base: str = ""
    table: str = ""
    create_table: bool = True
    add_fields: bool = True
    load_method: str = ""
    #: Property -> name or id of a field, or the body that makes it.
    fields: Mapping[str, str | Mapping[str, t.Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MessageRoute:
    """One message a record; strings are templates."""

    stream: str
    receive_id: str
    content: str | Mapping[str, t.Any]
    receive_id_type: str = ""
    msg_type: str = "text"


@dataclass(frozen=True, slots=True)
class IgnoreRoute:
    """Records that go nowhere."""

    stream: str


Route = BitableRoute | MessageRoute | IgnoreRoute

_KINDS: t.Final[dict[str, type[Route]]] = {
    "bitable": BitableRoute,
    "message": MessageRoute,
    "ignore": IgnoreRoute,
}


def read_route(settings: Mapping[str, t.Any], base: str) -> Route:
    """Build one route out of settings that were found right; `base` is the default base."""
    given = {key: value for key, value in settings.items() if key != "to"}
    kind = _KINDS[settings.get("to", "bitable")]
    if kind is BitableRoute:
        given = {"base": base, **given}
    return kind(**given)


def find_route(routes: Iterable[Route], stream: str) -> Route | None:
    """Give the first route whose glob fits the stream; case counts."""
    return next((each for each in routes if fnmatch.fnmatchcase(stream, each.stream)), None)


def route_problems(routes: Sequence[t.Any], base: t.Any) -> list[str]:
    """List what is wrong with the routes, one sentence each, before any call."""
    return [
        f"`routes[{number}]`: {problem}"
        for number, route in enumerate(routes)
        for problem in _problems(route, base)
    ]


def _problems(route: t.Any, base: t.Any) -> list[str]:
    if not isinstance(route, dict):
        return ["must be an object"]
    kind = route.get("to", "bitable")
    if kind not in SCHEMAS:
        return [f"`to` must be {' or '.join(f'`{name}`' for name in SCHEMAS)} in this version"]
    found = problems_of(route, SCHEMAS[kind])
    if not found and kind == "bitable":
        return _bitable_problems(route, base)
    if not found and kind == "message":
        return content_problems(route)
    return found


def _bitable_problems(route: Mapping[str, t.Any], base: t.Any) -> list[str]:
    if "base" not in route:
        return [] if base else ["has no `base`: give it one, or set the default `base`"]
    return base_problems(route["base"])


def base_problems(base: str) -> list[str]:
    """Tell whether a base was given as a link or an app_token."""
    try:
        parse_base_link(base)
    except ValueError as error:
        return [f"`base` {error}"]
    return []
