"""What a record asks for, as its route words it: nothing is looked up yet."""

from __future__ import annotations

import typing as t

from feishu_connect.bitable.fields.coercion import from_json_text, is_blank
from target_feishu.approvals.route import APPROVE, CANCEL, CREATE, OPERATIONS, REJECT
from target_feishu.errors import RecordError
from target_feishu.objects.sink import Wish
from target_feishu.templates import compile_all, evaluate_all, own_columns, plain

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from target_feishu.approvals.route import ApprovalRoute

#: What each operation is made of, beside the form. `cancel` is the submitter's own.
_PARTS: t.Final = {
    CREATE: ("applicant", "approvers", "cc", "department_id", "title"),
    CANCEL: ("comment",),
    APPROVE: ("approvers", "comment"),
    REJECT: ("approvers", "comment"),
}


class WishTemplates:
    """A route's templates, compiled once."""

    def __init__(self, route: ApprovalRoute) -> None:
        """Compile what the configuration check has found to be right."""
        self._operation = compile_all(route.operation, "operation")
        names = {name for parts in _PARTS.values() for name in parts}
        given = {name: getattr(route, name) for name in sorted(names)}
        self._parts = {
            name: compile_all(value, name)
            for name, value in given.items()
            if value not in (None, "")
        }
        self._form = None if route.form is None else compile_all(route.form, "form")

    def render(self, record: Mapping[str, t.Any]) -> Wish:
        """Fill in a record; only what its operation needs.

        Raises:
            RecordError: A template does not fit the record, or the operation is not known.
        """
        operation = self._operation_of(record)
        content = {
            name: _read(evaluate_all(self._parts[name], record))
            for name in _PARTS[operation]
            if name in self._parts
        }
        if operation == CREATE:
            own = dict(own_columns(record))
            form = own if self._form is None else evaluate_all(self._form, record)
            content["form"] = plain(form)
        return Wish({"operation": operation, **content}, operation)

    def _operation_of(self, record: Mapping[str, t.Any]) -> str:
        value = evaluate_all(self._operation, record)
        operation = CREATE if is_blank(value) else str(value).strip().lower()
        if operation not in OPERATIONS:
            msg = f"`operation` {operation!r} is not known"
            raise RecordError(msg, cure=f"Use {' or '.join(OPERATIONS)}", field="operation")
        return operation


def _read(value: t.Any) -> t.Any:
    """Take text that holds JSON, as warehouses keep lists, for what it holds."""
    return from_json_text(value)
