"""Whether the app is enabled in the tenant, and published."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.doctor.finding import Finding, passed
from feishu_connect.doctor.refusals import refusal

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from feishu_connect.doctor.visit import Visit

_STOPPED = 0
_NOT_ENABLED = 2

_ENABLE: t.Final = "Let the tenant's administrator enable it in the admin console"
_PUBLISH: t.Final = "Create a version (Version Management & Release) and publish it"
_APPROVE: t.Final = "Let the tenant's administrator approve the version that waits"

#: `activate_status` of the bot -> cause and cure, where it does not work
#: (`/ukTMukTMukTM/uAjMxEjLwITMx4CMyETM`).
_BOT_STATES: t.Final[dict[int, tuple[str, str]]] = {
    0: ("The tenant has not installed the app", f"{_PUBLISH}; then: {_ENABLE}"),
    1: ("The tenant's administrator has stopped the app", _ENABLE),
    3: ("The app is installed, and not enabled yet", _ENABLE),
    5: ("The app's licence has run out", "Renew it"),
    6: ("The tenant's plan has run out or is too small for the app", "Renew the plan"),
}
_UPGRADE_WAITS = 4


def app_state(visit: Visit) -> Finding:
    """Read the app's state; where its scopes do not show it, take what its bot tells."""
    info = visit.ask(
        endpoints.APPLICATION_GET,
        path={"app_id": visit.settings.app_id},
        params={"lang": "zh_cn"},
    )
    fault = refusal(visit, info.error)
    if fault is not None and fault.check != "host":
        return fault
    if info.error is None:
        return _published(visit, info.data.get("app") or {})
    return _by_bot(visit)


def _published(visit: Visit, app: Mapping[str, t.Any]) -> Finding:
    name = str(app.get("app_name") or visit.settings.app_id)
    if app.get("status") == _STOPPED:
        cause = "The tenant's administrator has stopped it"
        return _failed(visit, f"the app {name} is stopped", cause, _ENABLE)
    online, waiting = app.get("online_version_id"), app.get("unaudit_version_id")
    visit.awaits_approval = bool(waiting) and waiting != online
    if online == "":
        cause = "Scopes, bot and ranges of an app work only after a version is published"
        cure = _APPROVE if visit.awaits_approval else _PUBLISH
        state = "its first version waits for approval" if waiting else "it has no published version"
        return _failed(visit, f"the app {name}: {state}", cause, cure)
    if app.get("status") == _NOT_ENABLED:
        cause = "The tenant has installed it, and not enabled it"
        return _failed(visit, f"the app {name} is not enabled", cause, _ENABLE)
    extra = "; a newer version waits for approval" if visit.awaits_approval else ""
    return passed("app", f"{name} is enabled{extra}")


def _by_bot(visit: Visit) -> Finding:
    """Take the bot's word: its call needs no scope. An app without a bot tells nothing."""
    reply = visit.ask(endpoints.BOT_INFO)
    fault = refusal(visit, reply.error)
    if fault is not None and fault.check != "host":
        return fault
    bot = reply.data.get("bot") or {}
    status = bot.get("activate_status")
    visit.awaits_approval = status == _UPGRADE_WAITS
    if status in _BOT_STATES:
        cause, cure = _BOT_STATES[status]
        name = bot.get("app_name") or visit.settings.app_id
        return _failed(visit, f"the app {name} does not work in this tenant", cause, cure)
    name = bot.get("app_name")
    return passed("app", f"{name} is enabled" if name else "Feishu serves the app")


def _failed(visit: Visit, detail: str, cause: str, cure: str) -> Finding:
    return Finding("app", "failed", detail, cause, cure, visit.console())
