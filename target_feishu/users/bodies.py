"""Bodies of requests: people in them by id, and only what differs."""

from __future__ import annotations

import typing as t

from feishu_connect.bitable.fields.coercion import describe
from target_feishu.errors import RecordError
from target_feishu.idempotency import digest_of
from target_feishu.people import address_of

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from target_feishu.people import People
    from target_feishu.users.contacts import Contacts

Json = dict[str, t.Any]

#: Taken when the person is made, and never changed by a patch.
ONCE: t.Final = ("user_id", "geo")
#: Taken by a patch only.
LATER: t.Final = ("is_frozen",)
#: Changed together or not at all.
_TOGETHER: t.Final = (("orders", "department_ids"),)
_MAINLAND_CODE: t.Final = "+86"


class Bodies:
    """Makes requests out of fields."""

    def __init__(self, contacts: Contacts, people: People) -> None:
        """Look nobody up yet."""
        self._contacts = contacts
        self._people = people

    def to_create(self, fields: Mapping[str, t.Any]) -> Json:
        """Make the body for a new person."""
        kept = {name: value for name, value in fields.items() if name not in LATER and value != ""}
        return self._resolved(kept, self._people.id_of)

    def to_patch(self, fields: Mapping[str, t.Any], names: Iterable[str]) -> Json:
        """Make the body that changes some fields, with those that have to come with them."""
        wanted = set(names)
        for first, second in _TOGETHER:
            if wanted & {first, second}:
                wanted |= {first, second}
        if "mobile" in wanted and is_abroad(str(fields.get("mobile", ""))):
            wanted.add("email")
        kept = {name: fields[name] for name in fields if name in wanted and name not in ONCE}
        # A custom field takes the company's own ids here, whatever kind the call speaks.
        return self._resolved(
            kept, lambda text: self._contacts.company_id(self._people.id_of(text))
        )

    def as_told(self, fields: Mapping[str, t.Any]) -> Json:
        """Write the fields as Feishu tells them of somebody, for comparing."""
        kept = {name: value for name, value in fields.items() if name not in ONCE}
        return self._resolved(kept, self._people.id_of)

    def acceptors(self, given: Mapping[str, t.Any]) -> Json:
        """Make the body that tells who takes over."""
        body: Json = {}
        for name, value in given.items():
            if isinstance(value, dict):
                who = value.get("acceptor_user_id")
                found = {"acceptor_user_id": self._people.id_of(str(who))} if who else {}
                body[name] = {**value, **found}
            elif value:
                body[name] = self._people.id_of(str(value))
        return body

    def _resolved(self, fields: Json, company_id: Callable[[str], str]) -> Json:
        body = dict(fields)
        if not body.get("leader_user_id", True):
            del body["leader_user_id"]
        elif "leader_user_id" in body:
            body["leader_user_id"] = self._people.id_of(body["leader_user_id"])
        if "dotted_line_leader_user_ids" in body:
            ids = map(self._people.id_of, body["dotted_line_leader_user_ids"])
            body["dotted_line_leader_user_ids"] = list(ids)
        if "custom_attrs" in body:
            body["custom_attrs"] = [_attr(each, company_id) for each in body["custom_attrs"]]
        return body


def _attr(given: Json, id_of: Callable[[str], str]) -> Json:
    value = given["value"]
    person = value.get("generic_user")
    if person is None:
        return given
    if not isinstance(person, dict) or not isinstance(person.get("id"), str):
        msg = f"`custom_attrs`: expected a person with an id, got {describe(person)}"
        raise RecordError(msg, field="custom_attrs")
    known = {"id": id_of(person["id"]), "type": person.get("type", 1)}
    return {**given, "value": {**value, "generic_user": known}}


def is_abroad(mobile: str) -> bool:
    """Tell whether a mobile needs an e-mail beside it."""
    return mobile.startswith("+") and not mobile.startswith(_MAINLAND_CODE)


def digests(fields: Mapping[str, t.Any]) -> dict[str, str]:
    """Give short digests of fields, for telling later which have changed."""
    return {name: digest_of(value)[:16] for name, value in fields.items()}


def differing(body: Mapping[str, t.Any], user: Mapping[str, t.Any]) -> list[str]:
    """Name the fields that a person does not have as a body gives them.

    What the app may not see counts as different: to write it again changes nothing.
    """
    return [name for name, value in body.items() if not _is_same(name, value, user.get(name))]


def _is_same(name: str, wanted: t.Any, had: t.Any) -> bool:
    if had is None:
        return False
    if name in _LISTED:
        key = _LISTED[name]
        known = {each.get(key): each for each in had if isinstance(each, dict)}
        return all(_covers(known.get(each.get(key)), each) for each in wanted)
    plain = _PLAIN.get(name)
    return bool(plain(had) == plain(wanted) if plain else had == wanted)


def _unordered(ids: t.Any) -> list[str]:
    return sorted(map(str, ids))


#: How values are brought into one form before they are compared.
_PLAIN: t.Final[dict[str, Callable[[t.Any], t.Any]]] = {
    "mobile": lambda value: address_of(str(value)),
    "email": lambda value: str(value).casefold(),
    "job_title": lambda value: str(value).strip(),
    "department_ids": _unordered,
    "dotted_line_leader_user_ids": _unordered,
    "subscription_ids": _unordered,
}
#: Lists of objects -> what tells one from another. Feishu tells more of each than was written.
_LISTED: t.Final = {"orders": "department_id", "custom_attrs": "id"}


def _covers(had: t.Any, wanted: t.Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(had, dict) and all(
            _covers(had.get(name), value) for name, value in wanted.items()
        )
    return bool(had == wanted)
