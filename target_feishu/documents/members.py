"""Who may open a document.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/permission-member/create`.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from feishu_connect.bitable.fields.coercion import describe, from_json_text
from target_feishu.errors import RecordError
from target_feishu.people import address_of

if t.TYPE_CHECKING:
    from target_feishu.people import People

_PERMS: t.Final = ("view", "edit", "full_access")
_TYPES: t.Final = (
    *("email", "openid", "unionid", "userid"),
    *("openchat", "opendepartmentid", "groupid", "wikispaceid"),
)
_PREFIXES: t.Final = {"ou_": "openid", "on_": "unionid", "oc_": "openchat"}
_KEYS: t.Final = {"member_id", "member_type", "perm"}
_CURE: t.Final = (
    "Give ids, e-mails or mobiles, or objects {member_id, perm, member_type} with perm `view`, "
    "`edit` or `full_access`"
)

#: The body of one call.
Member = dict[str, str]


def read_members(value: t.Any) -> list[Member]:
    """Turn what a record gives into members; nobody is looked up yet.

    Args:
        value: A member or a list of them, also as JSON text or with commas between them: text
            (who may read), or `{member_id, perm}` with an optional `member_type`; null for nobody.

    Raises:
        RecordError: It is something else.
    """
    return [_given(each) for each in _listed(value)]


def found_members(given: list[Member], people: People) -> list[Member]:
    """Give members by id, without repetitions.

    Args:
        given: As the record names them.
        people: Finds open_ids by e-mail and mobile.

    Raises:
        PersonError: Nobody has the e-mail or mobile.
    """
    people.learn(each["member_id"] for each in given if not each["member_type"])
    found = [_resolved(each, people) for each in given]
    return list({tuple(each.values()): each for each in found}.values())


def _listed(value: t.Any) -> list[t.Any]:
    value = from_json_text(value)
    if isinstance(value, str):
        return [each for each in map(str.strip, value.split(",")) if each]
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _given(value: t.Any) -> Member:
    if isinstance(value, str):
        value = {"member_id": value}
    if not isinstance(value, Mapping) or set(value) - _KEYS:
        raise _refusal(value)
    member = {
        "member_type": str(value.get("member_type") or ""),
        "member_id": str(value.get("member_id") or "").strip(),
        "perm": str(value.get("perm") or _PERMS[0]),
    }
    is_known = member["member_type"] in ("", *_TYPES) and member["perm"] in _PERMS
    if not member["member_id"] or not is_known:
        raise _refusal(value)
    return member


def _resolved(member: Member, people: People) -> Member:
    if member["member_type"]:
        return member
    member_id = member["member_id"]
    if address_of(member_id):
        return {**member, "member_type": "openid", "member_id": people.id_of(member_id)}
    return {**member, "member_type": _PREFIXES.get(member_id[:3], "userid")}


def _refusal(value: t.Any) -> RecordError:
    return RecordError(f"{describe(value)} is no member", cure=_CURE, field="members")
