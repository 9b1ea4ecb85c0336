"""The settings of a route that keeps people."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from target_feishu.kind import Properties, Route, templated
from target_feishu.objects.sink import UPSERT

if t.TYPE_CHECKING:
    from collections.abc import Mapping

DEPARTMENT_ID_TYPES: t.Final = ("open_department_id", "department_id")

#: What a person who leaves hands over, by the names of the API.
ACCEPTORS: t.Final = (
    "department_chat_acceptor_user_id",
    "external_chat_acceptor_user_id",
    "docs_acceptor_user_id",
    "calendar_acceptor_user_id",
    "application_acceptor_user_id",
    "minutes_acceptor_user_id",
    "survey_acceptor_user_id",
    "anycross_acceptor_user_id",
    "email_acceptor",
)

_TEXT, _NUMBER, _FLAG, _LIST = "string", "integer", "boolean", "array"


#: Fields of a person by the names of the API
#: (docs `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/create`).
_FIELDS: t.Final[Properties] = {
    "user_id": templated("Id", "The id that the company gives, 64 characters at most."),
    "name": templated("Name", "Needed for a new person."),
    "mobile": templated("Mobile", "Needed for a new person; abroad with + and the country's code."),
    "email": templated("E-mail", "Needed beside a mobile from abroad."),
    "department_ids": templated("Departments", "Needed for a new person, 50 at most.", _LIST),
    "employee_type": templated(
        "Kind of employment",
        "Needed for a new person: 1 regular, 2 intern, 3 outsourced, 4 labour, 5 consultant, or a "
        "number of the company's own.",
        _NUMBER,
    ),
    "en_name": templated("English name", "255 characters at most."),
    "nickname": templated("Alias", "255 characters at most."),
    "mobile_visible": templated("Mobile is shown", "Whether colleagues see the mobile.", _FLAG),
    "gender": templated("Gender", "0 undisclosed, 1 male, 2 female, 3 other.", _NUMBER),
    "avatar_key": templated("Avatar", "Key of a picture that was uploaded as an avatar."),
    "leader_user_id": templated("Leader", "Id, e-mail or mobile."),
    "dotted_line_leader_user_ids": templated(
        "Dotted-line leaders", "Ids, e-mails, mobiles.", _LIST
    ),
    "city": templated("City", "Made where the company does not know it yet."),
    "country": templated("Country", "Code of two letters."),
    "work_station": templated("Desk", "255 characters at most."),
    "join_time": templated("Joined at", "Seconds since 1970, or a date.", _NUMBER),
    "employee_no": templated("Number", "Of one person of the company."),
    "enterprise_email": templated("Mailbox", "Address at a domain of the company."),
    "job_title": templated("Job title", "Made where the company does not know it yet."),
    "job_level_id": templated("Job level", "Its id."),
    "job_family_id": templated("Job family", "Its id."),
    "geo": templated("Where data are kept", "Taken when the person is made, never changed."),
    "orders": templated("Order in departments", "List of the API's objects.", _LIST),
    "custom_attrs": templated("Custom fields", "List of `{type, id, value}`.", _LIST),
    "subscription_ids": templated("Seats", "Ids of seats.", _LIST),
    "is_frozen": templated("Suspended", "Whether the account is suspended.", _FLAG),
}
FIELDS: t.Final = tuple(_FIELDS)

PROPERTIES: t.Final[Properties] = {
    **_FIELDS,
    "department_id_type": {
        "type": "string",
        "title": "Kind of department ids",
        "description": "Of those in `department_ids` and `orders`.",
        "enum": list(DEPARTMENT_ID_TYPES),
        "default": DEPARTMENT_ID_TYPES[0],
    },
    "operation": {
        **templated(
            "Operation", "`upsert` or `delete`, which lets the person go; may be a template."
        ),
        "default": UPSERT,
        "minLength": 1,
    },
    "hard_delete": {
        "type": "boolean",
        "title": "Deleted records let people go",
        "description": (
            "Whether a record with `_sdc_deleted_at` lets the person go. By default it does not."
        ),
        "default": False,
    },
    "acceptors": {
        "type": "object",
        "title": "Who takes over",
        "description": (
            "What a person who leaves hands over, by the API's names: "
            + ", ".join(f"`{name}`" for name in ACCEPTORS)
            + ". People by id, e-mail or mobile; templates."
        ),
    },
    "resurrect": {
        "type": "boolean",
        "title": "Take people back",
        "description": (
            "Whether somebody who has left within 30 days, and whose record comes again, gets the "
            "old account back. By default the record is an error."
        ),
        "default": False,
    },
}


@dataclass(frozen=True, slots=True)
class UserRoute(Route):
    """One person a record; strings, also those in lists and objects, are templates."""

    user_id: str | None = None
    name: str | None = None
    mobile: str | None = None
    email: str | None = None
    department_ids: t.Any = None
    employee_type: t.Any = None
    en_name: str | None = None
    nickname: str | None = None
    mobile_visible: t.Any = None
    gender: t.Any = None
    avatar_key: str | None = None
    leader_user_id: str | None = None
    dotted_line_leader_user_ids: t.Any = None
    city: str | None = None
    country: str | None = None
    work_station: str | None = None
    join_time: t.Any = None
    employee_no: str | None = None
    enterprise_email: str | None = None
    job_title: str | None = None
    job_level_id: str | None = None
    job_family_id: str | None = None
    geo: str | None = None
    orders: t.Any = None
    custom_attrs: t.Any = None
    subscription_ids: t.Any = None
    is_frozen: t.Any = None
    department_id_type: str = DEPARTMENT_ID_TYPES[0]
    operation: str = UPSERT
    hard_delete: bool = False
    acceptors: Mapping[str, t.Any] | None = None
    resurrect: bool = False

    @property
    def given(self) -> Mapping[str, t.Any]:
        """The fields that the route gives."""
        values = {name: getattr(self, name) for name in FIELDS}
        return {name: value for name, value in values.items() if value is not None}
