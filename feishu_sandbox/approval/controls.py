"""Controls of forms as a definition has them.

Docs: R/approval-v4/approval/approval-definition-form-control-parameters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.approval.shapes import invalid, member, needed, objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.approval.shapes import Wording
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_DEFINABLE = (
    *("input", "textarea", "text", "number", "amount", "date", "dateInterval", "radioV2"),
    *("checkboxV2", "contact", "department", "connect", "document", "image", "attachmentV2"),
    *("address", "telephone", "fieldList"),
)
_FORMATS = ("YYYY-MM-DD", "YYYY-MM-DD a", "YYYY-MM-DD hh:mm")
CURRENCIES = (
    *("CNY", "USD", "EUR", "JPY", "CAD", "CHF", "SGD", "AUD", "KBW", "INR", "TWD", "HKD", "MOP"),
    *("THB", "IDR", "PHP", "MYR"),
)
_PHONES = ("MOBILE", "FIXED_LINE", "FIXED_LINE_OR_MOBILE")
_LAYOUTS = ("LIST", "FORM")


def definition_control(call: Incoming, given: Json, wording: Wording) -> Json:
    """Check one control of a definition, and give it as the API shows it."""
    id_ = needed(given, "id", str, "form_content.")
    kind = needed(given, "type", str, "form_content.")
    if not id_ or kind not in _DEFINABLE:
        invalid(f"a control of the kind {kind!r} cannot be defined")
    shown = {
        "id": id_,
        "name": wording.text(given.get("name"), "the name of a control", 0),
        "type": kind,
        "required": needed(given, "required", bool, "form_content."),
        "printable": bool(member(given, "printable", bool, "form_content.")),
        "visible": True,
    }
    if member(given, "custom_id", str, "form_content."):
        shown["custom_id"] = given["custom_id"]
    if kind in ("radioV2", "checkboxV2"):
        shown["option"] = _options(given, wording)
    elif kind == "text":
        shown["value"] = wording.text(given.get("value"), "the value of a text")
    elif kind == "fieldList":
        inner = objects(given, "value", where="form_content.")
        if not inner or any(one.get("type") == "fieldList" for one in inner):
            invalid("a table needs controls, and no table among them")
        shown["children"] = [definition_control(call, one, wording) for one in inner]
        shown["option"] = _setting(given, "option", {"inputType": _LAYOUTS, "printType": _LAYOUTS})
    else:
        shown.update(_simple(given, kind))
    return shown


def _simple(given: Json, kind: str) -> Json:
    """Check what the other kinds have of their own."""
    if kind == "amount":
        option = needed(given, "option", dict, "form_content.")
        allowed = option.get("currencyRange")
        value = needed(given, "value", str, "form_content.")
        if not isinstance(allowed, list) or not set(allowed) <= set(CURRENCIES):
            invalid("currencyRange has to list currencies")
        if value not in allowed:
            invalid("the currency is not in currencyRange")
        return {"value": value, "option": option}
    if kind == "date":
        if given.get("value") not in _FORMATS:
            invalid("the value of a date is its format")
        return {"value": given["value"]}
    if kind == "dateInterval":
        return {"value": _setting(given, "value", {"format": _FORMATS})}
    if kind == "telephone":
        return {"option": _setting(given, "option", {"availableType": _PHONES})}
    if kind == "connect":
        return {"value": needed(given, "value", list, "form_content.")}
    value = member(given, "value", dict, "form_content.")
    return {"value": value} if value else {}


def _setting(given: Json, name: str, members: dict[str, Sequence[str]]) -> Json:
    found: Json = needed(given, name, dict, "form_content.")
    for key, allowed in members.items():
        if found.get(key) not in allowed:
            invalid(f"{name}.{key} must be one of {', '.join(allowed)}")
    return found


def _options(given: Json, wording: Wording) -> list[Json]:
    options = objects(given, "value", where="form_content.")
    keys = [needed(option, "key", str, "form_content.") for option in options]
    if not given.get("externalData") and (not keys or len(keys) != len(set(keys))):
        invalid("a choice needs options with keys of their own")
    texts = [wording.text(option.get("text"), "the text of an option", 0) for option in options]
    return [{"value": key, "text": text} for key, text in zip(keys, texts, strict=True)]
