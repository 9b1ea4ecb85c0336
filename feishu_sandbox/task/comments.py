"""Commenting on tasks; nothing keeps a comment from coming twice.

Docs: S/task-v2/comment/create.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.task import reading, rendering
from feishu_sandbox.task.access import open_task
from feishu_sandbox.task.codes import NOT_FOUND
from feishu_sandbox.task.reading import invalid

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_TYPES = {"content": str, "reply_to_comment_id": str, "resource_type": str, "resource_id": str}


def _create(call: Incoming) -> Json:
    given = reading.checked(call.body, _TYPES)
    if given.get("resource_type", "task") != "task":
        invalid("resource_type", "only 'task' is supported")
    content = reading.text(given, "content")
    if not content:
        invalid("content", "must not be empty")
    task = open_task(call, given.get("resource_id", ""))
    above = None
    if given.get("reply_to_comment_id"):
        above = call.world.state.tasks.comments.get(given["reply_to_comment_id"])
        if above is None or above.task != task.guid:
            raise ApiError(NOT_FOUND)
    comment = call.world.tasks.comment(task, content, by=call.principal, reply_to=above)
    return {"comment": rendering.comment(call, comment)}


OPERATIONS = (
    Operation(
        "task.comment.create",
        "POST",
        "/task/v2/comments",
        _create,
        STANDARD,
        ("task:comment:write",),
        writes=True,
        body="json",
        query=("user_id_type",),
    ),
)
