"""What a record says, as the ids that cells hold: people by e-mail, files by path, links by key."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from feishu_connect.bitable.fields.coercion import from_json_text, is_blank, members, refusal

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from target_feishu.people import People

Record = dict[str, t.Any]

#: What a resolver gives where the cell has to wait for a row that is not there yet.
LEFT_OUT: t.Final = object()

#: Members of a person object that lead to the person, the best first.
_ADDRESSES = ("email", "mobile")


class Resolver(t.Protocol):
    """Stands before the codec of one column."""

    def learn(self, values: Sequence[t.Any]) -> None:
        """Look up in bulk what the values of a batch will need.

        Raises:
            FeishuError: Feishu cannot be asked; no value alone is to blame.
        """

    def resolve(self, value: t.Any, record: Record) -> t.Any:
        """Give what the codec takes, or `LEFT_OUT`.

        Raises:
            FeishuError: This value leads to nothing.
        """


class PeopleResolver:
    """Takes people by id, e-mail or mobile: text, objects as the tap gives them, lists of both."""

    def __init__(self, people: People) -> None:
        """Look nobody up yet."""
        self._people = people

    def learn(self, values: Iterable[t.Any]) -> None:
        """Look up all e-mails and mobiles of a batch."""
        self._people.learn(
            text
            for value in values
            for each in _persons(value)
            if (text := _address(each)) is not None
        )

    def resolve(self, value: t.Any, record: Record) -> t.Any:  # noqa: ARG002 - see Resolver
        """Give objects with an id each; an id is taken as it is."""
        found = _persons(value)
        return [{"id": self._id_of(each)} for each in found] if found else None

    def _id_of(self, person: t.Any) -> t.Any:
        text = _address(person)
        if text is not None:
            return self._people.id_of(text)
        known = person.get("id") if isinstance(person, Mapping) else None
        if is_blank(known):
            raise refusal(person, "a person: an id, an e-mail or a mobile")
        return known


def _persons(value: t.Any) -> list[t.Any]:
    return members(from_json_text(value))


def _address(person: t.Any) -> str | None:
    """Give the text by which a person is found; None where an id is given, or nothing of use."""
    if isinstance(person, Mapping):
        given = person.get("id")
        if not is_blank(given):
            # An id of digits must not be taken for a mobile; an e-mail is no id.
            return given if isinstance(given, str) and "@" in given else None
        addresses = (str(person[key]) for key in _ADDRESSES if not is_blank(person.get(key)))
        return next(addresses, None)
    if isinstance(person, int) and not isinstance(person, bool):
        return str(person)
    return person if isinstance(person, str) else None
