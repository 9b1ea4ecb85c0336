"""The app about itself: granted scopes, the tenant, the bot.

Docs: S/application-v6/scope/list, S/tenant-v2/tenant/query, K/uAjMxEjLwITMx4CMyETM.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError, Reply, flat
from feishu_sandbox.limits import PER_SECOND_50, STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.people import avatar_url

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming


def _scopes(call: Incoming) -> Json:
    """List the scopes that the app asked for; scopes it never asked for are not named."""
    scopes = call.app.scopes.items()
    return {"scopes": [{"scope_name": name, "grant_status": status} for name, status in scopes]}


def _tenant(call: Incoming) -> Json:
    tenant = call.world.state.tenant
    key = tenant.tenant_key
    shown: Json = {
        "name": tenant.name,
        "display_id": tenant.display_id,
        "tenant_tag": 0,
        "tenant_key": key,
        "avatar": {
            "avatar_origin": avatar_url(key, 1024),
            "avatar_72": avatar_url(key, 72),
            "avatar_240": avatar_url(key, 240),
            "avatar_640": avatar_url(key, 640),
        },
    }
    if call.app.granted("tenant:tenant.domain:read"):
        shown["domain"] = tenant.domain
    return {"tenant": shown}


def _bot(call: Incoming) -> Reply:
    if not call.app.bot:
        raise ApiError(11205)
    bot = {
        "activate_status": 2,
        "app_name": call.app.name,
        "avatar_url": avatar_url(call.app.app_id[4:]),
        "ip_white_list": [],
        "open_id": call.app.bot_open_id,
    }
    return flat({"bot": bot})


OPERATIONS = (
    Operation("application.scope.list", "GET", "/application/v6/scopes", _scopes, PER_SECOND_50),
    Operation(
        "tenant.query",
        "GET",
        "/tenant/v2/tenant/query",
        _tenant,
        STANDARD,
        ("tenant:tenant:readonly",),
    ),
    Operation("bot.info", "GET", "/bot/v3/info", _bot, STANDARD),
)
