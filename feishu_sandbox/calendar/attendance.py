"""Inviting attendees and taking invitations back by the API.

Docs: R/calendar-v4/calendar-event-attendee/{create,batch_delete}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.calendar.checks import BAD, FLAG, PLAIN, Rule, check, listing, text, word
from feishu_sandbox.calendar.rendering import TARGETS, shown_attendee
from feishu_sandbox.calendar.writing import organizes, writable_calendar, written_event
from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.calendar.model import Attendee, Event
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_MOST_ADDED, _MOST_ROOMS, _MOST_INVITED, _MOST_REMOVED = 1000, 100, 3000, 500
_KIND = word(*TARGETS, needed=True)
_NAMES = {"user_id": PLAIN, "chat_id": PLAIN, "room_id": PLAIN, "third_party_email": PLAIN}
_OPTION = listing({"option_key": PLAIN, "others_content": PLAIN})
_ATTENDEE: dict[str, Rule] = {
    "type": _KIND,
    "is_optional": FLAG,
    **_NAMES,
    "operate_id": PLAIN,
    "resource_customization": listing(
        {"index_key": Rule(str, needed=True), "input_content": PLAIN, "options": _OPTION}
    ),
    "approval_reason": text(200),
}
_ADMIN = {"instance_start_time_admin": PLAIN, "is_enable_admin": FLAG}
_CREATE = {
    "attendees": listing(_ATTENDEE, _MOST_ADDED),
    "need_notification": FLAG,
    **_ADMIN,
    "add_operator_to_attendee": FLAG,
}
_DELETE = {
    "attendee_ids": Rule(list),
    "delete_ids": listing({"type": _KIND, **_NAMES}),
    "need_notification": FLAG,
    **_ADMIN,
}


def _invite(call: Incoming) -> Json:
    calendar = writable_calendar(call)
    event = written_event(call, calendar)
    check(call.body, _CREATE)
    if not organizes(call, event) and event.attendee_ability not in (
        "can_invite_others",
        "can_modify_event",
    ):
        raise ApiError(194002)
    asked = [(one, _target(call, one)) for one in call.body.get("attendees", ())]
    rooms = [one for one, _ in asked if one["type"] == "resource"]
    known = _invited(event)
    new = [pair for pair in asked if _is_new(call, pair, known)]
    if len(rooms) > _MOST_ROOMS or len(known) + len(new) > _MOST_INVITED:
        raise ApiError(BAD)
    acts = call.world.calendars
    for one, target in new:
        (added,) = acts.add_attendees(event, target, optional=bool(one.get("is_optional")))
        added.kind, added.operator = one["type"], one.get("operate_id", "")
        if added.kind == "user":
            acts.show_in(event, acts.primary(target))
    return {"attendees": [shown_attendee(call, one) for one in _invited(event)]}


def _is_new(call: Incoming, pair: tuple[Json, str], known: list[Attendee]) -> bool:
    """Tell whether one is added: what becomes of a second invitation is not documented."""
    one, target = pair
    there = any(each.kind == one["type"] and each.target == target for each in known)
    return not (there and call.world.calendars.merges_attendees)


def _invited(event: Event) -> list[Attendee]:
    return [one for one in event.attendees if one.rsvp != "removed"]


def _target(call: Incoming, given: Json) -> str:
    """Return who is meant, people by their open_id.

    Raises:
        ApiError: 190002 where the member of its type is missing, 194000 for a chat or room that is
            none, 195100 for nobody of this company.
    """
    named = given.get(TARGETS[given["type"]])
    if not named:
        raise ApiError(BAD)
    if given["type"] == "user":
        user = call.world.find_user(named, call.user_id_type)
        if user is None or user.resigned:
            raise ApiError(195100)
        return user.open_id
    is_chat = given["type"] != "chat" or named in call.world.state.chats
    is_room = given["type"] != "resource" or named.startswith("omm_")
    if not (is_chat and is_room):
        raise ApiError(194000)
    if given["type"] == "third_party" and "@" not in named:
        raise ApiError(BAD)
    return str(named)


def _take_back(call: Incoming) -> Json:
    calendar = writable_calendar(call)
    event = written_event(call, calendar)
    check(call.body, _DELETE)
    if not organizes(call, event):
        raise ApiError(194003)
    ids, targets = call.body.get("attendee_ids", []), call.body.get("delete_ids", [])
    if not 1 <= len(ids) + len(targets) <= _MOST_REMOVED:
        raise ApiError(BAD)
    gone = [_by_id(event, one) for one in ids]
    gone += [_by_target(event, one["type"], _target(call, one)) for one in targets]
    acts = call.world.calendars
    for one in gone:
        acts.remove_attendee(event, one)
        if one.kind == "user" and event.event_id in acts.primary(one.target).entries:
            acts.take_out(event, acts.primary(one.target))
    return {}


def _by_id(event: Event, attendee_id: object) -> Attendee:
    for one in _invited(event):
        if one.attendee_id == attendee_id:
            return one
    raise ApiError(194000)


def _by_target(event: Event, kind: str, target: str) -> Attendee:
    for one in _invited(event):
        if (one.kind, one.target) == (kind, target):
            return one
    raise ApiError(194000)


_SCOPES = ("calendar:calendar", "calendar:calendar.event:update")

OPERATIONS = (
    Operation(
        "calendar.event_attendee.create",
        "POST",
        "/calendar/v4/calendars/{calendar_id}/events/{event_id}/attendees",
        _invite,
        STANDARD,
        _SCOPES,
        writes=True,
        body="json",
        query=("user_id_type",),
    ),
    Operation(
        "calendar.event_attendee.batch_delete",
        "POST",
        "/calendar/v4/calendars/{calendar_id}/events/{event_id}/attendees/batch_delete",
        _take_back,
        STANDARD,
        _SCOPES,
        writes=True,
        body="json",
        query=("user_id_type",),
    ),
)
