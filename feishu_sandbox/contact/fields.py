"""The fields of a person as the platform takes them: shapes, lengths, ids, uniqueness.

Docs: R/contact-v3/user/{create,patch}.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from feishu_sandbox.contact.custom import read_custom_attrs
from feishu_sandbox.contact.placement import read_placement
from feishu_sandbox.envelope import ApiError, refuse_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.model import Json, User
    from feishu_sandbox.operation import Incoming

_TEXT, _INT, _BOOL, _LIST = str, int, bool, list
#: Field -> kind of its JSON value, of create and patch.
_COMMON: dict[str, type] = {
    "name": _TEXT,
    "en_name": _TEXT,
    "nickname": _TEXT,
    "email": _TEXT,
    "mobile": _TEXT,
    "mobile_visible": _BOOL,
    "gender": _INT,
    "avatar_key": _TEXT,
    "department_ids": _LIST,
    "leader_user_id": _TEXT,
    "city": _TEXT,
    "country": _TEXT,
    "work_station": _TEXT,
    "join_time": _INT,
    "employee_no": _TEXT,
    "employee_type": _INT,
    "orders": _LIST,
    "custom_attrs": _LIST,
    "enterprise_email": _TEXT,
    "job_title": _TEXT,
    "job_level_id": _TEXT,
    "job_family_id": _TEXT,
    "subscription_ids": _LIST,
    "dotted_line_leader_user_ids": _LIST,
}
CREATE_FIELDS = {**_COMMON, "user_id": _TEXT, "geo": _TEXT}
PATCH_FIELDS = {**_COMMON, "is_frozen": _BOOL}

_MAINLAND = re.compile(r"(\+86)?1\d{10}")
_ABROAD = re.compile(r"\+(?!86)\d{6,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
#: Field -> longest text and the code beyond it.
_LENGTHS = {
    "name": (255, 41070),
    "en_name": (255, 41071),
    "nickname": (255, 41072),
    "job_title": (255, 41063),
    "work_station": (255, 40001),
    "employee_no": (255, 40001),
    "user_id": (64, 41043),
}
#: Later than any second that somebody could mean; milliseconds are.
_LAST_SECOND = 99_999_999_999
_GENDERS = range(4)
_GEOS = ("cn", "gb", "jp", "sg", "us")
#: Field of the request -> attribute of the model, where they differ.
_ATTRIBUTES = {
    "is_frozen": "frozen",
    "job_level_id": "job_level",
    "job_family_id": "job_family",
}


def read_fields(call: Incoming, allowed: dict[str, type], user: User | None) -> Json:
    """Check a body and give the attributes of the model that it sets.

    Args:
        call: The request.
        allowed: Fields that the call has; the platform drops others, here they are refused.
        user: Whom it is about; None where a person is to be made.

    Raises:
        ApiError: Whatever the documents have a code for, else 99992402.
    """
    given = {name: value for name, value in call.body.items() if value is not None}
    for name, value in given.items():
        _check_shape(name, value, allowed)
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    for name, (longest, code) in _LENGTHS.items():
        if len(texts.get(name, "")) > longest:
            raise ApiError(code, f"{name} is too long")
    _check_values(call, given)
    check_unique(call, given, user)
    found = {_ATTRIBUTES.get(name, name): value for name, value in given.items()}
    for name in ("department_ids", "orders", "leader_user_id", "dotted_line_leader_user_ids"):
        found.pop(name, None)
    found.update(read_placement(call, given, user))
    if "custom_attrs" in given:
        found["custom_attrs"] = read_custom_attrs(call, given["custom_attrs"])
    if "mobile" in found:
        found["mobile"] = full_mobile(found["mobile"])
    return found


def full_mobile(mobile: str) -> str:
    """Put the country's code before a mainland number, as the platform keeps it."""
    return f"+86{mobile}" if not mobile.startswith("+") else mobile


