"""People by id, e-mail or mobile, looked up in bulk.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/batch_get_id`.
"""

from __future__ import annotations

import re
import typing as t
from itertools import islice

from feishu_connect import endpoints
from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feishu_connect import FeishuClient

#: E-mail addresses, and mobiles, of one call.
_AT_ONCE = 50

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
#: With the country's code, or the eleven digits of China's.
_MOBILE = re.compile(r"\+\d{7,15}|1\d{10}")
#: Feishu takes these without the country's code.
_MAINLAND = re.compile(r"\+861\d{10}")
_SEPARATORS = re.compile(r"[\s()\-.]")

_CURE: t.Final = (
    "The contact e-mail in Feishu has to be identical to the one given here (an enterprise mailbox "
    "does not count), and the person has to be inside the app's contact range; otherwise give "
    "the person's id"
)


class PersonError(RecordError):
    """Nobody has the e-mail or mobile. One person's mistake, not a failure of the API."""


class People:
    """Finds ids of one kind; asks for each address once."""

    def __init__(self, client: FeishuClient, id_type: str = "") -> None:
        """Look nobody up yet.

        Args:
            client: The way to the API.
            id_type: Kind of the ids to give: `open_id`, `union_id` or `user_id`; by default the
                kind of the run.
        """
        self._client = client
        self.id_type = id_type or client.settings.user_id_type
        #: Address -> id, empty where nobody has it.
        self._ids: dict[str, str] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Look up all e-mails and mobiles among some texts, fifty of each a call."""
        asked = {address_of(text) for text in texts} - {"", *self._ids}
        emails = iter(sorted(each for each in asked if "@" in each))
        mobiles = iter(sorted(each for each in asked if "@" not in each))
        for some in _pairs(emails, mobiles):
            self._look_up(*some)

    def id_of(self, text: str) -> str:
        """Give the id of a person; what is neither e-mail nor mobile is an id already.

        Raises:
            PersonError: Nobody that the app may see has this e-mail or mobile.
        """
        address = address_of(text)
        if not address:
            return text.strip()
        if address not in self._ids:
            self.learn([text])
        found = self._ids.get(address, "")
        if not found:
            kind = "e-mail" if "@" in address else "mobile"
            msg = f"nobody with the {kind} {text.strip()!r} is known to the app"
            raise PersonError(msg, cure=_CURE)
        return found

    def know(self, person: str, texts: Iterable[str]) -> None:
        """Take note of a person whom this run has made: these are his or her addresses."""
        self._ids.update({address: person for address in map(address_of, texts) if address})

    def _look_up(self, emails: list[str], mobiles: list[str]) -> None:
        lists = {"emails": emails, "mobiles": mobiles}
        data = self._client.call(
            endpoints.CONTACT_USER_BATCH_GET_ID,
            params={"user_id_type": self.id_type},
            body={name: each for name, each in lists.items() if each},
        )
        found = {
            address_of(str(address)).casefold(): str(user["user_id"])
            for user in data.get("user_list") or ()
            for address in (user.get("email"), user.get("mobile"))
            if address and user.get("user_id")
        }
        self._ids.update({each: found.get(each.casefold(), "") for each in (*emails, *mobiles)})


def address_of(text: str) -> str:
    """Give the e-mail or mobile that a text is, in one form; "" where it is neither."""
    text = text.strip()
    if _EMAIL.fullmatch(text):
        return text
    digits = _SEPARATORS.sub("", text)
    if not _MOBILE.fullmatch(digits):
        return ""
    return digits.removeprefix("+86") if _MAINLAND.fullmatch(digits) else digits


def _pairs(emails: Iterator[str], mobiles: Iterator[str]) -> Iterator[tuple[list[str], list[str]]]:
    while True:
        some = list(islice(emails, _AT_ONCE)), list(islice(mobiles, _AT_ONCE))
        if not any(some):
            return
        yield some
