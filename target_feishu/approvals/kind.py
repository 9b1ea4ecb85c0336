"""Approvals as a kind of destination."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.doctor.needs import Need
from target_feishu.approvals.checks import definition_problems
from target_feishu.approvals.names import name_problems
from target_feishu.approvals.route import (
    APPROVE,
    CANCEL,
    CREATE,
    OPERATIONS,
    PROPERTIES,
    REJECT,
    TEMPLATES,
    ApprovalRoute,
)
from target_feishu.approvals.sink import ApprovalSink
from target_feishu.kind import Kind
from target_feishu.objects.fields import template_problems

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from feishu_connect.endpoints import Endpoint
    from target_feishu.config import TargetSettings

_FILES = "a form holds files"


def needs(routes: Sequence[ApprovalRoute], settings: TargetSettings) -> Iterator[Need]:  # noqa: ARG001
    """Tell what the operations of the routes call."""
    rows = endpoints.approval
    for route in routes:
        what = f"route {route.stream}"
        yield Need(what, tuple(_called(route)))
        if _may(route, CREATE):
            yield Need(what, (rows.FILE_UPLOAD,), only_if=_FILES)


def problems(route: Mapping[str, t.Any], base: t.Any) -> list[str]:  # noqa: ARG001
    """List what is wrong with a route of the right shape."""
    found = template_problems({name: route[name] for name in TEMPLATES if name in route})
    if ("approval_code" in route) == ("definition" in route):
        found.append("give either `approval_code` or `definition`")
    operation = route.get("operation", CREATE)
    if "{" not in operation and operation not in OPERATIONS:
        found.append(f"`operation` must be {' or '.join(OPERATIONS)}, or a template")
    if ("{" in operation or operation == CREATE) and "applicant" not in route:
        found.append("`applicant` is missing: who submits the approval")
    if "definition" in route:
        faults = definition_problems(route["definition"])
        found += faults or (name_problems(route) if "{" in operation or operation == CREATE else ())
    return found


def _may(route: ApprovalRoute, *operations: str) -> bool:
    """Tell whether a record of the route may ask for one of these."""
    return "{" in route.operation or route.operation in operations


def _called(route: ApprovalRoute) -> Iterator[Endpoint]:
    rows = endpoints.approval
    yield rows.INSTANCE_GET
    if route.applicant or route.approvers or route.cc:
        yield endpoints.CONTACT_USER_BATCH_GET_ID
    if _may(route, CREATE):
        yield from (rows.INSTANCE_CREATE, rows.DEFINITION_GET)
        if route.definition:
            yield rows.DEFINITION_CREATE
    if _may(route, CANCEL):
        yield rows.INSTANCE_CANCEL
        if route.comment:
            yield rows.COMMENT_CREATE
    if _may(route, APPROVE, REJECT):
        yield from (rows.TASK_APPROVE, rows.TASK_REJECT)


APPROVAL: t.Final = Kind(
    name="approval",
    summary="An approval, opened once a key; later records recall it or decide it.",
    route=ApprovalRoute,
    sink=ApprovalSink,
    properties=PROPERTIES,
    problems=problems,
    needs=needs,
)
