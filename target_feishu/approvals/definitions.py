"""An approval definition as Feishu shows it: its controls and the steps of its process.

Docs: /uAjLw4CM/ukTMukTMukTM/reference/approval-v4/approval/get.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass

from feishu_connect import FeishuError, SettingsError, endpoints

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feishu_connect import FeishuClient

_ACTIVE = "ACTIVE"


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a form; `raw` is all that Feishu tells of it."""

    id: str
    name: str
    type: str
    custom_id: str
    required: bool
    raw: Mapping[str, t.Any]
    #: Those of a row, where the control is a table.
    children: tuple[Control, ...] = ()

    @classmethod
    def of(cls, raw: Mapping[str, t.Any]) -> Control:
        """Read one; docs approval-definition-form-control-parameters."""
        inner = raw.get("children") or raw.get("value")
        rows = inner if raw.get("type") == "fieldList" and isinstance(inner, list) else []
        return cls(
            id=str(raw.get("id") or ""),
            name=str(raw.get("name") or ""),
            type=str(raw.get("type") or ""),
            custom_id=str(raw.get("custom_id") or ""),
            required=bool(raw.get("required")),
            raw=raw,
            children=tuple(cls.of(each) for each in rows if isinstance(each, dict)),
        )

    @property
    def must_be_given(self) -> bool:
        """Whether a form without it is incomplete: shown to everybody, and without a default."""
        conditional = self.raw.get("display_condition") or self.raw.get("visible") is False
        return self.required and not conditional and not self.raw.get("enable_default_value")


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the process."""

    id: str
    name: str
    custom_id: str
    kind: str
    #: The submitter chooses the approvers.
    is_chosen: bool
    #: More than one of them.
    takes_several: bool

    @classmethod
    def of(cls, raw: Mapping[str, t.Any]) -> Step:
        """Read one."""
        return cls(
            id=str(raw.get("node_id") or ""),
            name=str(raw.get("name") or ""),
            custom_id=str(raw.get("custom_node_id") or ""),
            kind=str(raw.get("node_type") or ""),
            is_chosen=bool(raw.get("need_approver")),
            takes_several=bool(raw.get("approver_chosen_multi")),
        )


@dataclass(frozen=True, slots=True)
class Definition:
    """What an instance has to fit."""

    code: str
    name: str
    controls: tuple[Control, ...]
    steps: tuple[Step, ...]


def read_definition(
    client: FeishuClient, code: str, texts: Mapping[str, str] | None = None, *, fresh: bool = False
) -> Definition:
    """Ask for a definition.

    Args:
        client: The way to the API.
        code: The definition's.
        texts: Key -> text, of a definition that was made here: names are found also where Feishu
            shows their keys.
        fresh: It was made moments ago, and may take a while to be seen.

    Raises:
        SettingsError: Nobody can submit it.
        FeishuError: Feishu does not tell it.
    """
    data = client.call(
        endpoints.approval.DEFINITION_GET,
        path={"approval_code": code},
        params={"user_id_type": "open_id"},
        fresh=fresh,
    )
    name = str(data.get("approval_name") or code)
    status = data.get("status") or _ACTIVE
    if status != _ACTIVE:
        problem = f"the approval definition `{name}` ({code}) is {str(status).lower()}: enable it"
        raise SettingsError([problem])
    return Definition(
        code=code,
        name=name,
        controls=tuple(Control.of(each) for each in worded(_form(data, name), texts or {})),
        steps=tuple(Step.of(each) for each in worded(data.get("node_list") or [], texts or {})),
    )


def find(things: Iterable[t.Any], wanted: str) -> list[t.Any]:
    """Find controls or steps by id, own id, or name; the first of these that fits decides."""
    every = list(things)
    for attribute in ("id", "custom_id", "name"):
        found = [each for each in every if wanted and getattr(each, attribute) == wanted]
        if found:
            return found
    plain = wanted.strip().casefold()
    return [each for each in every if plain and each.name.strip().casefold() == plain]


def worded(value: t.Any, texts: Mapping[str, str]) -> t.Any:
    """Put texts in the place of their keys."""
    if isinstance(value, dict):
        return {name: worded(each, texts) for name, each in value.items()}
    if isinstance(value, list):
        return [worded(each, texts) for each in value]
    return texts.get(value, value) if isinstance(value, str) else value


def _form(data: Mapping[str, t.Any], name: str) -> list[dict[str, t.Any]]:
    try:
        form = json.loads(data.get("form") or "[]")
    except ValueError:
        form = None
    if not isinstance(form, list):
        msg = f"the form of the approval definition `{name}` cannot be read"
        raise FeishuError(msg)
    return [each for each in form if isinstance(each, dict)]
