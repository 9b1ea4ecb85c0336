"""The form of an instance: what a route gives, as entries of the definition's controls."""

from __future__ import annotations

import json
import typing as t

from feishu_connect import SettingsError
from feishu_connect.bitable.fields.coercion import describe, from_json_text, is_blank
from target_feishu.approvals.definitions import find
from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from target_feishu.approvals.controls import Values
    from target_feishu.approvals.definitions import Control, Definition

_TABLE = "fieldList"


class Form:
    """Fills in the controls of one definition."""

    def __init__(self, definition: Definition, values: Values, names: Iterable[str] | None) -> None:
        """Find the control of each name.

        Args:
            definition: Whose controls they are.
            values: Makes what each kind of control takes.
            names: What the route calls the controls; None where the columns' names decide.

        Raises:
            SettingsError: The route names a control that is not there, or that several are called.
        """
        self._definition = definition
        self._values = values
        self._is_open = names is None
        self._known: dict[str, Control] = {}
        problems = []
        for name in names or ():
            try:
                self._known[name] = _control(definition.controls, name, definition.name)
            except RecordError as error:
                problems.append(f"`form`: {error}")
        if problems:
            raise SettingsError(problems)

    def text(self, given: Mapping[str, t.Any]) -> str:
        """Give the JSON text that the API takes.

        Raises:
            RecordError: A value does not fit its control, or one that is required has none.
        """
        known = self._by_columns(given) if self._is_open else self._known
        filled = {control.id: given.get(name) for name, control in known.items()}
        entries = self._entries(self._definition.controls, filled)
        return json.dumps(entries, ensure_ascii=False)

    def _by_columns(self, given: Mapping[str, t.Any]) -> dict[str, Control]:
        found = {name: find(self._definition.controls, name) for name in given}
        return {name: controls[0] for name, controls in found.items() if len(controls) == 1}

    def _entries(
        self, controls: Sequence[Control], filled: Mapping[str, t.Any]
    ) -> list[dict[str, t.Any]]:
        entries = []
        for control in controls:
            value = filled.get(control.id)
            if is_blank(value) or value in ([], {}):
                # Whoever leaves a control empty leaves its entry out: an entry needs a value.
                self._check_missing(control)
                continue
            try:
                made = self._made(control, value)
            except RecordError as error:
                msg = f"control {_called(control)}: {error.message}"
                raise RecordError(msg, cure=error.cure, field=control.name) from None
            entries.append({"id": control.id, "type": control.type, **made})
        return entries

    def _made(self, control: Control, value: t.Any) -> dict[str, t.Any]:
        if control.type != _TABLE:
            return self._values.of(control, value)
        rows = from_json_text(value)
        rows = [rows] if isinstance(rows, dict) else rows
        if not isinstance(rows, list):
            msg = f"{describe(value)} is no list of rows"
            raise RecordError(msg, cure="Give a list of objects: control -> value")
        return {"value": [self._row(control, row) for row in rows]}

    def _row(self, table: Control, row: t.Any) -> list[dict[str, t.Any]]:
        if not isinstance(row, dict):
            msg = f"{describe(row)} is no row"
            raise RecordError(msg, cure="Give an object: control -> value")
        named = {_control(table.children, str(name), table.name).id: row[name] for name in row}
        return self._entries(table.children, named)

    def _check_missing(self, control: Control) -> None:
        fillable = control.type == _TABLE or self._values.takes(control)
        if control.must_be_given and fillable:
            msg = f"control {_called(control)} is required and has no value"
            cure = "Give it in `form`, or let the definition do without it"
            raise RecordError(msg, cure=cure, field=control.name)


def _control(controls: Sequence[Control], name: str, where: str) -> Control:
    found = find(controls, name)
    if len(found) == 1:
        control: Control = found[0]
        return control
    msg = f"{where!r} has {'several controls' if found else 'no control'} {name!r}"
    known = ", ".join(map(_called, found or controls)) or "no controls"
    cure = "Name it by its id" if found else "Check the name"
    raise RecordError(msg, cure=f"{cure}; there is {known}", field=name)


def _called(control: Control) -> str:
    return f"{control.name!r} ({control.id}, {control.type})"
