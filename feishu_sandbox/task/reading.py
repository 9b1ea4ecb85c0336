"""What requests about tasks hold: types first, as the gateway checks them, then the rules.

Docs: S/task-v2/{task/create,task/patch,overview}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.task.codes import INTERNAL, INVALID
from feishu_sandbox.task.model import APP, USER, Member

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

MAX_MEMBERS = 50
_TEXT = 3000
#: Member of the body -> its type. The lists are checked member by member.
TYPES: dict[str, type] = {
    "summary": str,
    "description": str,
    "due": dict,
    "start": dict,
    "origin": dict,
    "extra": str,
    "completed_at": str,
    "members": list,
    "repeat_rule": str,
    "custom_complete": dict,
    "tasklists": list,
    "client_token": str,
    "reminders": list,
    "mode": int,
    "is_milestone": bool,
    "custom_fields": list,
}
_LENGTHS = {"extra": 65_536, "repeat_rule": 1000, "completed_at": 20}
_ROLES = ("assignee", "follower")
_CUSTOM = {
    "number_value": str,
    "member_value": list,
    "datetime_value": str,
    "single_select_value": str,
    "multi_select_value": list,
    "text_value": str,
}


def invalid(name: str, why: str) -> NoReturn:
    """Refuse a parameter that breaks a rule.

    Raises:
        ApiError: 1470400, always.
    """
    raise ApiError(INVALID, f"Invalid Param '{name}', {why}.")


def checked(given: Mapping[str, Any], types: Mapping[str, type], where: str = "") -> Json:
    """Return the members that are not null.

    Raises:
        ApiError: 99992402 for another type or a name that the page does not have.
    """
    for name, value in given.items():
        if name not in types:
            refuse_field(f"{where}{name}", value, "no such parameter")
        wrong_number = types[name] is int and isinstance(value, bool)
        if value is not None and (not isinstance(value, types[name]) or wrong_number):
            refuse_field(f"{where}{name}", value, f"must be {types[name].__name__}")
        limit = _LENGTHS.get(name)
        if limit and len(str(value or "")) > limit:
            refuse_field(f"{where}{name}", str(value)[:20], f"at most {limit} characters")
    return {name: value for name, value in given.items() if value is not None}


def text(given: Mapping[str, Any], name: str) -> str:
    """Read a text of at most 3000 characters."""
    value = str(given.get(name) or "")
    if len(value) > _TEXT:
        invalid(name, f"max length is {_TEXT}")
    return value


def moment(given: Mapping[str, Any], name: str) -> tuple[int, bool] | None:
    """Read `due` or `start`: milliseconds and whether it is a day; None for "no time"."""
    if name not in given:
        return None
    value = checked(given[name], {"timestamp": str, "is_all_day": bool}, f"{name}.")
    if "timestamp" not in value:
        invalid(f"{name}.timestamp", "param is required")
    milliseconds = number(value["timestamp"], f"{name}.timestamp")
    return (milliseconds, bool(value.get("is_all_day"))) if milliseconds else None


def number(value: str, name: str) -> int:
    """Read milliseconds out of a text."""
    if not value.isdecimal():
        invalid(name, "must be a timestamp in milliseconds")
    return int(value)


def minutes(items: Iterable[Any]) -> list[int]:
    """Read reminders; one at most."""
    read = [checked(_object(each, "reminders"), {"relative_fire_minute": int}) for each in items]
    if any(each.get("relative_fire_minute", -1) < 0 for each in read):
        invalid("reminders", "relative_fire_minute must not be negative")
    if len(read) > 1:
        invalid("reminders", "only 1 reminder is supported")
    return [each["relative_fire_minute"] for each in read]


def members(call: Incoming, items: Iterable[Any], roles: tuple[str, ...] = _ROLES) -> list[Member]:
    """Read members in the caller's kind of id, each once.

    Raises:
        ApiError: 1470400 for another type or role, 1470500 for somebody who is not there.
    """
    found: list[Member] = []
    for each in items:
        types = {"id": str, "type": str, "role": str, "name": str}
        given = checked(_object(each, "members"), types, "members.")
        kind = given.get("type", USER)
        if not given.get("id"):
            invalid("members", "id is required")
        if given.get("role") not in roles:
            supported = ", ".join(f"'{role}'" for role in roles)
            invalid("members", f"role is invalid. Only {supported} are supported")
        member = Member(_known(call, given["id"], kind), kind, given["role"])
        if member not in found:
            found.append(member)
    return found


def _known(call: Incoming, given: str, kind: str) -> str:
    if kind == APP:
        if given not in call.world.state.apps:
            raise ApiError(INTERNAL)
        return given
    if kind != USER:
        invalid("members", "type is invalid")
    user = call.world.find_user(given, call.user_id_type)
    if user is None:
        raise ApiError(INTERNAL)
    return user.open_id


def custom_fields(items: Iterable[Any]) -> list[Json]:
    """Read values of custom fields; the fields themselves are not kept here."""
    read = [checked(_object(each, "custom_fields"), {"guid": str, **_CUSTOM}) for each in items]
    for each in read:
        if "guid" not in each or not 1 <= len(each) <= len(("guid", "value")):
            invalid("custom_fields", "guid and one value are required")
    return read


def _object(value: Any, name: str) -> Json:
    if not isinstance(value, dict):
        refuse_field(name, value, "must be a list of objects")
    return value
