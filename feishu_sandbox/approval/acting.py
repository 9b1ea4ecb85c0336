"""What the API lets an app do to instances and tasks in people's names.

Docs: R/approval-v4/instance/{cancel,cc}, R/approval-v4/task/{approve,reject,transfer},
R/approval-v4/instance-comment/create.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from feishu_sandbox.approval.flow import Flow
from feishu_sandbox.approval.search import known_definition
from feishu_sandbox.approval.shapes import invalid, member, needed, objects, only, person, texts
from feishu_sandbox.envelope import ApiError, refuse_field

if TYPE_CHECKING:
    from feishu_sandbox.approval.model import ApprovalTask, Instance
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_WHERE = ("approval_code", "instance_code", "user_id")
_TASK = (*_WHERE, "task_id", "comment")
_SECOND_MS = 1000


def cancel(call: Incoming) -> Json:
    """Recall an instance for its submitter; one that was approved goes back into approval."""
    only(call.body, _WHERE)
    instance, actor = _addressed(call)
    if instance.user != actor:
        raise ApiError(1390009)
    if instance.status == "PENDING":
        definition = known_definition(call, instance.approval_code)
        if instance.unrevocable or (instance.step and not definition.revocable):
            raise ApiError(1390009)
        call.world.approvals.cancel(instance)
    elif instance.status == "APPROVED":
        _reopen(call, instance)
    else:
        invalid("the instance has ended")
    return {}


def _reopen(call: Incoming, instance: Instance) -> None:
    """Ask the approvers of an approved instance whether it may be taken back."""
    definition = known_definition(call, instance.approval_code)
    age = (call.world.clock.now_ms() - instance.end) / _SECOND_MS
    if instance.unrevocable or age > definition.revert_seconds or not definition.revert_seconds:
        raise ApiError(1390009)
    instance.status, instance.end, instance.step = "PENDING", 0, 0
    Flow(call.world, definition, instance).enter()


def copy(call: Incoming) -> Json:
    """Show an instance to further people."""
    only(call.body, (*_WHERE, "cc_user_ids", "comment"))
    instance, actor = _addressed(call)
    others = [person(call, one).open_id for one in texts(call.body, "cc_user_ids")]
    if not others:
        refuse_field("cc_user_ids", "", "cc_user_ids is required")
    definition = known_definition(call, instance.approval_code)
    entry = Flow(call.world, definition, instance).note("CC", actor)
    entry.others, entry.comment = others, member(call.body, "comment", str) or ""
    entry.cc_ids = [call.world.new_id("approval_number") for _ in others]
    return {}


def approve(call: Incoming) -> Json:
    """Agree in the name of an approver who is asked."""
    only(call.body, (*_TASK, "form"))
    instance, task, comment = _task(call)
    call.world.approvals.approve(instance, task.id, comment)
    return {}


def reject(call: Incoming) -> Json:
    """Refuse in the name of an approver who is asked."""
    only(call.body, (*_TASK, "form"))
    instance, task, comment = _task(call)
    call.world.approvals.reject(instance, task.id, comment)
    return {}


def transfer(call: Incoming) -> Json:
    """Hand a task to somebody else."""
    only(call.body, (*_TASK, "transfer_user_id"))
    to = person(call, needed(call.body, "transfer_user_id", str))
    instance, task, _ = _task(call)
    call.world.approvals.transfer(instance, to.open_id, task.id)
    return {}


def comment(call: Incoming) -> Json:
    """Write a comment under an instance; there is nothing that keeps it from coming twice."""
    only(
        call.body,
        ("content", "at_info_list", "parent_comment_id", "comment_id", "disable_bot", "extra"),
    )
    author = person(call, call.query.get("user_id") or refuse_field("user_id", "", "required"))
    instance = found_instance(call, call.path["instance_id"])
    objects(call.body, "at_info_list")
    member(call.body, "disable_bot", bool)
    try:
        content = json.loads(needed(call.body, "content", str))
    except ValueError:
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("text"), str):
        invalid("content is no JSON object with a text")
    made = call.world.approvals.comment(
        instance, content["text"], author.open_id, content.get("files") or ()
    )
    return {"comment_id": made.id}


def found_instance(call: Incoming, given: str) -> Instance:
    """Find an instance by its code, or by its uuid, in which case does not count.

    Raises:
        ApiError: 1390003 when there is none, or a replica has not heard of it yet.
    """
    instances = call.world.state.approvals.instances
    found = instances.get(given)
    wanted = given.lower()
    found = found or next((one for one in instances.values() if one.uuid.lower() == wanted), None)
    if found is None or not call.world.visible(found.instance_code):
        raise ApiError(1390003)
    return found


def _addressed(call: Incoming) -> tuple[Instance, str]:
    """Find the instance that a body names, and the person who acts."""
    definition = known_definition(call, needed(call.body, "approval_code", str))
    instance = found_instance(call, needed(call.body, "instance_code", str))
    if instance.approval_code != definition.approval_code:
        invalid("the instance is of another definition")
    if definition.closed:
        raise ApiError(1390009)
    return instance, person(call, needed(call.body, "user_id", str)).open_id


def _task(call: Incoming) -> tuple[Instance, ApprovalTask, str]:
    """Find a task that waits for the person who acts; one that is decided is not found."""
    instance, actor = _addressed(call)
    task_id = needed(call.body, "task_id", str)
    found = next((one for one in instance.tasks if one.id == task_id), None)
    if found is None or found.status != "PENDING":
        raise ApiError(1390010)
    if found.approver != actor:
        raise ApiError(1390009)
    if known_definition(call, instance.approval_code).signed:
        raise ApiError(1390018)
    member(call.body, "form", str)
    return instance, found, member(call.body, "comment", str) or ""
