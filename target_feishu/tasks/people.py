"""Members of tasks: `{id, type, role}`, out of ids, e-mails, mobiles and objects.

Docs: `/uAjLw4CM/ukTMukTMukTM/task-v2/overview`.
"""

from __future__ import annotations

import re
import typing as t

from feishu_connect.bitable.fields.coercion import describe, from_json_text
from feishu_connect.bitable.fields.coercion import members as flattened
from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from target_feishu.people import People

#: What one call takes (docs task-v2/task/{create,add_members}).
MAX_MEMBERS = 50
#: Roles of a task, the usual one first.
ROLES: t.Final = ("assignee", "follower")
USER, APP = "user", "app"

Member: t.TypeAlias = dict[str, str]

_SEPARATORS = re.compile(r"[,;，；、\n]")
_APP_ID = "cli_"
#: Where objects that stand for people keep whom they mean.
_NAMES: t.Final = ("id", "email", "mobile")


def members_of(value: t.Any) -> list[Member]:
    """Read `members`: each once in each role, in an order that does not change.

    People are as the record names them, and not looked up yet.

    Raises:
        RecordError: It does not say who is meant.
    """
    return _members((text, kind, role) for text, kind, role in _read(value, "", ROLES[0]) if text)


def users_of(value: t.Any) -> list[Member]:
    """Read the value of a custom field for people: `[{id, type}]`."""
    return [{"id": each["id"], "type": USER} for each in members_of(value)]


def found_members(given: list[Member], people: People) -> list[Member]:
    """Give members by id.

    Raises:
        RecordError: There are too many.
        PersonError: Nobody has one of the e-mails or mobiles.
    """
    people.learn(addresses_of(given))
    found = _members((_id(each, people), each["type"], each["role"]) for each in given)
    if len(found) > MAX_MEMBERS:
        msg = f"`members`: a task is given at most {MAX_MEMBERS} members, got {len(found)}"
        raise RecordError(msg, cure="Name fewer people", field="members")
    return found


def found_users(given: list[Member], people: People) -> list[Member]:
    """Give the people of a custom field by id."""
    members = [{**each, "role": ROLES[0]} for each in given]
    return [{"id": each["id"], "type": USER} for each in found_members(members, people)]


def addresses_of(members: Iterable[Member]) -> Iterator[str]:
    """Give the texts by which people are named."""
    return (each["id"] for each in members if each["type"] == USER)


def _id(member: Member, people: People) -> str:
    return people.id_of(member["id"]) if member["type"] == USER else member["id"]


def _members(found: Iterable[tuple[str, str, str]]) -> list[Member]:
    return [{"id": id_, "type": kind, "role": role} for id_, kind, role in sorted(set(found))]


def _read(value: t.Any, kind: str, role: str) -> Iterator[tuple[str, str, str]]:
    """Give (who, kind of member, role) for all that a value holds."""
    for each in flattened(from_json_text(value)):
        if isinstance(each, dict):
            yield from _of_object(each, role)
            continue
        if isinstance(each, bool) or not isinstance(each, (str, int)):
            msg = f"`members`: expected an id, an e-mail or a mobile, got {describe(each)}"
            raise RecordError(msg, field="members")
        for text in _SEPARATORS.split(str(each)):
            who = text.strip()
            yield who, kind or (APP if who.startswith(_APP_ID) else USER), role


def _of_object(value: dict[str, t.Any], role: str) -> Iterator[tuple[str, str, str]]:
    role = str(value.get("role") or role)
    kind = str(value.get("type") or "")
    # A tap also tells creators and the like, whom a task does not take.
    if role not in ROLES or kind not in {"", USER, APP}:
        msg = f"`members`: {describe(value)} has a role or type that tasks do not take"
        cure = f"The role is {' or '.join(ROLES)}, the type {USER} or {APP}"
        raise RecordError(msg, cure=cure, field="members")
    who = next((value[name] for name in _NAMES if value.get(name)), None)
    if isinstance(who, dict):
        msg = f"`members`: expected an id, got {describe(who)}"
        raise RecordError(msg, field="members")
    yield from _read(who, kind, role)