def _check_shape(name: str, value: Any, allowed: dict[str, type]) -> None:
    kind = allowed.get(name)
    if kind is None:
        refuse_field(name, value, "no such field")
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        refuse_field(name, value, "has the wrong type")
    if name == "name" and not value:
        refuse_field(name, value, "the min length is 1")


def _check_values(call: Incoming, given: Json) -> None:
    for name, check in _CHECKS.items():
        if name in given:
            check(call, given)


def _mobile(call: Incoming, given: Json) -> None:
    mobile = given["mobile"]
    abroad = bool(_ABROAD.fullmatch(mobile))
    if not abroad and not _MAINLAND.fullmatch(mobile):
        raise ApiError(41004)
    if abroad and not given.get("email") and call.operation.method == "POST":
        raise ApiError(44020)
    if not abroad and call.world.state.region == "lark":
        raise ApiError(44018)


def _email(call: Incoming, given: Json) -> None:  # noqa: ARG001
    if given["email"] and not _EMAIL.fullmatch(given["email"]):
        raise ApiError(41005)


def _gender(call: Incoming, given: Json) -> None:  # noqa: ARG001
    if given["gender"] not in _GENDERS:
        raise ApiError(41038)


def _employee_type(call: Incoming, given: Json) -> None:
    types = {one.value: one for one in call.world.state.contact.employee_types.values()}
    known = types.get(given["employee_type"])
    if known is None:
        raise ApiError(41059)
    if not known.active:
        raise ApiError(41060)


def _join_time(call: Incoming, given: Json) -> None:  # noqa: ARG001
    if not 0 <= given["join_time"] <= _LAST_SECOND:
        raise ApiError(41042)


def _job_level(call: Incoming, given: Json) -> None:
    if given["job_level_id"] and given["job_level_id"] not in call.world.state.contact.job_levels:
        raise ApiError(44044)


def _job_family(call: Incoming, given: Json) -> None:
    families = call.world.state.contact.job_families
    if given["job_family_id"] and given["job_family_id"] not in families:
        raise ApiError(44045)


def _enterprise_email(call: Incoming, given: Json) -> None:
    _, _, domain = given["enterprise_email"].rpartition("@")
    if given["enterprise_email"] and domain not in call.world.state.contact.mail_domains:
        raise ApiError(44001)


def _geo(call: Incoming, given: Json) -> None:  # noqa: ARG001
    if given["geo"] not in _GEOS:
        raise ApiError(44038)


def _seats(call: Incoming, given: Json) -> None:  # noqa: ARG001
    if not call.app.granted("contact:user.subscription_ids:write"):
        raise ApiError(44050)


_CHECKS: dict[str, Callable[[Incoming, Json], None]] = {
    "mobile": _mobile,
    "email": _email,
    "gender": _gender,
    "employee_type": _employee_type,
    "join_time": _join_time,
    "job_level_id": _job_level,
    "job_family_id": _job_family,
    "enterprise_email": _enterprise_email,
    "geo": _geo,
    "subscription_ids": _seats,
}


def check_unique(call: Incoming, given: Json, user: User | None) -> None:
    """Refuse what somebody else who is still there has: number, addresses, id.

    Raises:
        ApiError: 41001, 41002, 41003, 41011, 44024 or 44051.
    """
    people = call.world.state.users.values()
    others = [each for each in people if not each.resigned and each is not user]
    mobile = full_mobile(given["mobile"]) if given.get("mobile") else ""
    email = str(given.get("email") or "").casefold()
    by_mobile = next((each for each in others if mobile and each.mobile == mobile), None)
    by_email = next((each for each in others if email and each.email.casefold() == email), None)
    if by_mobile and by_email and by_mobile is not by_email:
        raise ApiError(41003)
    if given.get("user_id") and any(each.user_id == given["user_id"] for each in others):
        raise ApiError(41011)
    if by_mobile:
        raise ApiError(41001)
    if by_email:
        raise ApiError(41002)
    for name, code in (("employee_no", 44051), ("enterprise_email", 44024)):
        if given.get(name) and any(getattr(each, name) == given[name] for each in others):
            raise ApiError(code)
