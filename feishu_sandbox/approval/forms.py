"""Forms of instances: the values of their controls, checked kind by kind.

Docs: R/approval-v4/instance/approval-instance-form-control-parameters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

from feishu_sandbox.approval.controls import CURRENCIES
from feishu_sandbox.approval.shapes import invalid, needed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

    Fill: TypeAlias = Callable[[Incoming, Json, Json], Json]

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def instance_form(call: Incoming, controls: Sequence[Json], given: Sequence[Json]) -> list[Json]:
    """Check the values of a form, and give them as the API shows them.

    The platform does not ask for required controls here; what is given needs a value.
    """
    known: dict[str, Json] = {str(one["id"]): one for one in controls}
    known |= {str(one["custom_id"]): one for one in controls if one.get("custom_id")}
    seen: set[str] = set()
    shown = []
    for entry in given:
        control = known.get(needed(entry, "id", str, "form."))
        if control is None:
            invalid(f"控件={entry['id']} 不存在")
        if control["id"] in seen or entry.get("type") != control["type"]:
            _refuse(control)
        seen.add(control["id"])
        names = [name for name in ("id", "custom_id", "name", "type") if name in control]
        base: Json = {name: control[name] for name in names}
        shown.append({**base, **_filled(call, control, entry)})
    return shown


def _filled(call: Incoming, control: Json, entry: Json) -> Json:
    """Check a value; kinds that are not here cannot be filled in through the API."""
    fill = _KINDS.get(control["type"])
    return _refuse(control) if fill is None else fill(call, control, entry)


def _table(call: Incoming, control: Json, entry: Json) -> Json:
    value = entry.get("value")
    if not isinstance(value, list) or any(not isinstance(row, list) for row in value):
        _refuse(control)
    return {"value": [instance_form(call, control.get("children", ()), row) for row in value]}


def _text(_call: Incoming, control: Json, entry: Json) -> Json:
    value = entry.get("value")
    return {"value": value} if isinstance(value, str) and value else _refuse(control)


def _refuse(control: Json) -> NoReturn:
    invalid(f"控件值不合法或者为空。控件={control['id']}")


def _number(_call: Incoming, control: Json, entry: Json) -> Json:
    value = entry.get("value")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        _refuse(control)
    if control["type"] != "amount":
        return {"value": value}
    currency = entry.get("currency", control.get("value"))
    option = control.get("option")
    allowed = option.get("currencyRange", CURRENCIES) if isinstance(option, dict) else CURRENCIES
    if currency is not None and currency not in allowed:
        _refuse(control)
    return {"value": value, "ext": {"currency": currency}}


def _date(_call: Incoming, control: Json, entry: Json) -> Json:
    value = entry.get("value")
    fits = isinstance(value, str) and _RFC3339.fullmatch(value)
    return {"value": value} if fits else _refuse(control)


def _interval(_call: Incoming, control: Json, entry: Json) -> Json:
    value = entry.get("value")
    if not isinstance(value, dict) or set(value) != {"start", "end", "interval"}:
        _refuse(control)
    for name in ("start", "end"):
        if not isinstance(value[name], str) or not _RFC3339.fullmatch(value[name]):
            _refuse(control)
    if isinstance(value["interval"], bool) or not isinstance(value["interval"], (int, float)):
        _refuse(control)
    return {"value": value}


def _chosen(_call: Incoming, control: Json, entry: Json) -> Json:
    """Take keys of options; the API shows their texts, and the keys beside."""
    value = entry.get("value")
    several = control["type"].startswith("checkbox")
    keys = value if several else [value]
    if not isinstance(keys, list) or not keys or any(not isinstance(key, str) for key in keys):
        _refuse(control)
    options = {one["value"]: one for one in control.get("option") or ()}
    if options and not set(keys) <= set(options):
        _refuse(control)
    found = [{"key": key, "text": options.get(key, {"text": key})["text"]} for key in keys]
    texts = [one["text"] for one in found]
    return {"value": texts if several else texts[0], "option": found if several else found[0]}


def _contacts(call: Incoming, control: Json, entry: Json) -> Json:
    """Take people by user_id and open_id together."""
    found = []
    for name, id_type in (("value", "user_id"), ("open_ids", "open_id")):
        ids = entry.get(name, [])
        if not isinstance(ids, list):
            _refuse(control)
        people = [call.world.find_user(str(one), id_type) for one in ids]
        found += [one.open_id for one in people if one is not None]
        if None in people:
            _refuse(control)
    if not found:
        _refuse(control)
    users = [call.world.state.users[one] for one in dict.fromkeys(found)]
    return {"value": [one.user_id for one in users], "open_ids": [one.open_id for one in users]}


def _files(call: Incoming, control: Json, entry: Json) -> Json:
    value = entry.get("value")
    files = call.world.state.approvals.files
    kind = "attachment" if control["type"] == "attachmentV2" else "image"
    if not isinstance(value, list) or not value:
        _refuse(control)
    found = [files.get(str(code).upper()) for code in value]
    if any(one is None or one.kind != kind for one in found):
        _refuse(control)
    kept = [one for one in found if one is not None]
    return {
        "value": [f"https://p3-approval-sign.byteimg.com/{one.code}?x-expires=1" for one in kept],
        "ext": ",".join(one.name for one in kept),
    }


def _instances(call: Incoming, value: Any) -> bool:
    known = call.world.state.approvals.instances
    return isinstance(value, list) and all(one in known for one in value)


def _departments(call: Incoming, value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict) and call.world.find_department(str(one.get("open_id")))
        for one in value
    )


def _telephone(_call: Incoming, value: Any) -> bool:
    named = isinstance(value, dict) and set(value) == {"countryCode", "nationalNumber"}
    return named and all(isinstance(one, str) and one for one in value.values())


def _document(_call: Incoming, value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "docx" and bool(value.get("token"))


def _address(_call: Incoming, value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value)


def _group(_call: Incoming, value: Any) -> bool:
    return isinstance(value, (list, dict))


def _kept(fits: Callable[[Incoming, Any], bool]) -> Fill:
    """Make the check of a kind whose value is shown as it was given."""

    def fill(call: Incoming, control: Json, entry: Json) -> Json:
        value = entry.get("value")
        return {"value": value} if value and fits(call, value) else _refuse(control)

    return fill


_KINDS: dict[str, Fill] = {
    "fieldList": _table,
    **dict.fromkeys(("input", "textarea"), _text),
    **dict.fromkeys(("number", "formula", "amount"), _number),
    "date": _date,
    "dateInterval": _interval,
    **dict.fromkeys(("radio", "radioV2", "checkbox", "checkboxV2"), _chosen),
    "contact": _contacts,
    **dict.fromkeys(("attachmentV2", "image", "imageV2"), _files),
    "connect": _kept(_instances),
    "department": _kept(_departments),
    "telephone": _kept(_telephone),
    "document": _kept(_document),
    "address": _kept(_address),
    **dict.fromkeys(("leaveGroupV2", "workGroup", "outGroup", "shiftGroup"), _kept(_group)),
}
