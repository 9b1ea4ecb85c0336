"""Cells on the way in: strict checks, one conversion code per type.

Docs: R/bitable-v1/app-table-record/create (field value notes) and
bitable-record-data-structure-overview. What reading returns is not what writing takes: segments,
`{link_record_ids}` objects, person names and the like are refused.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from feishu_sandbox.bitable import kinds
from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.model import Base, Field, Json
    from feishu_sandbox.world import World

_PHONE = re.compile(r"\+?\d*", re.ASCII)
_LOCATION = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)", re.ASCII)
_MAX_PHONE = 64
_MAX_COLOR = 54
_MAX_LONGITUDE = 180
_MAX_LATITUDE = 90


def _refuse_unless(condition: object, code: int) -> None:
    if not condition:
        raise ApiError(code)


class CellConverter:
    """Converts the cells of one call; nothing is changed before `commit`.

    Args:
        world: Where people, chats, files and linked records are looked up.
        base: The base that is written.
        id_type: The id kind of person cells.
    """

    def __init__(self, world: World, base: Base, id_type: str) -> None:
        """Start without new options."""
        self._world = world
        self._base = base
        self._id_type = id_type
        self._new_options: list[tuple[Field, Json]] = []
        self._converters: dict[int, Callable[[Field, object], Any]] = {
            kinds.TEXT: self._text,
            kinds.NUMBER: _number,
            kinds.SINGLE_SELECT: self._single_select,
            kinds.MULTI_SELECT: self._multi_select,
            kinds.DATE_TIME: _date,
            kinds.CHECKBOX: _checkbox,
            kinds.USER: self._people,
            kinds.PHONE: _phone,
            kinds.URL: _url,
            kinds.ATTACHMENT: self._attachments,
            kinds.SINGLE_LINK: self._links,
            kinds.DUPLEX_LINK: self._links,
            kinds.LOCATION: _location,
            kinds.GROUP_CHAT: self._chats,
        }

    def convert(self, field: Field, value: object) -> Any:
        """Return the stored cell, None for an empty one.

        Raises:
            ApiError: The conversion code of the type; 1254015 for read-only types.
        """
        converter = self._converters.get(field.type)
        if converter is None:
            raise ApiError(1254015)
        return None if value is None else converter(field, value)

    def commit(self) -> None:
        """Add the options that the converted cells name for the first time."""
        for field, option in self._new_options:
            field.property = field.property or {"options": []}
            field.property["options"].append(option)
        self._new_options.clear()

    def _text(self, field: Field, value: object) -> list[Json] | None:
        if not isinstance(value, str):
            raise ApiError(1254060)
        _refuse_unless(len(value) <= kinds.MAX_TEXT, 1254130)
        if not value:
            return None
        if field.ui_type == "Email":
            return [{"type": "url", "text": value, "link": f"mailto:{value}"}]
        return [{"type": "text", "text": value}]

    def _single_select(self, field: Field, value: object) -> str:
        if not isinstance(value, str) or not value:
            raise ApiError(1254062)
        staged = [option for owner, option in self._new_options if owner is field]
        found = _option_id([*_options(field), *staged], value)
        return found or self._new_option(field, value, 1254062)

    def _multi_select(self, field: Field, value: object) -> list[str] | None:
        """A new name makes a new option each time it is given, as documented."""
        names = _strings(value, 1254063)
        _refuse_unless(len(names) <= kinds.MAX_PER_CELL[field.type], 1254063)
        _refuse_unless(all(names), 1254063)
        known = list(_options(field))
        chosen = [_option_id(known, n) or self._new_option(field, n, 1254063) for n in names]
        return chosen or None

    def _new_option(self, field: Field, name: str, code: int) -> str:
        staged = sum(1 for owner, _ in self._new_options if owner is field)
        count = len(_options(field)) + staged
        _refuse_unless(count < kinds.MAX_OPTIONS, code)
        option = {
            "id": self._world.new_id("option"),
            "name": name,
            "color": count % (_MAX_COLOR + 1),
        }
        self._new_options.append((field, option))
        return str(option["id"])

    def _people(self, field: Field, value: object) -> list[str]:
        ids = _ids(value, "id", 1254066)
        _refuse_unless(0 < len(ids) <= kinds.MAX_PER_CELL[field.type], 1254066)
        _refuse_unless(len(ids) == 1 or _multiple(field), 1254066)
        users = [self._world.find_user(identifier, self._id_type) for identifier in ids]
        _refuse_unless(all(users), 1254066)
        return [user.open_id for user in users if user]

    def _attachments(self, field: Field, value: object) -> list[str] | None:
        tokens = _ids(value, "file_token", 1254069)
        _refuse_unless(len(tokens) <= kinds.MAX_PER_CELL[field.type], 1254106)
        for token in tokens:
            media = self._world.state.media.get(token)
            _refuse_unless(media and media.parent_node == self._base.app_token, 1254303)
        return tokens or None

    def _links(self, field: Field, value: object) -> list[str] | None:
        shape_error = 1254074 if field.type == kinds.DUPLEX_LINK else 1254067
        ids = _strings(value, shape_error)
        _refuse_unless(len(ids) <= kinds.MAX_PER_CELL[field.type], 1254067)
        _refuse_unless(len(ids) <= 1 or _multiple(field), 1254067)
        target = self._base.tables.get((field.property or {}).get("table_id", ""))
        _refuse_unless(target and all(i in target.records for i in ids), 1254067)
        return list(dict.fromkeys(ids)) or None

    def _chats(self, field: Field, value: object) -> list[str]:
        ids = _ids(value, "id", 1254015)
        _refuse_unless(0 < len(ids) <= kinds.MAX_PER_CELL[field.type], 1254015)
        _refuse_unless(len(ids) == 1 or _multiple(field), 1254015)
        _refuse_unless(all(identifier in self._world.state.chats for identifier in ids), 1254015)
        return ids


def _options(field: Field) -> list[Json]:
    return list((field.property or {}).get("options", []))


def _option_id(options: list[Json], name: str) -> str | None:
    return next((str(option["id"]) for option in options if option["name"] == name), None)


def _multiple(field: Field) -> bool:
    return bool((field.property or {}).get("multiple", True))


def _strings(value: object, code: int) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ApiError(code)
    return list(value)


def _ids(value: object, key: str, code: int) -> list[str]:
    """Read `[{key: "…"}]`; any other member is an unknown structure and refused."""
    if not isinstance(value, list):
        raise ApiError(code)
    for item in value:
        if not isinstance(item, dict) or set(item) != {key} or not isinstance(item[key], str):
            raise ApiError(code)
    return [item[key] for item in value]


def _number(_field: Field, value: object) -> float:
    """Number cells are double-precision: a greater integer loses its last digits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ApiError(1254061)
    _refuse_unless(abs(value) <= sys.float_info.max, 1254061)
    return int(float(value)) if isinstance(value, int) else value


def _date(_field: Field, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ApiError(1254064)
    return value


def _checkbox(_field: Field, value: object) -> bool | None:
    if not isinstance(value, bool):
        raise ApiError(1254065)
    return value or None


def _phone(_field: Field, value: object) -> str | None:
    if not isinstance(value, str) or len(value) > _MAX_PHONE or not _PHONE.fullmatch(value):
        raise ApiError(1254072)
    return value or None


def _url(_field: Field, value: object) -> Json:
    if not isinstance(value, dict) or set(value) != {"text", "link"}:
        raise ApiError(1254068)
    text, link = value["text"], value["link"]
    _refuse_unless(isinstance(text, str) and isinstance(link, str) and link, 1254068)
    return {"text": text, "link": link}


def _location(_field: Field, value: object) -> Json:
    match = _LOCATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ApiError(1254015)
    longitude, latitude = map(float, match.groups())
    _refuse_unless(abs(longitude) <= _MAX_LONGITUDE, 1254015)
    _refuse_unless(abs(latitude) <= _MAX_LATITUDE, 1254015)
    names = ("pname", "cityname", "adname", "address", "name", "full_address")
    return {"location": match.string, **dict.fromkeys(names, "")}
