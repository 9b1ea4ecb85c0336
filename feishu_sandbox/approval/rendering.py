"""Definitions and instances as the API shows them.

Docs: R/approval-v4/approval/get, R/approval-v4/instance/get.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from feishu_sandbox.operation import EMPLOYEE_ID_SCOPE
from feishu_sandbox.people import id_in

if TYPE_CHECKING:
    from feishu_sandbox.approval.model import (
        ApprovalComment,
        ApprovalTask,
        Definition,
        Happening,
        Instance,
        Node,
    )
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming


def _json(value: object) -> str:
    """Write JSON as the platform puts it into strings: `&` is escaped."""
    return json.dumps(value, ensure_ascii=False).replace("&", "\\u0026")


def definition(call: Incoming, shown: Definition) -> Json:
    """Render a definition; it does not name its own code."""
    data: Json = {
        "approval_name": shown.name,
        "status": shown.status,
        "form": _json(shown.form),
        "node_list": [_node(node) for node in shown.nodes],
        "viewers": shown.viewers,
    }
    if call.flag("with_admin_id"):
        data["approval_admin_ids"] = [
            id_in(call.world, admin, call.user_id_type, call.app) for admin in shown.admins
        ]
    if shown.relation is not None:
        data["form_widget_relation"] = _json(shown.relation)
    return data


def _node(node: Node) -> Json:
    data: Json = {
        "name": node.name,
        "need_approver": node.chosen,
        "node_id": node.node_id,
        "node_type": node.type,
        "approver_chosen_multi": node.several,
        "require_signature": False,
    }
    if node.custom_node_id:
        data["custom_node_id"] = node.custom_node_id
    return data


class InstanceRenderer:
    """Renders one instance for one caller."""

    def __init__(self, call: Incoming, instance: Instance) -> None:
        """Keep who asks."""
        self._call = call
        self._instance = instance
        self._definition = call.world.state.approvals.definitions[instance.approval_code]
        nodes = instance.nodes or self._definition.nodes
        self._nodes = {node.node_id: node for node in nodes}

    def render(self) -> Json:
        """Render all that the endpoint tells."""
        instance = self._instance
        data: Json = {
            "approval_name": self._definition.name,
            "approval_code": instance.approval_code,
            "instance_code": instance.instance_code,
            "serial_number": instance.serial,
            "uuid": instance.uuid,
            **self._ids(instance.user),
            "department_id": instance.department,
            "start_time": str(instance.start),
            "end_time": str(instance.end),
            "status": instance.status,
            "reverted": instance.reverted,
            "form": _json(instance.form),
            "task_list": [self._task(task) for task in instance.tasks],
            "comment_list": [self._comment(comment) for comment in instance.comments],
            "timeline": [self._happening(entry) for entry in instance.timeline],
        }
        if instance.modifies:
            data["modified_instance_code"] = instance.modifies
        if instance.reverts:
            data["reverted_instance_code"] = instance.reverts
        return data

    def _user_id(self, open_id: str) -> str:
        return id_in(self._call.world, open_id, "user_id", self._call.app)

    def _ids(self, open_id: str) -> Json:
        """Render a person; user_id needs its field scope, the platform itself has no ids."""
        if not self._call.app.granted(EMPLOYEE_ID_SCOPE):
            return {"open_id": open_id}
        return {"user_id": self._user_id(open_id), "open_id": open_id}

    def _task(self, task: ApprovalTask) -> Json:
        node = self._nodes[task.node_id]
        data: Json = {
            "id": task.id,
            **self._ids(task.approver),
            "status": task.status,
            "node_id": task.node_id,
            "node_name": node.name,
            "type": task.type,
            "start_time": str(task.start),
            "end_time": str(task.end),
        }
        if node.custom_node_id:
            data["custom_node_id"] = node.custom_node_id
        return data

    def _comment(self, comment: ApprovalComment) -> Json:
        return {
            "id": comment.id,
            **self._ids(comment.author),
            "comment": comment.text,
            "create_time": str(comment.created),
            **({"files": comment.files} if comment.files else {}),
        }

    def _happening(self, entry: Happening) -> Json:
        optional: Json = {
            "task_id": entry.task_id,
            "comment": entry.comment,
            "files": entry.files,
        }
        if entry.cc_ids:
            optional["user_id_list"] = [self._user_id(other) for other in entry.others]
            optional["open_id_list"] = entry.others
            optional["cc_user_list"] = [
                {"cc_id": cc_id, **self._ids(other)}
                for cc_id, other in zip(entry.cc_ids, entry.others, strict=True)
            ]
        return {
            "type": entry.type,
            "create_time": str(entry.at),
            **self._ids(entry.actor),
            "ext": self._ext(entry),
            "node_key": entry.node_id,
            **{name: value for name, value in optional.items() if value},
        }

    def _ext(self, entry: Happening) -> str:
        if not entry.others:
            return "{}"
        if entry.type == "CC":
            return _json({"user_id": self._user_id(entry.actor), "open_id": entry.actor})
        ids = [self._user_id(other) for other in entry.others]
        return _json({"user_id_list": ids, "open_id_list": entry.others})
