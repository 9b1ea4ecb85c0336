"""Who is invited: people, chats, rooms and e-mail addresses, as records name them.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4/calendar-event-attendee/create`.
"""

from __future__ import annotations

import re
import typing as t

from feishu_connect.bitable.fields.coercion import from_json_text, members
from target_feishu.calendar_events.values import boolean
from target_feishu.errors import RecordError, refusal
from target_feishu.people import PersonError, address_of

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from target_feishu.people import People

#: As the API takes it: `type`, the member that names who it is, and details.
Attendee: t.TypeAlias = "dict[str, t.Any]"
#: Attendees by who they are.
Guests: t.TypeAlias = "dict[str, Attendee]"

FIELD: t.Final = "attendees"
MOST: t.Final = 3_000

#: Kind of an attendee -> the member that names who it is.
NAMED_BY: t.Final[Mapping[str, str]] = {
    "user": "user_id",
    "chat": "chat_id",
    "resource": "room_id",
    "third_party": "third_party_email",
}
_DETAILS: t.Final = ("is_optional", "operate_id", "resource_customization", "approval_reason")
#: What Feishu shows of an attendee, and does not take.
_SHOWN: t.Final = frozenset(
    {"attendee_id", "rsvp_status", "is_organizer", "is_external", "display_name", "chat_members"}
)
#: People as the tap and Bitable write them: by their id, else by their address.
_PERSON: t.Final = ("id", "email", "mobile")
_BETWEEN = re.compile(r"[,;\n]")
_MOST_REASON: t.Final = 200


def read_attendees(value: t.Any) -> list[Attendee]:
    """Read who is to be invited, each with one member that names it; nobody is looked up yet.

    Raises:
        RecordError: It cannot be told who is meant.
    """
    read = [_read(each) for each in members(from_json_text(value)) for each in _split(each)]
    found = list({str(sorted(each.items(), key=str)): each for each in read}.values())
    if len(found) > MOST:
        msg = f"`{FIELD}`: an event has at most {MOST} attendees, not {len(found)}"
        raise RecordError(msg, field=FIELD)
    return found


def find(attendees: Iterable[Attendee], people: People) -> Guests:
    """Look people up by e-mail or mobile; an e-mail that no colleague has invites a guest.

    Raises:
        RecordError: Nobody has the mobile.
    """
    asked = list(attendees)
    people.learn(str(text) for each in asked for text in _addresses(each))
    found: Guests = {}
    for each in asked:
        one = _found(each, people)
        found.setdefault(who(one), one)
    return found


def who(attendee: Mapping[str, t.Any]) -> str:
    """Tell an attendee from the others of its event, e.g. `user:ou_x`; "" where it cannot."""
    kind = str(attendee.get("type") or "")
    named = attendee.get(NAMED_BY.get(kind, ""))
    if not named:
        return ""
    return f"{kind}:{named.casefold() if kind == 'third_party' else named}"


def _split(value: t.Any) -> list[t.Any]:
    if not isinstance(value, str):
        return [value]
    return [part.strip() for part in _BETWEEN.split(value) if part.strip()]


def _read(value: t.Any) -> Attendee:
    if isinstance(value, str):
        return _of_text(value)
    if not isinstance(value, dict):
        raise refusal(value, FIELD, "an id, an e-mail, a mobile or an object of the API")
    given = {key: each for key, each in value.items() if each not in (None, "", [])}
    named = {name for name in NAMED_BY.values() if name in given}
    if not named and "type" not in given:
        return _of_text(next((str(given[name]) for name in _PERSON if name in given), ""))
    return _of_object({key: each for key, each in given.items() if key not in _SHOWN}, named)


def _of_text(text: str) -> Attendee:
    if not text:
        raise refusal(text, FIELD, "an id, an e-mail, a mobile or an object of the API")
    if text.startswith("oc_"):
        return {"type": "chat", "chat_id": text}
    if text.startswith("omm_"):
        return {"type": "resource", "room_id": text}
    return {"type": "user", "user_id": text}


def _of_object(given: dict[str, t.Any], named: set[str]) -> Attendee:
    kinds = [kind for kind, name in NAMED_BY.items() if name in named]
    kind = given.pop("type", kinds[0] if len(kinds) == 1 else None)
    if kind not in NAMED_BY or kinds != [kind]:
        raise refusal(given, FIELD, f"`type` and the one of {', '.join(NAMED_BY.values())} with it")
    unknown = sorted(given.keys() - {NAMED_BY[kind], *_DETAILS})
    if unknown:
        raise refusal(given, f"{FIELD}.{unknown[0]}", f"one of {', '.join(_DETAILS)}")
    optional = boolean(given.pop("is_optional", None), f"{FIELD}.is_optional")
    if len(str(given.get("approval_reason", ""))) > _MOST_REASON:
        raise refusal(given, f"{FIELD}.approval_reason", f"at most {_MOST_REASON} characters")
    # False is the API's default, and is no detail.
    return {"type": kind, **given, **({"is_optional": True} if optional else {})}


def _addresses(attendee: Attendee) -> list[t.Any]:
    return [attendee[name] for name in ("user_id", "operate_id") if name in attendee]


def _found(attendee: Attendee, people: People) -> Attendee:
    found = dict(attendee)
    try:
        if "operate_id" in found:
            found["operate_id"] = people.id_of(str(found["operate_id"]))
        if found["type"] == "user":
            found["user_id"] = _person(str(found["user_id"]), people)
    except PersonError as error:
        msg = f"`{FIELD}`: {error.message}"
        raise RecordError(msg, cure=error.cure, field=FIELD) from None
    if not found.get("user_id") and found["type"] == "user":
        details = {key: each for key, each in found.items() if key not in {"type", "user_id"}}
        return {"type": "third_party", "third_party_email": attendee["user_id"].strip(), **details}
    return found


def _person(text: str, people: People) -> str:
    """Give the id; "" for the e-mail of somebody who is no colleague.

    Raises:
        PersonError: Nobody has the mobile.
    """
    try:
        return people.id_of(text)
    except PersonError:
        if "@" in address_of(text):
            return ""
        raise
