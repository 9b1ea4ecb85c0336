"""How an instance moves along the nodes of its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.approval.model import ApprovalTask, Happening
from feishu_sandbox.approval.notices import tell_instance, tell_task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox.approval.model import Definition, Instance, Node
    from feishu_sandbox.world import World

#: What the platform decides by itself: node type -> status of its task and of the instance.
_AUTOMATIC = {"AUTO_PASS": "APPROVED", "AUTO_REJECT": "REJECTED"}


class Flow:
    """One instance on its way; every step carries the time of the world's clock."""

    def __init__(self, world: World, definition: Definition, instance: Instance) -> None:
        """Take the instance where it stands."""
        self._world = world
        self._nodes = instance.nodes or definition.nodes
        self._instance = instance

    @property
    def pending(self) -> Iterator[ApprovalTask]:
        """Tasks that wait for somebody."""
        return (task for task in self._instance.tasks if task.status == "PENDING")

    def enter(self) -> None:
        """Hand out the tasks of the node that the instance has come to; after the last, end it."""
        while self._instance.status == "PENDING":
            if self._instance.step >= len(self._nodes):
                self.end("APPROVED")
                return
            node = self._nodes[self._instance.step]
            if node.cc:
                self._copy(node)
            if node.type not in _AUTOMATIC:
                waiting = node.approvers[:1] if node.type == "SEQUENTIAL" else node.approvers
                for approver in waiting:
                    self.hand(approver, node.node_id, node.type)
                return
            self._decide(node)

    def hand(self, approver: str, node_id: str, kind: str) -> ApprovalTask:
        """Give somebody a task."""
        task = ApprovalTask(
            id=self._world.new_id("approval_number"),
            approver=approver,
            node_id=node_id,
            type=kind,
            start=self._world.clock.now_ms(),
        )
        self._instance.tasks.append(task)
        tell_task(self._world, self._instance, task)
        return task

    def close(self, task: ApprovalTask, status: str) -> None:
        """End a task."""
        task.status, task.end = status, self._world.clock.now_ms()
        tell_task(self._world, self._instance, task)

    def leave_if_done(self, task: ApprovalTask) -> None:
        """Go to the next node when enough people of this one have agreed."""
        node = self._nodes[self._instance.step]
        if node.type == "OR":
            for other in list(self.pending):
                self.close(other, "DONE")
        if node.type == "SEQUENTIAL":
            here = [one for one in self._instance.tasks if one.node_id == task.node_id]
            agreed = sum(one.status == "APPROVED" for one in here)
            if agreed < len(node.approvers):
                self.hand(node.approvers[agreed], node.node_id, node.type)
        if not any(self.pending):
            self._instance.step += 1
            self.enter()

    def end(self, status: str) -> None:
        """End the instance; tasks that still wait are done with."""
        for task in list(self.pending):
            self.close(task, "DONE")
        self._instance.status, self._instance.end = status, self._world.clock.now_ms()
        tell_instance(self._world, self._instance)

    def note(self, kind: str, actor: str, task: ApprovalTask | None = None) -> Happening:
        """Write into the timeline."""
        entry = Happening(kind, self._world.clock.now_ms(), actor)
        if task is not None:
            entry.task_id, entry.node_id = task.id, task.node_id
        self._instance.timeline.append(entry)
        return entry

    def _decide(self, node: Node) -> None:
        task = self.hand("", node.node_id, node.type)
        self.close(task, _AUTOMATIC[node.type])
        self.note(node.type, "", task)
        if node.type == "AUTO_REJECT":
            self.end("REJECTED")
        self._instance.step += 1

    def _copy(self, node: Node) -> None:
        entry = self.note("CC", self._instance.user)
        entry.node_id, entry.others = node.node_id, list(node.cc)
        entry.cc_ids = [self._world.new_id("approval_number") for _ in node.cc]
