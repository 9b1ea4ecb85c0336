"""Starting instances through the API.

Docs: R/approval-v4/instance/create.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feishu_sandbox.approval.forms import instance_form
from feishu_sandbox.approval.model import Definition, Instance, Node
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
    from feishu_sandbox.model import Json, User
    from feishu_sandbox.operation import Incoming

_BODY = (
    *("approval_code", "user_id", "open_id", "department_id", "form", "uuid", "title"),
    *("node_approver_user_id_list", "node_approver_open_id_list", "node_cc_user_id_list"),
    *("node_cc_open_id_list", "allow_resubmit", "allow_submit_again", "cancel_bot_notification"),
    *("forbid_revoke", "i18n_resources", "title_display_method", "node_auto_approval_list"),
)
_MAX_UUID = 64
_MAX_COPIES = 20
_MAX_AUTOMATIC = 10


def create_instance(call: Incoming) -> Json:
    """Start an instance; a uuid that was ever used in the tenant is refused."""
    only(call.body, _BODY)
    definition = known_definition(call, needed(call.body, "approval_code", str))
    if definition.closed:
        raise ApiError(1390009)
    if definition.status != "ACTIVE":
        raise ApiError(1390016 if definition.status == "DELETED" else 1390015)
    submitter = _submitter(call)
    department = _department(call, submitter)
    title = _title(call)
    form = parsed(needed(call.body, "form", str), "form")
    shown = instance_form(call, definition.form, form)
    nodes = _nodes(call, definition, submitter)
    _check_flags(call.body)
    uuid = _uuid(call)
    made = Instance(
        instance_code=call.world.approvals.new_code(),
        approval_code=definition.approval_code,
        serial=call.world.approvals.next_serial(),
        uuid=uuid or call.world.new_id("approval_node"),
        user=submitter.open_id,
        department=department,
        start=call.world.clock.now_ms(),
        form=shown,
        title=title,
        unrevocable=bool(call.body.get("forbid_revoke")),
        nodes=nodes,
    )
    call.world.approvals.begin(made)
    call.world.created_by_api(made.instance_code)
    return {"instance_code": made.instance_code}


def _submitter(call: Incoming) -> User:
    for name in ("user_id", "open_id"):
        value = member(call.body, name, str)
        if value:
            return person(call, value, name)
    return refuse_field("user_id", "", "user_id or open_id is required")


def _department(call: Incoming, submitter: User) -> str:
    given = member(call.body, "department_id", str)
    if not given:
        return submitter.departments[0]
    found = call.world.find_department(given, "department_id")
    if found is None or found.open_department_id not in submitter.departments:
        raise ApiError(60005)
    return found.open_department_id


def _title(call: Incoming) -> str:
    wording = Wording(call.body, required=False)
    title = member(call.body, "title", str)
    return wording.text(title, "title", 0) if title else ""


def _uuid(call: Incoming) -> str:
    uuid = member(call.body, "uuid", str)
    if uuid is None:
        return ""
    if not 1 <= len(uuid) <= _MAX_UUID:
        refuse_field("uuid", uuid, f"the length has to be from 1 to {_MAX_UUID}")
    taken = {one.uuid.lower() for one in call.world.state.approvals.instances.values()}
    if uuid.lower() in taken:
        raise ApiError(60012)
    return str(uuid)


def _check_flags(body: Json) -> None:
    for name in ("allow_resubmit", "allow_submit_again", "forbid_revoke"):
        member(body, name, bool)
    mask = member(body, "cancel_bot_notification", str)
    if mask is not None and mask not in map(str, range(1, 8)):
        refuse_field("cancel_bot_notification", mask, "must be a sum of 1, 2 and 4")
    if member(body, "title_display_method", int) not in (None, 0, 1):
        refuse_field("title_display_method", body["title_display_method"], "must be 0 or 1")
    for node in objects(body, "node_auto_approval_list", _MAX_AUTOMATIC):
        only(node, ("node_id_type", "node_id"), "node_auto_approval_list.")
        one_of(node.get("node_id_type"), ("CUSTOM", "NON_CUSTOM"), "node_id_type")


def _nodes(call: Incoming, definition: Definition, submitter: User) -> list[Node]:
    """Give the flow of one instance, with the people who were chosen for it."""
    approvers = _chosen(call, definition, "node_approver", 0)
    copies = _chosen(call, definition, "node_cc", _MAX_COPIES)
    made = []
    for node in definition.nodes:
        chosen = approvers.get(node.node_id, [])
        if node.chosen and not chosen:
            invalid(f"node {node.custom_node_id or node.node_id} needs approvers")
        if node.chosen and len(chosen) > 1 and not node.several:
            invalid(f"node {node.custom_node_id or node.node_id} takes one approver")
        people = [*(chosen if node.chosen else ()), *node.approvers, *_by_role(node, submitter)]
        cc = [*node.cc, *copies.get(node.node_id, [])]
        made.append(
            replace(node, approvers=list(dict.fromkeys(people)), cc=list(dict.fromkeys(cc)))
        )
    return made


def _chosen(call: Incoming, definition: Definition, prefix: str, most: int) -> dict[str, list[str]]:
    """Read who was chosen for which node, by both kinds of ids."""
    found: dict[str, list[str]] = {}
    nodes = {node.node_id: node.node_id for node in definition.nodes}
    if prefix == "node_approver":
        nodes |= {one.custom_node_id: one.node_id for one in definition.nodes if one.custom_node_id}
    for id_type in ("user_id", "open_id"):
        name = f"{prefix}_{id_type}_list"
        for entry in objects(call.body, name, most):
            only(entry, ("key", "value"), f"{name}.")
            node = nodes.get(needed(entry, "key", str, f"{name}."))
            if node is None:
                invalid(f"{name} names a node that the definition does not have")
            ids = texts(entry, "value", where=f"{name}.")
            found.setdefault(node, []).extend(person(call, one, id_type).open_id for one in ids)
    return found


def _by_role(node: Node, submitter: User) -> list[str]:
    """Take the submitter's leader for whoever is meant by a place in the company."""
    return [submitter.leader] if node.roles and submitter.leader else []
