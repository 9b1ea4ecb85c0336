"""What apps that subscribed a definition are told of its instances and their tasks.

Docs: K/uIDO24iM4YjLygjN/event/common-event/{approval-instance-event,approval-task-event}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.events.notices import tell
from feishu_sandbox.people import id_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox.approval.model import ApprovalTask, Instance
    from feishu_sandbox.model import App, Json
    from feishu_sandbox.world import World

_REVERTED = "REVERTED"


def tell_instance(world: World, instance: Instance, status: str = "") -> None:
    """Tell that an instance has come to a status, by default the one that it has.

    One that was taken back after its approval is `REVERTED`, with a number as its time.
    """
    now, status = world.clock.now_ms(), status or instance.status
    content: Json = {
        "approval_code": instance.approval_code,
        "instance_code": instance.instance_code,
        "status": status,
        "operate_time": now if status == _REVERTED else str(now),
        "instance_operate_time": str(now),
        "uuid": instance.uuid,
    }
    for app in _subscribers(world, instance):
        tell(world, app, "approval_instance", content)


def tell_task(world: World, instance: Instance, task: ApprovalTask) -> None:
    """Tell that a task has come to the status that it has; the platform's own has no ids."""
    nodes = instance.nodes or world.state.approvals.definitions[instance.approval_code].nodes
    custom = next(node.custom_node_id for node in nodes if node.node_id == task.node_id)
    for app in _subscribers(world, instance):
        content: Json = {
            "open_id": task.approver,
            "approval_code": instance.approval_code,
            "instance_code": instance.instance_code,
            "task_id": task.id,
            "user_id": id_in(world, task.approver, "user_id", app),
            "status": task.status,
            "operate_time": str(world.clock.now_ms()),
            "custom_key": custom,
            "def_key": task.node_id,
        }
        tell(world, app, "approval_task", content)


def _subscribers(world: World, instance: Instance) -> Iterator[App]:
    for app_id, codes in world.state.approvals.subscriptions.items():
        app = world.state.apps.get(app_id)
        if app is not None and instance.approval_code in codes:
            yield app
