"""Tasks as a kind of destination."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.doctor.needs import Need
from target_feishu.kind import Kind
from target_feishu.objects.fields import choice_problems, template_problems
from target_feishu.objects.sink import DELETE, UPSERT
from target_feishu.tasks.route import FIELDS, PROPERTIES, TaskRoute
from target_feishu.tasks.sink import TaskSink

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from target_feishu.config import TargetSettings

_ALWAYS: t.Final = (
    endpoints.task.TASK_CREATE,
    endpoints.task.TASK_PATCH,
    endpoints.task.TASK_GET,
)
_CHANGES: t.Final = (
    endpoints.task.TASK_DELETE,
    endpoints.task.TASK_ADD_MEMBERS,
    endpoints.task.TASK_REMOVE_MEMBERS,
    endpoints.task.TASK_ADD_REMINDERS,
    endpoints.task.TASK_REMOVE_REMINDERS,
    endpoints.task.TASK_ADD_TASKLIST,
    endpoints.task.TASK_REMOVE_TASKLIST,
)


def needs(routes: Sequence[TaskRoute], settings: TargetSettings) -> Iterator[Need]:  # noqa: ARG001
    """List what the routes need, route by route."""
    for route in routes:
        what = f"route {route.stream}"
        subtasks = (endpoints.task.SUBTASK_CREATE,) if route.parent is not None else ()
        yield Need(what, (*_ALWAYS, *subtasks))
        yield Need(what, _CHANGES, only_if="members, reminders or lists of a task change")
        yield Need(
            what,
            (endpoints.CONTACT_USER_BATCH_GET_ID,),
            only_if="members are given by e-mail or mobile",
        )
        yield Need(
            what,
            (endpoints.task.TASKLIST_TASKS,),
            only_if="a run was interrupted while it made a task in a list",
        )


def problems(route: Mapping[str, t.Any], base: t.Any) -> list[str]:  # noqa: ARG001
    """List what is wrong with a route of the right shape."""
    given = {name: route[name] for name in (*FIELDS, "operation") if name in route}
    return template_problems(given) + choice_problems(route, "operation", (UPSERT, DELETE))


TASK: t.Final = Kind(
    name="task",
    summary="One task a record.",
    route=TaskRoute,
    sink=TaskSink,
    properties=PROPERTIES,
    problems=problems,
    needs=needs,
)
