"""Making shared calendars, and giving people a role in one, by the API.

Docs: R/calendar-v4/calendar/create and R/calendar-v4/calendar-acl/create.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.calendar.access import calendar_of, need_bot, role_of
from feishu_sandbox.calendar.checks import COLOR, Rule, check, text, word
from feishu_sandbox.calendar.rendering import shown_calendar
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.people import id_in

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_CALENDAR = {
    "summary": text(255),
    "description": text(255),
    "permissions": word("private", "show_only_free_busy", "public"),
    "color": COLOR,
    "summary_alias": text(255),
}
_SCOPE = Rule(dict, members={"type": word("user", needed=True), "user_id": Rule(str)}, needed=True)
_ACL = {
    "role": word("free_busy_reader", "reader", "writer", "owner", needed=True),
    "scope": _SCOPE,
}


def _create(call: Incoming) -> Json:
    """Make a calendar of the caller's own; there is no key, so each call makes one."""
    need_bot(call)
    check(call.body, _CALENDAR)
    calendar = call.world.calendars.add_calendar(
        call.body.get("summary", ""),
        roles={},
        owner=call.principal,
        description=call.body.get("description", ""),
        permissions=call.body.get("permissions", "show_only_free_busy"),
    )
    calendar.color = call.body.get("color", -14_513_409)
    if "summary_alias" in call.body:
        calendar.aliases[call.principal] = call.body["summary_alias"]
    return {"calendar": shown_calendar(calendar, call.principal)}


def _share(call: Incoming) -> Json:
    calendar = calendar_of(call)
    if calendar.type not in ("primary", "shared"):
        raise ApiError(191004)
    if role_of(calendar, call.principal) != "owner":
        raise ApiError(191002)
    check(call.body, _ACL)
    given = call.body["scope"].get("user_id")
    if not given:
        refuse_field("scope.user_id", given, "user_id is required")
    user = call.world.find_user(given, call.user_id_type)
    if user is None or user.resigned:
        raise ApiError(195100)
    call.world.calendars.share(calendar, user.open_id, call.body["role"])
    shown = id_in(call.world, user.open_id, call.user_id_type, call.app)
    scope = {"type": "user", **({"user_id": shown} if shown else {})}
    return {"acl_id": f"user_{user.open_id[3:]}", "role": call.body["role"], "scope": scope}


OPERATIONS = (
    Operation(
        "calendar.create",
        "POST",
        "/calendar/v4/calendars",
        _create,
        STANDARD,
        ("calendar:calendar", "calendar:calendar:create"),
        writes=True,
        body="json",
        query=(),
    ),
    Operation(
        "calendar.acl.create",
        "POST",
        "/calendar/v4/calendars/{calendar_id}/acls",
        _share,
        STANDARD,
        ("calendar:calendar", "calendar:calendar.acl:create"),
        writes=True,
        body="json",
        query=("user_id_type",),
    ),
)
