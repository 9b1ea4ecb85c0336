"""The calls that look people up and change them; one write at a time."""

from __future__ import annotations

import typing as t

from feishu_connect import AccessError, NotFoundError, RejectedError, endpoints
from target_feishu.errors import RecordError
from target_feishu.people import address_of
from target_feishu.users.codes import NOBODY

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from feishu_connect import FeishuClient
    from feishu_connect.endpoints import Endpoint

Json = dict[str, t.Any]

#: Changes of the directory lock it: others would be refused meanwhile.
_EXCLUSIVE: t.Final = "contact"
#: What takes the slow lane, whose limit is a lane of its own.
_SLOW: t.Final = ("department_ids", "is_frozen")
_SLOW_LANES: t.Final = (("contact.placement", endpoints.PLACEMENT_RATE),)

#: Seconds between two looks for somebody who was just made, and how many looks.
_PAUSE = 1.0
_LOOKS = 6


class Contacts:
    """People under ids of the run's kind."""

    def __init__(self, client: FeishuClient, department_id_type: str) -> None:
        """Call nothing yet."""
        self._client = client
        self.id_type = client.settings.user_id_type
        self._ids = {"user_id_type": self.id_type}
        self._all_ids = {**self._ids, "department_id_type": department_id_type}

    def get(self, person: str, id_type: str = "") -> Json | None:
        """Give a person, also one who has left; None where the app sees nobody under the id."""
        kind = {"user_id_type": id_type} if id_type else {}
        try:
            data = self._client.call(
                endpoints.CONTACT_USER_GET,
                path={"user_id": person},
                params={**self._all_ids, **kind},
            )
        except (NotFoundError, AccessError, RejectedError) as error:
            if error.code not in NOBODY:
                raise
            return None
        user = data.get("user")
        return user if isinstance(user, dict) else None

    def by_company_id(self, user_id: str) -> Json | None:
        """Find somebody by the company's own id; leaders are told by ids of the run's kind."""
        found = self.get(user_id, "user_id")
        if found is None or self.id_type == "user_id":
            return found
        return self.get(self.id_in(found)) or found

    def id_in(self, user: Mapping[str, t.Any]) -> str:
        """Give the id of a person that Feishu has told about.

        Raises:
            RecordError: The app may not see ids of this kind.
        """
        found = user.get(self.id_type)
        if not found:
            msg = f"Feishu does not tell the {self.id_type} of this person"
            cure = "Grant the scope contact:user.employee_id:readonly, or set another user_id_type"
            raise RecordError(msg, cure=cure)
        return str(found)

    def company_id(self, person: str) -> str:
        """Give the company's own id of somebody."""
        if self.id_type == "user_id":
            return person
        user = self.get(person) or {}
        if not user.get("user_id"):
            msg = f"the user_id of {person!r} is not to be seen, and custom fields take no other id"
            raise RecordError(msg, cure="Grant the scope contact:user.employee_id:readonly")
        return str(user["user_id"])

    def by_address(self, identity: Mapping[str, str], *, left: bool = False) -> Json | None:
        """Find somebody by e-mail and mobile.

        Args:
            identity: What the record gives of both.
            left: Whether somebody who has left counts too.

        Raises:
            RecordError: They lead to two people.
        """
        asked = _asked(identity)
        if not asked:
            return None
        data = self._client.call(
            endpoints.CONTACT_USER_BATCH_GET_ID,
            params=self._ids,
            body={**asked, **({"include_resigned": True} if left else {})},
        )
        ids = {str(each["user_id"]) for each in data.get("user_list") or () if each.get("user_id")}
        if len(ids) > 1:
            msg = "e-mail and mobile belong to two different people"
            raise RecordError(msg, cure="Give the e-mail and mobile of one person", code=41003)
        if not ids:
            return None
        found = ids.pop()
        # Not every replica may know somebody who was just made: the id says enough.
        return self.get(found) or {self.id_type: found}

    def await_address(self, identity: Mapping[str, str]) -> Json | None:
        """Find somebody who is there for certain, as soon as all of Feishu knows."""
        for look in range(_LOOKS):
            if look:
                self._client.clock.sleep(_PAUSE)
            found = self.by_address(identity)
            if found is not None:
                return found
        return None

    def create(self, body: Json, token: str) -> Json:
        """Take a person in, once under a token; give what Feishu tells of him or her."""
        params = {**self._all_ids, "client_token": token}
        data = self._write(endpoints.CONTACT_USER_CREATE, params=params, body=body)
        return dict(data.get("user") or {})

    def patch(self, person: str, body: Json) -> None:
        """Change what the body names."""
        self._write(
            endpoints.CONTACT_USER_PATCH,
            path={"user_id": person},
            params=self._all_ids,
            body=body,
            lanes=_SLOW_LANES if any(name in body for name in _SLOW) else (),
        )

    def rename(self, person: str, user_id: str) -> None:
        """Change the company's own id."""
        self._write(
            endpoints.CONTACT_USER_UPDATE_ID,
            path={"user_id": person},
            params=self._ids,
            body={"new_user_id": user_id},
        )

    def delete(self, person: str, acceptors: Json) -> None:
        """Let a person go."""
        self._write(
            endpoints.CONTACT_USER_DELETE,
            path={"user_id": person},
            params=self._ids,
            body=acceptors,
        )

    def resurrect(self, person: str, departments: list[str]) -> None:
        """Give somebody who has left the old account back, in these departments."""
        body = {"departments": [{"department_id": each} for each in departments]}
        self._write(
            endpoints.CONTACT_USER_RESURRECT,
            path={"user_id": person},
            params=self._all_ids,
            body=body if departments else {},
        )

    def _write(self, endpoint: Endpoint, **parts: t.Any) -> Json:
        return self._client.call(endpoint, exclusive=_EXCLUSIVE, **parts)


def _asked(identity: Mapping[str, str]) -> dict[str, list[str]]:
    """Ask for a mainland number in both of its forms: nobody says which one Feishu goes by."""
    asked = {}
    if email := identity.get("email"):
        asked["emails"] = [email]
    if mobile := identity.get("mobile"):
        asked["mobiles"] = list(dict.fromkeys([mobile, address_of(mobile) or mobile]))
    return asked
