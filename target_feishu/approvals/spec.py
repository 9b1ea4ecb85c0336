"""A definition as users write it, made into the body that Feishu takes.

Docs: /uAjLw4CM/ukTMukTMukTM/reference/approval-v4/approval/create, and beside it
approval-definition-form-control-parameters.
"""

from __future__ import annotations

import hashlib
import json
import typing as t

from target_feishu.approvals.wording import PREFIX, Wording, text_in

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Kinds of controls that the API puts into a form.
CONTROL_TYPES: t.Final = (
    *("input", "textarea", "text", "number", "amount", "date", "dateInterval"),
    *("radioV2", "checkboxV2", "contact", "department", "connect", "document"),
    *("image", "attachmentV2", "address", "telephone", "fieldList"),
)
#: Members of the body that are passed on as they are.
_AS_GIVEN: t.Final = ("icon",)
_FLAGS: t.Final = ("viewer", "form", "process", "revert")
#: Revocable while it is open, which `cancel` needs; refused ends it; cards have buttons.
_SETTINGS: t.Final = {"revert_option": 1, "reject_option": 0, "quick_approval_option": 1}
_DAY = "YYYY-MM-DD"
_ANY_PHONE = "FIXED_LINE_OR_MOBILE"
_VIEWERS: t.Final = ("TENANT", "NONE")
_DEPARTMENT = "od-"
_START: t.Final = {"id": "START"}
_END: t.Final = {"id": "END"}

Spec: t.TypeAlias = "Mapping[str, t.Any]"
#: Gives the open_id of a person who is named by id, e-mail or mobile.
PersonId: t.TypeAlias = "Callable[[str], str]"


def name_of(spec: Spec) -> str:
    """Give the name of a definition, by which it is known from run to run."""
    name = spec.get("approval_name") or spec.get("name") or ""
    if isinstance(name, str) and name.startswith(PREFIX):
        for resource in spec.get("i18n_resources") or ():
            texts = resource.get("texts") or ()
            pairs = (
                texts.items()
                if isinstance(texts, dict)
                else ((e["key"], e["value"]) for e in texts)
            )
            found = dict(pairs).get(name)
            if found and resource.get("is_default", True):
                return str(found)
    return text_in(name)


def body_of(spec: Spec, person: PersonId) -> dict[str, t.Any]:
    """Make the body of the call that makes a definition.

    Args:
        spec: As the route gives it, in short or in the API's terms; checked before.
        person: Looks people up.
    """
    wording = Wording(spec.get("i18n_resources") or ())
    body: dict[str, t.Any] = {
        "approval_name": wording.key(spec.get("approval_name") or spec["name"], "approval_name"),
        "viewers": _viewers(spec.get("viewers"), person),
        "form": {"form_content": _form(controls_of(spec), wording)},
        "node_list": _nodes(spec.get("node_list") or spec.get("nodes") or (), wording, person),
        "settings": {**_SETTINGS, **(spec.get("settings") or {})},
    }
    if spec.get("description"):
        body["description"] = wording.key(spec["description"], "description")
    if spec.get("config"):
        flags = {f"can_update_{each}": False for each in _FLAGS}
        body["config"] = {**flags, **spec["config"]}
    managers = spec.get("process_manager_ids") or spec.get("managers")
    if managers:
        body["process_manager_ids"] = [person(each) for each in managers]
    body.update({name: spec[name] for name in _AS_GIVEN if name in spec})
    return {**body, "i18n_resources": wording.resources()}


def texts_of(spec: Spec) -> dict[str, str]:
    """Give the texts of a definition by their keys, in its default language."""
    resources = body_of(spec, str)["i18n_resources"]
    default = next((each for each in resources if each["is_default"]), resources[0])
    return {each["key"]: each["value"] for each in default["texts"]}


def controls_of(spec: Spec) -> list[t.Any]:
    """Give the controls, wherever they are: a list, an object, or JSON text."""
    form = spec.get("form")
    if isinstance(form, dict):
        form = form.get("form_content")
    if isinstance(form, str):
        form = json.loads(form)
    return form if isinstance(form, list) else []


def _form(controls: Sequence[Spec], wording: Wording) -> str:
    made = [_control(each, wording) for each in controls]
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _control(given: Spec, wording: Wording) -> dict[str, t.Any]:
    kind = given.get("type") or "input"
    id_ = given.get("id") or f"widget{_digits(text_in(given['name']))}"
    rest = {name: value for name, value in given.items() if name not in ("options", "fields")}
    return {
        **rest,
        "id": id_,
        "name": wording.key(given["name"], f"control_{id_}"),
        "type": kind,
        "required": bool(given.get("required")),
        **_particulars(kind, given, id_, wording),
    }


