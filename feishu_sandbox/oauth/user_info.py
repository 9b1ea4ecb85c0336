"""Who is signed in.

Docs: A/authentication-management/login-state-management/get (R/authen-v1/user_info/get).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import EMPLOYEE_ID_SCOPE, Operation
from feishu_sandbox.people import avatar_url

if TYPE_CHECKING:
    from feishu_sandbox.model import Json, User
    from feishu_sandbox.operation import Incoming

_EMPLOYEE = "contact:user.employee:readonly"


def _user_info(call: Incoming) -> Json:
    user = call.user
    if user is None:
        raise ApiError(20005)
    if user.resigned:
        raise ApiError(20021)
    if user.frozen:
        raise ApiError(20022)
    key = user.open_id[3:15]
    shown: Json = {
        "name": user.name,
        "en_name": user.en_name,
        "avatar_url": avatar_url(key),
        "avatar_thumb": avatar_url(key, 72),
        "avatar_middle": avatar_url(key, 240),
        "avatar_big": avatar_url(key, 640),
        "open_id": user.open_id,
        "union_id": user.union_id,
        "tenant_key": call.tenant.tenant_key,
    }
    return {**shown, **_scoped(call, user)}


def _scoped(call: Incoming, user: User) -> Json:
    """Return the members whose scope the user granted."""
    members = (
        ("email", user.email, "contact:user.email:readonly"),
        ("enterprise_email", user.email, _EMPLOYEE),
        ("user_id", user.user_id, EMPLOYEE_ID_SCOPE),
        ("mobile", user.mobile, "contact:user.phone:readonly"),
        ("employee_no", user.employee_no, _EMPLOYEE),
    )
    return {name: value for name, value, scope in members if call.app.granted(scope)}


OPERATIONS = (
    Operation(
        "oauth.user_info",
        "GET",
        "/authen/v1/user_info",
        _user_info,
        STANDARD,
        identities=("user",),
        bad_user_token=20005,
        counted=False,
    ),
)
