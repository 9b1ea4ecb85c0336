"""What a record says of a person, in the shapes that the API takes.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/create` and `patch`.
"""

from __future__ import annotations

import re
import typing as t

from feishu_connect import CellError
from feishu_connect.bitable.fields.coercion import describe
from feishu_connect.bitable.fields.time import milliseconds_of
from target_feishu.errors import RecordError
from target_feishu.objects.fields import FieldTemplates
from target_feishu.templates import own_columns
from target_feishu.users.route import FIELDS

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from target_feishu.users.route import UserRoute

#: By these a person is found; the first one that is given is the key of a stream without keys.
IDENTITY: t.Final = ("user_id", "email", "mobile")
#: What a new person needs.
NEEDED: t.Final = ("name", "mobile", "department_ids", "employee_type")

_DIGITS = re.compile(r"\d{1,10}", re.ASCII)
_SEPARATORS = re.compile(r"[\s()\-.]")
#: Members of a custom field's value that may be written; the tap's rows have more.
_ATTR_VALUES: t.Final = ("text", "url", "pc_url", "option_id", "generic_user")
_FLAGS: t.Final = {"true": True, "false": False}


class PersonFields:
    """Reads people out of records."""

    def __init__(self, route: UserRoute) -> None:
        """Compile what the configuration check has found to be right."""
        given = route.given
        self._all = FieldTemplates(given, FIELDS)
        self._identity = {
            name: FieldTemplates({name: given.get(name)}, (name,)) for name in IDENTITY
        }

    def read(self, record: Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Give the fields of a person. Null says nothing: the API has no way to empty a field.

        Raises:
            RecordError: A template does not fit, or a value is not what the API takes.
        """
        return _shaped(self._all.evaluate(record))

    def identity(self, record: Mapping[str, t.Any]) -> dict[str, str]:
        """Give what a person is found by, also of a record that has little more than its key."""
        found: dict[str, str] = {}
        # Half an address could be somebody else's: gaps are not filled here.
        own = own_columns(record)
        for templates in self._identity.values():
            try:
                found.update(_shaped(templates.evaluate(own)))
            except RecordError:
                # A deleted record may have lost its columns.
                continue
        return {name: value for name, value in found.items() if value}


def _shaped(values: Mapping[str, t.Any]) -> dict[str, t.Any]:
    shaped = {}
    for name, value in values.items():
        if value is None:
            continue
        shape: Callable[[t.Any], t.Any] = _SHAPES.get(name, _text)
        try:
            shaped[name] = shape(value)
        except CellError as error:
            msg = f"`{name}`: {error.message}"
            raise RecordError(msg, field=name) from None
    return shaped


def _wrong(value: t.Any, expected: str) -> CellError:
    return CellError(f"expected {expected}, got {describe(value)}")


def _text(value: t.Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _wrong(value, "text")


def _title(value: t.Any) -> str:
    """Read a job title; a space takes it away."""
    return " " if value == " " else _text(value)


def _mobile(value: t.Any) -> str:
    return _SEPARATORS.sub("", _text(value))


def _number(value: t.Any) -> int:
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _wrong(value, "a whole number")


def _flag(value: t.Any) -> bool:
    known = _FLAGS.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(known, bool):
        raise _wrong(value, "true or false")
    return known


def _seconds(value: t.Any) -> int:
    """Read seconds since 1970, or a time; a day is its midnight in UTC."""
    is_number = isinstance(value, int) or (
        isinstance(value, str) and _DIGITS.fullmatch(value.strip())
    )
    seconds = _number(value) if is_number else milliseconds_of(value) // 1000
    if not 0 <= seconds < 10**10:
        raise _wrong(value, "seconds since 1970, not milliseconds")
    return seconds


def _texts(value: t.Any) -> list[str]:
    each = value if isinstance(value, list) else [value]
    return [text for text in map(_text, each) if text]


def _objects(value: t.Any) -> list[dict[str, t.Any]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _wrong(value, "a list of objects")
    return value


def _custom_attrs(value: t.Any) -> list[dict[str, t.Any]]:
    return [
        {**each, "value": {name: inner[name] for name in _ATTR_VALUES if name in inner}}
        for each in _objects(value)
        if isinstance(inner := each.get("value"), dict)
    ]


_SHAPES: t.Final[dict[str, Callable[[t.Any], t.Any]]] = {
    "mobile": _mobile,
    "department_ids": _texts,
    "employee_type": _number,
    "mobile_visible": _flag,
    "gender": _number,
    "dotted_line_leader_user_ids": _texts,
    "join_time": _seconds,
    "job_title": _title,
    "orders": _objects,
    "custom_attrs": _custom_attrs,
    "subscription_ids": _texts,
    "is_frozen": _flag,
}