def _particulars(kind: str, given: Spec, id_: str, wording: Wording) -> dict[str, t.Any]:
    """Give what a kind of control needs beside the common members."""
    own: dict[str, Callable[[], dict[str, t.Any]]] = {
        "text": lambda: {"value": wording.key(given.get("value") or given["name"], f"text_{id_}")},
        "radioV2": lambda: _options(given, id_, wording),
        "checkboxV2": lambda: _options(given, id_, wording),
        "amount": lambda: _amount(given),
        "date": lambda: {"value": given.get("value") or _DAY},
        "dateInterval": lambda: {"value": {"format": _DAY, **_of(given, "value")}},
        "telephone": lambda: {"option": {"availableType": _ANY_PHONE, **_of(given, "option")}},
        "fieldList": lambda: _table(given, wording),
    }
    return own[kind]() if kind in own else {}


def _options(given: Spec, id_: str, wording: Wording) -> dict[str, t.Any]:
    options = given.get("options") or given.get("value") or ()
    return {"value": [_option(each, id_, wording) for each in options]}


def _amount(given: Spec) -> dict[str, t.Any]:
    currency = given.get("value") or "CNY"
    return {"value": currency, "option": {"currencyRange": [currency], **_of(given, "option")}}


def _table(given: Spec, wording: Wording) -> dict[str, t.Any]:
    inner = given.get("fields") or given.get("value") or ()
    layout = {"inputType": "LIST", "printType": "LIST", **_of(given, "option")}
    return {"value": [_control(each, wording) for each in inner], "option": layout}


def _of(given: Spec, name: str) -> Spec:
    value = given.get(name)
    return value if isinstance(value, dict) else {}


def _option(given: t.Any, control: str, wording: Wording) -> dict[str, str]:
    """Make an option; its key is made of its text, so that moving it changes nothing."""
    option = given if isinstance(given, dict) and "text" in given else {"text": given}
    key = str(option.get("key") or f"option{_digits(text_in(option['text']))}")
    return {"key": key, "text": wording.key(option["text"], f"option_{control}_{key}")}


def _nodes(given: Sequence[Spec], wording: Wording, person: PersonId) -> list[dict[str, t.Any]]:
    """Put the steps between start and end; one whose approvers are chosen, where none is given."""
    inner = [each for each in given if each.get("id") not in (_START["id"], _END["id"])]
    steps = inner or [{"name": {"zh-CN": "审批", "en-US": "Approval"}}]
    made = [_node(each, number, wording, person) for number, each in enumerate(steps, 1)]
    return [dict(_START), *made, dict(_END)]


def _node(given: Spec, number: int, wording: Wording, person: PersonId) -> dict[str, t.Any]:
    id_ = given.get("id") or f"step_{number}"
    node = {
        name: value
        for name, value in given.items()
        if name not in ("type", "approvers", "cc", "approver", "ccer")
    }
    approver = [_role(each, person) for each in _roles(given, "approver", "approvers")]
    approver = approver or [{"type": "Free"}]
    copies = [_role(each, person) for each in _roles(given, "ccer", "cc")]
    free = {"approver_chosen_multi": True, "approver_chosen_range": [{"type": "ALL"}]}
    is_free = any(each["type"] == "Free" for each in approver)
    return {
        **(free if is_free else {}),
        **node,
        "id": id_,
        "name": wording.key(given.get("name") or id_, f"node_{id_}"),
        "node_type": given.get("node_type") or given.get("type") or "AND",
        "approver": approver,
        **({"ccer": copies} if copies else {}),
    }


def _roles(given: Spec, name: str, short: str) -> list[t.Any]:
    value = given.get(name) or given.get(short) or []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _role(given: t.Any, person: PersonId) -> dict[str, t.Any]:
    """Make one approver: `Free`, the API's object, or a person."""
    if isinstance(given, dict):
        named = {"user_id": person(given["user_id"])} if given.get("user_id") else {}
        return {**given, **named}
    if given == "Free":
        return {"type": "Free"}
    return {"type": "Personal", "user_id": person(str(given))}


def _viewers(given: t.Any, person: PersonId) -> list[dict[str, str]]:
    """Say who may submit it in Feishu: everybody, nobody, departments, people."""
    viewers = [given] if isinstance(given, (str, dict)) else list(given or ["TENANT"])
    return [_viewer(each, person) for each in viewers]


def _viewer(given: t.Any, person: PersonId) -> dict[str, str]:
    if isinstance(given, dict):
        return dict(given)
    if given in _VIEWERS:
        return {"viewer_type": given}
    if given.startswith(_DEPARTMENT):
        return {"viewer_type": "DEPARTMENT", "viewer_department_id": given}
    return {"viewer_type": "USER", "viewer_user_id": person(given)}


def _digits(text: str) -> str:
    """Make a stable number of a text, as Feishu's own ids of controls have one."""
    return str(int(hashlib.sha256(text.encode()).hexdigest()[:14], 16))
