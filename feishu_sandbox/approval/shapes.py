"""Reading request bodies member by member, and refusing what the docs do not have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from feishu_sandbox.envelope import ApiError, refuse_field

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from feishu_sandbox.model import Json, User
    from feishu_sandbox.operation import Incoming

PREFIX = "@i18n@"
LOCALES = ("zh-CN", "en-US", "ja-JP")
_KEY_LENGTH = 9


def invalid(why: str) -> NoReturn:
    """Refuse a call for what one of its parameters says.

    Raises:
        ApiError: Always; 1390001.
    """
    raise ApiError(1390001, f"param is invalid: {why}")


def only(given: Mapping[str, Any], known: Collection[str], where: str = "") -> None:
    """Refuse members that the docs do not have."""
    for name in given:
        if name not in known:
            refuse_field(f"{where}{name}", given[name], "no such member")


def member(given: Mapping[str, Any], name: str, kind: type, where: str = "") -> Any:
    """Read a member of an object; None where it is missing, null or of the right type."""
    value = given.get(name)
    wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
    if value is not None and wrong:
        refuse_field(where + name, value, f"{name} has the wrong type")
    return value


def needed(given: Mapping[str, Any], name: str, kind: type, where: str = "") -> Any:
    """Read a member of an object that has to be there."""
    value = member(given, name, kind, where)
    if value is None:
        refuse_field(where + name, "", f"{name} is required")
    return value


def objects(given: Mapping[str, Any], name: str, most: int = 0, where: str = "") -> list[Json]:
    """Read a list of objects; empty where it is missing."""
    value = member(given, name, list, where) or []
    if any(not isinstance(one, dict) for one in value):
        refuse_field(where + name, value, "must be a list of objects")
    if most and len(value) > most:
        refuse_field(where + name, len(value), f"the max len is {most}")
    return value


def texts(given: Mapping[str, Any], name: str, most: int = 0, where: str = "") -> list[str]:
    """Read a list of texts; empty where it is missing."""
    value = member(given, name, list, where) or []
    if any(not isinstance(one, str) for one in value):
        refuse_field(where + name, value, "must be a list of strings")
    if most and len(value) > most:
        refuse_field(where + name, len(value), f"the max len is {most}")
    return value


def one_of(value: object, allowed: Collection[str], name: str) -> None:
    """Refuse a value outside an enumeration."""
    if value not in allowed:
        refuse_field(name, value, f"must be one of [{', '.join(allowed)}]")


def parsed(text: str, name: str) -> list[Json]:
    """Parse a list of objects that travels as JSON text."""
    try:
        value = json.loads(text)
    except ValueError:
        invalid(f"{name} is no JSON")
    if not isinstance(value, list) or any(not isinstance(one, dict) for one in value):
        invalid(f"{name} is no list of objects")
    return value


def person(call: Incoming, value: str, id_type: str = "") -> User:
    """Find a person by the caller's kind of id.

    Raises:
        ApiError: 1390004 when there is none.
    """
    found = call.world.find_user(value, id_type or call.user_id_type)
    if found is None or found.resigned:
        raise ApiError(1390004)
    return found


class Wording:
    """The texts of a request by key and language."""

    def __init__(self, body: Mapping[str, Any], *, required: bool) -> None:
        """Read `i18n_resources`."""
        resources = objects(body, "i18n_resources")
        if required and not resources:
            refuse_field("i18n_resources", "", "i18n_resources is required")
        self._default: dict[str, str] = {}
        defaults = 0
        for resource in resources:
            where = "i18n_resources."
            only(resource, ("locale", "texts", "is_default"), where)
            one_of(needed(resource, "locale", str, where), LOCALES, f"{where}locale")
            pairs = {
                needed(one, "key", str, where): needed(one, "value", str, where)
                for one in objects(resource, "texts", where=where)
            }
            if needed(resource, "is_default", bool, where):
                defaults += 1
                self._default = pairs
        if resources and defaults != 1:
            invalid("exactly one of i18n_resources has to be the default")

    def text(self, key: object, name: str, length: int = _KEY_LENGTH) -> str:
        """Give the text of a key in the default language.

        Raises:
            ApiError: 1390001 for what is no key, or has no text.
        """
        if not isinstance(key, str) or not key.startswith(PREFIX) or len(key) < length:
            invalid(f"{name} has to be a key that begins with {PREFIX}")
        if key not in self._default:
            invalid(f"{key} is not in the default language of i18n_resources")
        return self._default[key]
