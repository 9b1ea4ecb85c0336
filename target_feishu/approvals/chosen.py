"""People of an approval: who submits it, who decides at which step, who gets a copy."""

from __future__ import annotations

import re
import typing as t

from feishu_connect.bitable.fields.coercion import describe, distinct, members
from target_feishu.approvals.definitions import find
from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from target_feishu.approvals.definitions import Step
    from target_feishu.people import People

_SEPARATORS = re.compile(r"[,;，；、\n]")
_OPEN_ID = "ou_"
_UNION_ID = "on_"
#: Steps, and people of a step, that get copies
#: (docs /uAjLw4CM/ukTMukTMukTM/reference/approval-v4/instance/create).
_MAX_COPIES = 20
_COPY_STEP = "CC_NODE"
_ENDS = ("START", "END")


class Chooser:
    """Turns what a route gives into ids; e-mails and mobiles are looked up."""

    def __init__(self, people: People) -> None:
        """Look nobody up yet; `people` gives open_ids."""
        self._people = people

    def learn(self, *values: t.Any) -> None:
        """Look up everybody who is named in some values, in one call."""
        self._people.learn(text for value in values for text in texts_of(value))

    def ids(self, value: t.Any, field: str) -> list[str]:
        """Give the open_ids and user_ids of some people, each once.

        Raises:
            RecordError: Somebody is not known, or is named in a way that approvals do not take.
        """
        return distinct(self._id(text, field) for text in texts_of(value))

    def only(self, value: t.Any, field: str) -> str:
        """Give the id of the one person that a value names.

        Raises:
            RecordError: It names nobody, or several.
        """
        ids = self.ids(value, field)
        if len(ids) != 1:
            msg = f"`{field}` has to name one person, got {describe(value)}"
            raise RecordError(msg, cure="Give one e-mail, mobile, open_id or user_id", field=field)
        return ids[0]

    def approvers(self, steps: Sequence[Step], value: t.Any) -> dict[str, t.Any]:
        """Give the members of a request that say who decides.

        Raises:
            RecordError: A step whose approvers have to be chosen has none, or too many.
        """
        choosing = [step for step in steps if step.is_chosen]
        by_step = self._by_step(choosing, choosing, value, "approvers")
        for step in choosing:
            ids = by_step.get(step.id, [])
            if not ids:
                msg = f"step {_called(step)} has no approvers, and the submitter has to choose them"
                raise RecordError(msg, cure="Give `approvers`", field="approvers")
            if len(ids) > 1 and not step.takes_several:
                msg = f"step {_called(step)} takes one approver, got {len(ids)}"
                cure = "Give one, or let the definition's step take several"
                raise RecordError(msg, cure=cure, field="approvers")
        return _lists("node_approver", by_step)

    def copies(self, steps: Sequence[Step], value: t.Any) -> dict[str, t.Any]:
        """Give the members of a request that say who gets copies.

        Without a step, they are those of the copying step, else of the first one.

        Raises:
            RecordError: There is no such step, or there are too many people.
        """
        inner = [step for step in steps if not {step.id, step.custom_id} & set(_ENDS)]
        copying = [step for step in inner if step.kind == _COPY_STEP] or inner
        by_step = self._by_step(inner, copying[:1], value, "cc")
        most = max(map(len, by_step.values()), default=0)
        if max(most, len(by_step)) > _MAX_COPIES:
            msg = f"`cc` has more than {_MAX_COPIES} people"
            raise RecordError(msg, cure="Name fewer", field="cc")
        return _lists("node_cc", by_step)

    def _by_step(
        self, steps: Sequence[Step], defaults: Sequence[Step], value: t.Any, field: str
    ) -> dict[str, list[str]]:
        if not isinstance(value, dict) or _is_person(value):
            ids = self.ids(value, field)
            return {step.id: ids for step in defaults if ids}
        named = {_step(steps, name, field).id: each for name, each in value.items()}
        found = {node: self.ids(each, field) for node, each in named.items()}
        return {node: ids for node, ids in found.items() if ids}

    def _id(self, text: str, field: str) -> str:
        try:
            found = self._people.id_of(text)
        except RecordError as error:
            error.field = error.field or field
            raise
        if found.startswith(_UNION_ID):
            msg = f"`{field}`: approvals do not take the union_id {found!r}"
            raise RecordError(msg, cure="Give an e-mail, mobile, open_id or user_id", field=field)
        return found


def texts_of(value: t.Any) -> list[str]:
    """Give the people that a value names, as they are named: text, lists, the tap's objects."""
    if isinstance(value, dict):
        inner = [_name(value)] if _is_person(value) else list(value.values())
        return [text for each in inner for text in texts_of(each)]
    found: list[str] = []
    for member in members(value):
        if isinstance(member, dict):
            found += texts_of(member)
        else:
            found += [part.strip() for part in _SEPARATORS.split(str(member)) if part.strip()]
    return found


def is_open_id(person: str) -> bool:
    """Tell an open_id from a user_id, which has any form."""
    return person.startswith(_OPEN_ID)


def _is_person(value: Mapping[str, t.Any]) -> bool:
    """Tell a person as the tap writes one from people by step."""
    return bool(value) and "id" in value and ("name" in value or "email" in value)


def _name(person: Mapping[str, t.Any]) -> str:
    found = str(person.get("id") or "")
    return found if is_open_id(found) else str(person.get("email") or found)


def _step(steps: Sequence[Step], name: str, field: str) -> Step:
    found = find(steps, name)
    if len(found) == 1:
        step: Step = found[0]
        return step
    msg = f"`{field}`: no step {name!r} whose people the submitter chooses"
    known = ", ".join(map(_called, steps)) or "none"
    raise RecordError(msg, cure=f"The definition has: {known}", field=field)


def _called(step: Step) -> str:
    return f"{step.name or step.id!r} ({step.custom_id or step.id})"


def _lists(name: str, by_step: Mapping[str, Iterable[str]]) -> dict[str, t.Any]:
    """Split people by the kind of their ids; Feishu takes both lists together."""
    kinds: dict[str, list[dict[str, t.Any]]] = {}
    for node, ids in by_step.items():
        for kind, wanted in (("open_id", True), ("user_id", False)):
            value = [each for each in ids if is_open_id(each) is wanted]
            if value:
                kinds.setdefault(f"{name}_{kind}_list", []).append({"key": node, "value": value})
    return kinds
