"""Every endpoint of approval.

Docs: R/approval-v4/approval/{create,get,subscribe,unsubscribe},
R/approval-v4/instance/{create,cancel,cc,list,query,get}, R/approval-v4/instance-comment/create,
R/approval-v4/task/{approve,reject,transfer}, K/uUDOyUjL1gjM14SN4ITN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.approval import acting
from feishu_sandbox.approval.defining import create_definition
from feishu_sandbox.approval.files import upload
from feishu_sandbox.approval.rendering import InstanceRenderer, definition
from feishu_sandbox.approval.search import known_definition, list_codes, query
from feishu_sandbox.approval.starting import create_instance
from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import PER_MINUTE_100, STANDARD
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_LOCALES = (
    *("zh-CN", "en-US", "ja-JP", "zh-HK", "zh-TW", "de-DE", "es-ES", "fr-FR"),
    *("id-ID", "it-IT", "ko-KR", "pt-BR", "th-TH", "vi-VN", "ms-MY", "ru-RU"),
)


def _get_definition(call: Incoming) -> Json:
    _check_common(call)
    call.flag("with_option")
    found = known_definition(call, call.path["approval_code"])
    if found.status == "DELETED":
        raise ApiError(1390016)
    return definition(call, found)


def _get_instance(call: Incoming) -> Json:
    """Show an instance, found by its code or by its uuid."""
    _check_common(call)
    found = acting.found_instance(call, call.path["instance_id"])
    if known_definition(call, found.approval_code).closed:
        raise ApiError(1390009)
    return InstanceRenderer(call, found).render()


def _check_common(call: Incoming) -> None:
    """Check what both details take: a language, a person, a flag."""
    call.choice("locale", _LOCALES, _LOCALES[0])
    call.flag("nested_mutable_group")
    user = call.query.get("user_id")
    if user and call.world.find_user(user, call.user_id_type) is None:
        raise ApiError(1390004)


def _subscribe(call: Incoming) -> Json:
    return _switch(call, on=True)


def _unsubscribe(call: Incoming) -> Json:
    return _switch(call, on=False)


def _switch(call: Incoming, *, on: bool) -> Json:
    """Turn the events of a definition on or off for the app; 1390007 when they are so already."""
    code = known_definition(call, call.path["approval_code"]).approval_code
    codes = call.world.state.approvals.subscriptions.setdefault(call.app.app_id, [])
    if (code in codes) == on:
        raise ApiError(1390007)
    if on:
        codes.append(code)
    else:
        codes.remove(code)
    return {}


_APP = ("tenant",)
_DEFINITION_SCOPES = ("approval:approval", "approval:approval:readonly", "approval:definition")
_SUBSCRIBE_SCOPES = ("approval:approval", "approval:definition")
_INSTANCE_SCOPES = ("approval:approval", "approval:approval:readonly", "approval:instance")
_COMMON = ("locale", "user_id", "user_id_type", "nested_mutable_group")
_PAGING = ("page_size", "page_token")
_WRITE_SCOPES = ("approval:approval", "approval:instance")
_TASK_SCOPES = ("approval:approval", "approval:approval:readonly", "approval:task")
_PERSON = ("user_id_type",)
_DEFINITION = "/approval/v4/approvals/{approval_code}"

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "approval.definition.get",
        "GET",
        _DEFINITION,
        _get_definition,
        PER_MINUTE_100,
        _DEFINITION_SCOPES,
        identities=_APP,
        query=(*_COMMON, "with_admin_id", "with_option"),
    ),
    Operation(
        "approval.definition.subscribe",
        "POST",
        f"{_DEFINITION}/subscribe",
        _subscribe,
        PER_MINUTE_100,
        _SUBSCRIBE_SCOPES,
        writes=True,
        identities=_APP,
        query=(),
    ),
    Operation(
        "approval.definition.unsubscribe",
        "POST",
        f"{_DEFINITION}/unsubscribe",
        _unsubscribe,
        PER_MINUTE_100,
        _SUBSCRIBE_SCOPES,
        writes=True,
        identities=_APP,
        query=(),
    ),
    Operation(
        "approval.instance.list",
        "GET",
        "/approval/v4/instances",
        list_codes,
        PER_MINUTE_100,
        _INSTANCE_SCOPES,
        identities=_APP,
        query=(*_PAGING, "approval_code", "start_time", "end_time"),
    ),
    Operation(
        "approval.instance.query",
        "POST",
        "/approval/v4/instances/query",
        query,
        STANDARD,
        ("approval:approval.list:readonly",),
        body="json",
        identities=_APP,
        query=(*_PAGING, "user_id_type"),
    ),
    Operation(
        "approval.instance.get",
        "GET",
        "/approval/v4/instances/{instance_id}",
        _get_instance,
        STANDARD,
        _INSTANCE_SCOPES,
        identities=_APP,
        query=_COMMON,
    ),
    Operation(
        "approval.definition.create",
        "POST",
        "/approval/v4/approvals",
        create_definition,
        STANDARD,
        _SUBSCRIBE_SCOPES,
        writes=True,
        body="json",
        identities=_APP,
        query=("user_id_type", "department_id_type"),
    ),
    Operation(
        "approval.instance.create",
        "POST",
        "/approval/v4/instances",
        create_instance,
        PER_MINUTE_100,
        _WRITE_SCOPES,
        writes=True,
        body="json",
        identities=_APP,
        query=(),
    ),
    *(
        Operation(
            f"approval.instance.{name}",
            "POST",
            f"/approval/v4/instances/{name}",
            handler,
            PER_MINUTE_100,
            _INSTANCE_SCOPES,
            writes=True,
            body="json",
            identities=_APP,
            query=_PERSON,
        )
        for name, handler in (("cancel", acting.cancel), ("cc", acting.copy))
    ),
    *(
        Operation(
            f"approval.task.{name}",
            "POST",
            f"/approval/v4/tasks/{name}",
            handler,
            PER_MINUTE_100,
            _TASK_SCOPES,
            writes=True,
            body="json",
            identities=_APP,
            query=_PERSON,
        )
        for name, handler in (
            ("approve", acting.approve),
            ("reject", acting.reject),
            ("transfer", acting.transfer),
        )
    ),
    Operation(
        "approval.comment.create",
        "POST",
        "/approval/v4/instances/{instance_id}/comments",
        acting.comment,
        STANDARD,
        ("approval:approval", "approval:instance.comment"),
        writes=True,
        body="json",
        identities=_APP,
        query=("user_id", "user_id_type"),
    ),
    Operation(
        "approval.file.upload",
        "POST",
        "/approval/openapi/v2/file/upload",
        upload,
        PER_MINUTE_100,
        ("approval:approval:readonly",),
        writes=True,
        body="multipart",
        identities=_APP,
        query=(),
        web=True,
    ),
)
