"""The settings of a route that opens approvals, and acts on them."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from target_feishu.kind import Properties, Route

if t.TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: What a record may ask for.
CREATE: t.Final = "create"
CANCEL: t.Final = "cancel"
APPROVE: t.Final = "approve"
REJECT: t.Final = "reject"
OPERATIONS: t.Final = (CREATE, CANCEL, APPROVE, REJECT)

_PEOPLE = ["string", "array", "object"]

PROPERTIES: t.Final[Properties] = {
    "approval_code": {
        "type": "string",
        "title": "Approval code",
        "description": (
            "Code of the definition, `definitionCode=` in its address in the approval "
            "administration."
        ),
        "minLength": 1,
    },
    "definition": {
        "type": "object",
        "title": "Definition",
        "description": (
            "Instead of a code: the definition itself, made when missing and written over when "
            "it changes here. `{name, description?, form: [{name, type, id?, required?}], nodes?, "
            "viewers?}`, or the body that the API takes."
        ),
    },
    "applicant": {
        "type": "string",
        "title": "Applicant",
        "description": (
            "Who submits it: open_id, user_id, e-mail or mobile. A template. Needed to open "
            "approvals."
        ),
        "minLength": 1,
    },
    "approvers": {
        "type": _PEOPLE,
        "title": "Approvers",
        "description": (
            "People, as a list or a text with commas, for each step whose approvers the submitter "
            "chooses; or an object: id or name of the step -> people. `approve` and `reject` "
            "decide the tasks of these people, without them all that are waiting. Templates."
        ),
    },
    "form": {
        "type": "object",
        "title": "Form",
        "description": (
            "Id or name of the control -> its value, a template. By default the columns that are "
            "called like a control."
        ),
    },
    "operation": {
        "type": "string",
        "title": "Operation",
        "description": "`create`, `cancel`, `approve` or `reject`. A template.",
        "default": CREATE,
        "minLength": 1,
    },
    "comment": {
        "type": "string",
        "title": "Comment",
        "description": (
            "The opinion that goes with `approve` and `reject`; with `cancel` a comment under the "
            "approval. A template."
        ),
    },
    "department_id": {
        "type": "string",
        "title": "Department",
        "description": (
            "The applicant's department, its own department_id; by default the first one. A "
            "template."
        ),
    },
    "cc": {
        "type": _PEOPLE,
        "title": "Copies",
        "description": (
            "People who get a copy, as `approvers`, for the steps whose copies the submitter "
            "chooses."
        ),
    },
    "title": {
        "type": "string",
        "title": "Title",
        "description": "Name of the approval in lists; by default the definition's. A template.",
    },
}

#: Settings that hold templates.
TEMPLATES: t.Final = (
    "applicant",
    "approvers",
    "form",
    "operation",
    "comment",
    "department_id",
    "cc",
    "title",
)

#: A list of people, a text of them, or either by step.
People: t.TypeAlias = "str | Sequence[str] | Mapping[str, t.Any]"


@dataclass(frozen=True, slots=True)
class ApprovalRoute(Route):
    """One approval a key; strings are templates."""

    approval_code: str = ""
    definition: Mapping[str, t.Any] | None = None
    applicant: str = ""
    approvers: People | None = None
    form: Mapping[str, t.Any] | None = None
    operation: str = CREATE
    comment: str | None = None
    department_id: str | None = None
    cc: People | None = None
    title: str | None = None
