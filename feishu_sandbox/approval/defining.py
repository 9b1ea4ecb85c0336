"""Making definitions, and writing them over.

Docs: R/approval-v4/approval/create.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.approval.controls import definition_control
from feishu_sandbox.approval.model import Definition, Node
from feishu_sandbox.approval.search import known_definition
from feishu_sandbox.approval.shapes import (
    Wording,
    invalid,
    member,
    needed,
    objects,
    one_of,
    only,
    parsed,
    person,
    texts,
)
from feishu_sandbox.envelope import ApiError, refuse_field

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_BODY = (
    *("approval_name", "approval_code", "description", "viewers", "form", "node_list"),
    *("settings", "config", "icon", "i18n_resources", "process_manager_ids"),
)
_NODE = (
    *("id", "name", "node_type", "approver", "ccer", "privilege_field", "approver_chosen_multi"),
    *("approver_chosen_range", "starter_assignee"),
)
_NODE_TYPES = ("AND", "OR", "SEQUENTIAL")
_BY_LEVEL = (*("Supervisor", "SupervisorTopDown", "DepartmentManager", "DepartmentManagerTopDown"),)
_ROLES = (*_BY_LEVEL, "Personal", "Free")
_ASSIGNEES = ("STARTER", "AUTO_PASS", "SUPERVISOR", "DEPARTMENT_MANAGER")
_FLAGS = ("can_update_viewer", "can_update_form", "can_update_process", "can_update_revert")
_CHOICES = {"revert_option": (0, 1), "reject_option": (0, 1), "quick_approval_option": (0, 1)}
_MONTH = 31 * 86_400
_MAX_PEOPLE = 200
_LAST_ICON = 24


def create_definition(call: Incoming) -> Json:
    """Make a definition, or write one over that the body names by its code."""
    only(call.body, _BODY)
    call.choice("department_id_type", ("department_id", "open_department_id"), "department_id")
    wording = Wording(call.body, required=True)
    made = Definition(
        approval_code="",
        approval_id="",
        name=wording.text(needed(call.body, "approval_name", str), "approval_name"),
        form=_form(call, wording),
        nodes=[],
        viewers=_viewers(call),
    )
    if member(call.body, "description", str):
        wording.text(call.body["description"], "description")
    made.nodes = _nodes(call, wording, made.form)
    managers = texts(call.body, "process_manager_ids", _MAX_PEOPLE)
    made.admins = [person(call, one).open_id for one in managers]
    _check_config(call.body)
    if not 0 <= (member(call.body, "icon", int) or 0) <= _LAST_ICON:
        refuse_field("icon", call.body["icon"], f"must be from 0 to {_LAST_ICON}")
    settings = _settings(call.body)
    made.revocable = settings.get("revert_option", 1) == 1
    made.revert_seconds = settings.get("revert_interval", _MONTH)
    return _keep(call, made)


def _keep(call: Incoming, made: Definition) -> Json:
    state = call.world.state.approvals
    code = member(call.body, "approval_code", str)
    if code:
        old = known_definition(call, code)
        if old.status == "DELETED":
            raise ApiError(1390016)
        if old.status != "ACTIVE":
            raise ApiError(1390015)
        made.approval_code, made.approval_id = old.approval_code, old.approval_id
        known = {node.custom_node_id: node.node_id for node in old.nodes}
        for node in made.nodes:
            node.node_id = known.get(node.custom_node_id, node.node_id)
    else:
        made.approval_code = call.world.approvals.new_code()
        made.approval_id = call.world.new_id("approval_number")
        call.world.created_by_api(made.approval_code)
    state.definitions[made.approval_code] = made
    return {"approval_code": made.approval_code, "approval_id": made.approval_id}


def _viewers(call: Incoming) -> list[Json]:
    viewers = objects(call.body, "viewers", _MAX_PEOPLE)
    if not viewers:
        refuse_field("viewers", "", "viewers is required")
    shown = []
    for viewer in viewers:
        only(viewer, ("viewer_type", "viewer_user_id", "viewer_department_id"), "viewers.")
        kind = member(viewer, "viewer_type", str, "viewers.")
        one_of(kind, ("TENANT", "DEPARTMENT", "USER", "NONE"), "viewers.viewer_type")
        entry = {"type": kind, "id": "", "user_id": ""}
        if kind == "USER":
            found = person(call, needed(viewer, "viewer_user_id", str, "viewers."))
            entry.update(id=found.open_id, user_id=found.user_id)
        elif kind == "DEPARTMENT":
            given = needed(viewer, "viewer_department_id", str, "viewers.")
            id_type = call.query.get("department_id_type") or "department_id"
            if call.world.find_department(given, id_type) is None:
                invalid("no such department")
            entry["id"] = given
        shown.append(entry)
    return shown


def _form(call: Incoming, wording: Wording) -> list[Json]:
    form = needed(call.body, "form", dict)
    only(form, ("form_content",), "form.")
    controls = parsed(needed(form, "form_content", str, "form."), "form_content")
    if not controls:
        invalid("form_content has no control")
    shown = [definition_control(call, control, wording) for control in controls]
    ids = [one["id"] for each in shown for one in (each, *each.get("children", ()))]
    if len(ids) != len(set(ids)):
        invalid("two controls have the same id")
    return shown


def _nodes(call: Incoming, wording: Wording, form: list[Json]) -> list[Node]:
    nodes = objects(call.body, "node_list")
    ends = [node for node in nodes if node.get("id") in ("START", "END")]
    if [node.get("id") for node in (*nodes[:1], *nodes[-1:])] != ["START", "END"] or len(
        ends
    ) > len(("START", "END")):
        invalid("node_list has to begin with START and to end with END")
    if any(set(node) - {"id"} for node in ends):
        invalid("START and END have nothing but an id")
    ids = [needed(node, "id", str, "node_list.") for node in nodes]
    if len(ids) != len(set(ids)):
        invalid("two nodes have the same id")
    return [_node(call, node, wording, form) for node in nodes[1:-1]]


def _node(call: Incoming, given: Json, wording: Wording, form: list[Json]) -> Node:
    only(given, _NODE, "node_list.")
    kind = member(given, "node_type", str, "node_list.") or "AND"
    one_of(kind, _NODE_TYPES, "node_list.node_type")
    roles = objects(given, "approver", where="node_list.")
    copies = objects(given, "ccer", where="node_list.")
    if not roles:
        invalid("a node has no approver")
    free = [role for role in roles if _check_role(call, role)]
    if any(_check_role(call, role) for role in copies):
        invalid("nobody can choose who gets copies: ccer must not be Free")
    if kind == "SEQUENTIAL" and len(free) != len(roles):
        invalid("a node of the kind SEQUENTIAL has the approver Free")
    _check_rights(given, form)
    name = member(given, "name", str, "node_list.")
    return Node(
        node_id=call.world.new_id("approval_node"),
        name=wording.text(name, "node name") if name else "",
        type=kind,
        custom_node_id=given["id"],
        chosen=bool(free),
        several=bool(member(given, "approver_chosen_multi", bool, "node_list.")),
        approvers=_people(call, roles),
        cc=_people(call, copies),
        roles=[role for role in roles if role["type"] in _BY_LEVEL],
    )


def _check_role(call: Incoming, role: Json) -> bool:
    """Check one approver, and tell whether it is chosen by the submitter."""
    where = "node_list.approver."
    only(role, ("type", "user_id", "level"), where)
    kind = needed(role, "type", str, where)
    one_of(kind, _ROLES, f"{where}type")
    if kind in _BY_LEVEL and not needed(role, "level", str, where).isdecimal():
        refuse_field(f"{where}level", role["level"], "must be a number")
    if kind == "Personal":
        person(call, needed(role, "user_id", str, where))
    return bool(kind == "Free")


def _people(call: Incoming, roles: list[Json]) -> list[str]:
    return [person(call, role["user_id"]).open_id for role in roles if role["type"] == "Personal"]


def _check_rights(given: Json, form: list[Json]) -> None:
    where = "node_list."
    rights = member(given, "privilege_field", dict, where)
    if rights is not None:
        only(rights, ("writable", "readable"), f"{where}privilege_field.")
        known = {one["id"] for each in form for one in (each, *each.get("children", ()))}
        for name in ("writable", "readable"):
            needed(rights, name, list, f"{where}privilege_field.")
            if set(texts(rights, name)) - known:
                invalid(f"privilege_field.{name} names controls that are not in the form")
    for limit in objects(given, "approver_chosen_range", where=where):
        only(limit, ("type", "id_list"), f"{where}approver_chosen_range.")
        one_of(limit.get("type"), ("ALL", "PERSONAL", "ROLE"), f"{where}approver_chosen_range.type")
    assignee = member(given, "starter_assignee", str, where)
    if assignee:
        one_of(assignee, _ASSIGNEES, f"{where}starter_assignee")


def _settings(body: Json) -> dict[str, Any]:
    settings = member(body, "settings", dict) or {}
    only(settings, ("revert_interval", *_CHOICES), "settings.")
    for name in settings:
        value = member(settings, name, int, "settings.")
        if value is not None and value not in _CHOICES.get(name, range(value, value + 1)):
            refuse_field(f"settings.{name}", value, "must be 0 or 1")
    return {name: value for name, value in settings.items() if value is not None}


def _check_config(body: Json) -> None:
    config = member(body, "config", dict)
    if config is not None:
        only(config, (*_FLAGS, "help_url"), "config.")
        for name in _FLAGS:
            needed(config, name, bool, "config.")
