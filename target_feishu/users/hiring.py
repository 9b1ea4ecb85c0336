"""Find a person, or take him or her in: Feishu knows no upsert of people."""

from __future__ import annotations

import logging
import typing as t
from dataclasses import dataclass

from feishu_connect import AmbiguousWriteError, FeishuError
from target_feishu.errors import RecordError
from target_feishu.idempotency import uuid4_of
from target_feishu.ledger import Entry
from target_feishu.users.bodies import LATER, differing, digests
from target_feishu.users.codes import (
    CHANGED_IN_PART,
    EXISTS,
    LEFT,
    MADE_IN_PART,
    NOT_LEFT,
    UNSURE,
    lost_in_part,
)
from target_feishu.users.fields import NEEDED

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from target_feishu.objects.sink import Attempt
    from target_feishu.users.bodies import Bodies
    from target_feishu.users.contacts import Contacts, Json

logger = logging.getLogger(__name__)

#: Attempts at an account that Feishu says it could not make.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Hired:
    """Who is there now, and which fields Feishu did not take."""

    entry: Entry
    lost: tuple[str, ...] = ()


class Hiring:
    """Looks before it makes: an invitation cannot be taken back."""

    def __init__(self, contacts: Contacts, bodies: Bodies, *, resurrects: bool) -> None:
        """Keep the ways to the API.

        Args:
            contacts: The calls.
            bodies: Makes their bodies.
            resurrects: Whether people who have left are taken back.
        """
        self._contacts = contacts
        self._bodies = bodies
        self._resurrects = resurrects

    def find(self, identity: Mapping[str, t.Any]) -> Json | None:
        """Find somebody who is there: by the company's id, else by e-mail and mobile.

        Raises:
            RecordError: E-mail and mobile lead to two people.
        """
        found = self._by_id(identity)
        if found is not None and not has_left(found):
            return found
        return self._contacts.by_address(identity)

    def hire(self, fields: Mapping[str, t.Any], attempt: Attempt) -> Hired:
        """Bring somebody about, once.

        Raises:
            FeishuError: Feishu does not take the person as the record says.
        """
        found = self.find(fields)
        if found is None and (self._resurrects or not attempt.entry.facts.get("gone")):
            found = self._returned(fields)
        if found is not None:
            return self._adopted(found, fields)
        missing = [name for name in NEEDED if fields.get(name) in (None, "", [])]
        if missing:
            named = ", ".join(f"`{name}`" for name in missing)
            msg = f"a new person needs {named}"
            raise RecordError(msg, cure="Give it in the route or the record", field=missing[0])
        return self._made(fields, attempt)

    def take_back(self, person: str, fields: Mapping[str, t.Any]) -> None:
        """Give somebody who has left the account back, where the route says so.

        Raises:
            RecordError: It does not.
        """
        if not self._resurrects:
            msg = "the person has left, and the record comes again"
            cure = "Let the route take people back with `resurrect`, or do it in the admin console"
            raise RecordError(msg, cure=cure, code=LEFT)
        try:
            self._contacts.resurrect(person, fields.get("department_ids") or [])
        except FeishuError as error:
            if error.code != NOT_LEFT:
                raise

    def _by_id(self, identity: Mapping[str, t.Any]) -> Json | None:
        user_id = identity.get("user_id")
        return self._contacts.by_company_id(user_id) if user_id else None

    def _returned(self, fields: Mapping[str, t.Any]) -> Json | None:
        """Take somebody back who has left; without leave to do so, an error tells of it."""
        left = self._by_id(fields)
        if left is None and self._resurrects:
            left = self._contacts.by_address(fields, left=True)
        if left is None or not has_left(left):
            return left
        person = self._contacts.id_in(left)
        self.take_back(person, fields)
        return {self._contacts.id_type: person}

    def _made(self, fields: Mapping[str, t.Any], attempt: Attempt) -> Hired:
        body = self._bodies.to_create(fields)
        # Under one token Feishu takes one body only: another body is another attempt.
        token = uuid4_of(attempt.token, attempt.entry.begun_at, body)
        lost: tuple[str, ...] = ()
        try:
            user: Json | None = self._create(body, token, fields)
        except FeishuError as error:
            if error.code in EXISTS:
                return self._adopted(self._whoever_has(fields, error), fields)
            if error.code not in MADE_IN_PART:
                raise
            lost = lost_in_part(error)
            user = self._contacts.await_address(fields)
            if user is None:
                raise
        if user is None:
            return self._adopted(self._whoever_has(fields, None), fields)
        person = self._contacts.id_in({"user_id": fields.get("user_id"), **user})
        later = {name: fields[name] for name in LATER if fields.get(name)}
        if later:
            self._contacts.patch(person, later)
        return Hired(Entry(id=person, facts=_facts(fields, lost)), lost)

    def _create(self, body: Json, token: str, fields: Mapping[str, t.Any]) -> Json | None:
        """Create; None where Feishu could not tell whether it did, and did."""
        for left in reversed(range(_TRIES)):
            try:
                return self._contacts.create(body, token)
            except AmbiguousWriteError as error:
                if error.code != UNSURE or not left:
                    raise
                if self.find(fields) is not None:
                    return None
        return None

    def _whoever_has(self, fields: Mapping[str, t.Any], error: FeishuError | None) -> Json:
        """Find who is there already.

        Raises:
            FeishuError: The one that said so; nobody is found.
        """
        found = self.find(fields) or self._contacts.await_address(fields)
        if found is not None:
            return found
        msg = "the person is there, and cannot be found"
        cure = (
            "The app may not see the person, who is outside its contact range, or the number in "
            "the record is somebody else's"
        )
        raise error or RecordError(msg, cure=cure)

    def _adopted(self, user: Json, fields: Mapping[str, t.Any]) -> Hired:
        """Change what differs of somebody who is there."""
        person = self._contacts.id_in(user)
        wanted = fields.get("user_id")
        if wanted and user.get("user_id") not in (None, wanted):
            logger.warning(
                "Person %s has the record's e-mail or mobile, and keeps the user_id %s; the record "
                "says %s",
                person,
                user["user_id"],
                wanted,
            )
        changed = differing(self._bodies.as_told(fields), user)
        if not changed:
            return Hired(Entry(id=person, facts={**_facts(fields, ()), "found": "unchanged"}))
        lost: tuple[str, ...] = ()
        try:
            self._contacts.patch(person, self._bodies.to_patch(fields, changed))
        except FeishuError as error:
            if error.code not in CHANGED_IN_PART:
                raise
            lost = lost_in_part(error)
        return Hired(Entry(id=person, facts={**_facts(fields, lost), "found": "updated"}), lost)


def _facts(fields: Mapping[str, t.Any], lost: tuple[str, ...]) -> Json:
    """Keep what was written, to tell later what has changed."""
    return {"written": {n: each for n, each in digests(fields).items() if n not in lost}}


def has_left(user: Mapping[str, t.Any]) -> bool:
    """Tell whether a person has left, where the app may see that."""
    status = user.get("status")
    return bool(isinstance(status, dict) and status.get("is_resigned"))
