"""What people and administrators do with approval, for tests and seeds."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from feishu_sandbox.approval.flow import Flow
from feishu_sandbox.approval.model import ApprovalComment, Definition, Instance, Node
from feishu_sandbox.approval.notices import tell_instance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.approval.model import ApprovalState, ApprovalTask
    from feishu_sandbox.model import Json
    from feishu_sandbox.world import World

_BEIJING = dt.timezone(dt.timedelta(hours=8))


class Approvals:
    """Builders; no tokens, no limits, no access checks. Times are those of the world's clock."""

    def __init__(self, world: World) -> None:
        """Belong to a world."""
        self.world = world

    @property
    def state(self) -> ApprovalState:
        """All of approval as plain data."""
        return self.world.state.approvals

    @property
    def codes(self) -> list[str]:
        """Codes of all definitions, as the setting of a reader takes them."""
        return list(self.state.definitions)

    def add_definition(
        self,
        name: str,
        form: Sequence[Json] = (),
        nodes: Sequence[Json] = (),
        *,
        admins: Sequence[str] = (),
        relation: Json | None = None,
    ) -> Definition:
        """Publish a definition that everybody may use; set further attributes on what is returned.

        Args:
            name: Its name.
            form: Controls as the API shows them; one line of text where none is given.
            nodes: `name`, `type`, `approvers`, `cc`, `custom_node_id` of each; one node of the
                company's first person where none is given.
            admins: open_ids of those who manage its data.
            relation: How controls depend on each other.
        """
        with self.world.lock:
            flow = nodes or ({"name": "审批", "approvers": list(self.world.state.users)[:1]},)
            definition = Definition(
                approval_code=self.new_code(),
                approval_id=self.world.new_id("approval_number"),
                name=name,
                form=list(form) or [{"id": "widget1", "name": "事由", "type": "input"}],
                nodes=[Node(self.world.new_id("approval_node"), **node) for node in flow],
                viewers=[{"type": "TENANT", "id": "", "user_id": ""}],
                admins=list(admins),
                relation=relation,
            )
            self.state.definitions[definition.approval_code] = definition
        return definition

    def start_instance(
        self,
        approval_code: str,
        user: str = "",
        form: Sequence[Json] = (),
        *,
        modifies: str = "",
        reverts: str = "",
    ) -> Instance:
        """Start an approval now.

        Args:
            approval_code: Of which definition.
            user: open_id of who starts it, the company's first person by default.
            form: Controls with their values, as the API shows them.
            modifies: Code of the instance that this one is a corrected form of.
            reverts: Code of the approved instance that this one asks to revoke.
        """
        with self.world.lock:
            person = self.world.state.users[user or next(iter(self.world.state.users))]
            instance = Instance(
                instance_code=self.new_code(),
                approval_code=approval_code,
                serial=self.next_serial(),
                uuid=self.world.new_id("approval_node"),
                user=person.open_id,
                department=person.departments[0],
                start=self.world.clock.now_ms(),
                form=list(form),
                nodes=list(self.state.definitions[approval_code].nodes),
                modifies=modifies,
                reverts=reverts,
            )
            self.begin(instance)
        return instance

    def begin(self, instance: Instance) -> None:
        """Set an instance on its way, however it was made."""
        with self.world.lock:
            self.state.instances[instance.instance_code] = instance
            flow = self._flow(instance)
            flow.note("START", instance.user)
            tell_instance(self.world, instance)
            flow.enter()

    def approve(self, instance: Instance, task_id: str = "", comment: str = "") -> None:
        """Let an approver agree: the one of this task, or the first who is asked."""
        with self.world.lock:
            flow, task = self._take(instance, task_id)
            flow.close(task, "APPROVED")
            flow.note("PASS", task.approver, task).comment = comment
            flow.leave_if_done(task)

    def reject(self, instance: Instance, task_id: str = "", comment: str = "") -> None:
        """Let an approver refuse, which ends the instance."""
        with self.world.lock:
            flow, task = self._take(instance, task_id)
            flow.close(task, "REJECTED")
            flow.note("REJECT", task.approver, task).comment = comment
            flow.end("REJECTED")

    def transfer(self, instance: Instance, to: str, task_id: str = "") -> ApprovalTask:
        """Let an approver hand the task to somebody else, who gets a task of their own."""
        with self.world.lock:
            flow, task = self._take(instance, task_id)
            flow.close(task, "TRANSFERRED")
            flow.note("TRANSFER", task.approver, task).others = [to]
            return flow.hand(to, task.node_id, task.type)

    def cancel(self, instance: Instance) -> None:
        """Let the person who started it recall it before it has ended."""
        with self.world.lock:
            flow = self._flow(instance)
            flow.note("CANCEL", instance.user)
            flow.end("CANCELED")

    def revoke(self, instance: Instance) -> None:
        """Take an approved instance back: the API shows it as recalled, its end stays."""
        with self.world.lock:
            self._flow(instance).note("CANCEL", instance.user)
            instance.status, instance.reverted = "CANCELED", True
            tell_instance(self.world, instance, "REVERTED")

    def delete(self, instance: Instance) -> None:
        """Let an administrator delete it; the API still shows it, as deleted."""
        with self.world.lock:
            flow = self._flow(instance)
            flow.note("DELETE", "")
            flow.end("DELETED")

    def purge(self, instance: Instance) -> None:
        """Remove it without a trace, so that its code is unknown (1390003)."""
        with self.world.lock:
            del self.state.instances[instance.instance_code]

    def comment(
        self, instance: Instance, text: str, author: str = "", files: Sequence[Json] = ()
    ) -> ApprovalComment:
        """Comment on an instance, whatever its state."""
        with self.world.lock:
            comment = ApprovalComment(
                id=self.world.new_id("approval_number"),
                author=author or instance.user,
                text=text,
                created=self.world.clock.now_ms(),
                files=list(files),
            )
            instance.comments.append(comment)
        return comment

    def _flow(self, instance: Instance) -> Flow:
        return Flow(self.world, self.state.definitions[instance.approval_code], instance)

    def _take(self, instance: Instance, task_id: str) -> tuple[Flow, ApprovalTask]:
        flow = self._flow(instance)
        return flow, next(task for task in flow.pending if task_id in ("", task.id))

    def new_code(self) -> str:
        """Draw a code such as `81D31358-93AF-92D6-7425-01A5D67C4E71`."""
        drawn = self.world.new_id("approval")
        return "-".join((drawn[:8], drawn[8:12], drawn[12:16], drawn[16:20], drawn[20:]))

    def next_serial(self) -> str:
        """Count the instances of the company by day, in Beijing."""
        day = dt.datetime.fromtimestamp(self.world.clock.now(), tz=_BEIJING).strftime("%Y%m%d")
        self.state.started += 1
        return f"{day}{self.state.started:04d}"
