"""Custom fields of people, as requests give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.envelope import ApiError, refuse_field

if TYPE_CHECKING:
    from feishu_sandbox.contact.model import CustomAttr
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_VALUE_FIELDS = ("text", "url", "pc_url", "option_id", "generic_user")
_LONGEST_TEXT = 100
_SCHEMES = ("http://", "https://")


def read_custom_attrs(call: Incoming, given: list[Any]) -> list[Json]:
    """Check custom fields; give them as the model keeps them, people by open_id.

    Raises:
        ApiError: 41044 to 41048; 40001 for what the documents have no code for.
    """
    return [_attr(call, each) for each in given]


def _attr(call: Incoming, given: Any) -> Json:
    if not isinstance(given, dict) or set(given) - {"type", "id", "value"}:
        refuse_field("custom_attrs", given, "objects of type, id and value")
    if not given.get("id"):
        raise ApiError(41044)
    attr = call.world.state.contact.custom_attrs.get(given["id"])
    if attr is None:
        raise ApiError(41045)
    value = given.get("value")
    if not isinstance(value, dict):
        raise ApiError(41046)
    if given.get("type", attr.type) != attr.type:
        raise ApiError(40001, "type is not that of the custom field")
    if unknown := set(value) - set(_VALUE_FIELDS):
        refuse_field("custom_attrs.value", sorted(unknown), "no such field")
    return {"type": attr.type, "id": attr.id, "value": _value(call, attr, value)}


def _value(call: Incoming, attr: CustomAttr, value: Json) -> Json:
    if attr.type in {"TEXT", "HREF"}:
        return _text(attr, value)
    if attr.type == "GENERIC_USER":
        return {"generic_user": _person(call, value.get("generic_user"))}
    option = next((one for one in attr.options if one["id"] == value.get("option_id")), None)
    if option is None:
        raise ApiError(40001, "no such option")
    return {"option_id": option["id"], "option_value": option["value"]}


def _text(attr: CustomAttr, value: Json) -> Json:
    text = value.get("text")
    if not text:
        raise ApiError(41047 if attr.type == "HREF" else 41046)
    if len(text) > _LONGEST_TEXT:
        raise ApiError(40001, "text is too long")
    if attr.type == "TEXT":
        return {"text": text}
    if not value.get("url"):
        raise ApiError(41048)
    if not value["url"].startswith(_SCHEMES):
        raise ApiError(40001, "url has to start with http")
    return {"text": text, "url": value["url"], "pc_url": value.get("pc_url", value["url"])}


def _person(call: Incoming, given: Any) -> Json:
    """Read a person; patch takes a user_id, whatever `user_id_type` says."""
    if not isinstance(given, dict) or given.get("type") != 1:
        raise ApiError(40001, "generic_user needs id and type 1")
    id_type = "user_id" if call.operation.method == "PATCH" else call.user_id_type
    found = call.world.find_user(str(given.get("id") or ""), id_type)
    if found is None:
        raise ApiError(40001, "generic_user is not a person")
    return {"id": found.open_id, "type": 1}
