"""The app about itself: granted scopes, the tenant, the bot.

Docs: S/application-v6/{scope/list, application/get}, S/tenant-v2/tenant/query,
K/uAjMxEjLwITMx4CMyETM.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.apps import STORE
from feishu_sandbox.envelope import ApiError, Reply, flat, refuse_field
from feishu_sandbox.ids import make_id
from feishu_sandbox.limits import PER_SECOND_50, STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.people import avatar_url

if TYPE_CHECKING:
    from feishu_sandbox.model import App, Json
    from feishu_sandbox.operation import Incoming


def _scopes(call: Incoming) -> Json:
    """List the scopes that the app asked for; scopes it never asked for are not named."""
    app = call.app
    if not call.behaviour.scope_types:
        return {"scopes": [_scope(app, name, status) for name, status in app.scopes.items()]}
    listed = [("tenant", *item) for item in app.scopes.items()]
    listed += [("user", *item) for item in app.user_scopes.items()]
    return {
        "scopes": [{**_scope(app, name, status), "scope_type": t} for t, name, status in listed]
    }


def _scope(app: App, name: str, status: int) -> Json:
    return {"scope_name": name, "grant_status": status if app.published else 2}


def _application(call: Incoming) -> Json:
    """Describe this app, or with `admin:app.info:readonly` another one of the tenant."""
    if call.query.get("lang") not in ("zh_cn", "en_us", "ja_jp"):
        refuse_field("lang", call.query.get("lang"), "lang is required: zh_cn, en_us or ja_jp")
    wanted = call.path["app_id"]
    app = call.world.state.apps.get(call.app.app_id if wanted == "me" else wanted)
    if app is None:
        raise ApiError(210503)
    if call.tenant.tenant_key not in app.installs:
        raise ApiError(210504)
    if app.app_id != call.app.app_id and not call.app.granted("admin:app.info:readonly"):
        raise ApiError(210508)
    return {"app": _described(call, app)}


def _described(call: Incoming, app: App) -> Json:
    seed = call.world.state.seed
    number = int(app.app_id[4:12], 16)
    creator = next(iter(call.world.state.users), "")
    status = 2 if not app.published else int(app.enabled)
    return {
        "app_id": app.app_id,
        "creator_id": creator,
        "status": status,
        "scene_type": int(app.kind == STORE),
        "payment_type": 0,
        "redirect_urls": app.redirect_urls,
        "online_version_id": make_id("version", seed, number) if app.published else "",
        "unaudit_version_id": make_id("version", seed, number + 1) if app.pending_version else "",
        "app_name": app.name,
        "avatar_url": avatar_url(app.app_id[4:]),
        "description": app.name,
        "scopes": [
            {"scope": scope, "description": scope, "level": 1, "token_types": kinds}
            for scope, kinds in _effective(app).items()
        ],
        "primary_language": "zh_cn",
        "i18n": [{"i18n_key": "zh_cn", "name": app.name, "description": app.name}],
        "owner": {"type": 2, "owner_id": creator},
    }


def _effective(app: App) -> dict[str, list[str]]:
    """Return the scopes of the released version with the identities that they are for."""
    kinds: dict[str, list[str]] = {}
    for kind, scopes in (("tenant", app.scopes), ("user", app.user_scopes)):
        for scope, status in scopes.items():
            if status == 1 and app.published:
                kinds.setdefault(scope, []).append(kind)
    return kinds


def _tenant(call: Incoming) -> Json:
    tenant = call.tenant
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
        "activate_status": 2 if call.app.published else 0,
        "app_name": call.app.name,
        "avatar_url": avatar_url(call.app.app_id[4:]),
        "ip_white_list": call.app.ip_allow_list,
        "open_id": call.app.bot_open_id,
    }
    return flat({"bot": bot})


OPERATIONS = (
    Operation(
        "application.scope.list",
        "GET",
        "/application/v6/scopes",
        _scopes,
        PER_SECOND_50,
        identities=("tenant",),
    ),
    Operation(
        "application.get",
        "GET",
        "/application/v6/applications/{app_id}",
        _application,
        PER_SECOND_50,
        ("admin:app.info:readonly", "application:application:self_manage"),
        identities=("tenant",),
    ),
    Operation(
        "tenant.query",
        "GET",
        "/tenant/v2/tenant/query",
        _tenant,
        STANDARD,
        ("tenant:tenant:readonly",),
        identities=("tenant",),
    ),
    Operation("bot.info", "GET", "/bot/v3/info", _bot, STANDARD, identities=("tenant",)),
)
