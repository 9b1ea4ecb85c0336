"""The company's own lists around its people, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: Locale -> text.
Names = dict[str, str]


@dataclass(slots=True)
class EmployeeType:
    """A kind of employment; people carry `value` as a number, the list shows it as text."""

    enum_id: str
    value: int
    names: Names
    custom: bool = False
    active: bool = True


@dataclass(slots=True)
class JobLevel:
    """A job level; the smaller its order, the earlier it stands."""

    job_level_id: str
    names: Names
    descriptions: Names = field(default_factory=dict)
    order: int = 0
    active: bool = True


@dataclass(slots=True)
class JobFamily:
    """A job family, perhaps below another one."""

    job_family_id: str
    names: Names
    descriptions: Names = field(default_factory=dict)
    parent: str = ""
    active: bool = True


@dataclass(slots=True)
class CustomAttr:
    """A field that the company added to its people.

    `type` is TEXT, HREF, ENUMERATION, PICTURE_ENUM or GENERIC_USER; `options` holds
    `{id, value, name}` of the kinds that are chosen from, the default one first.
    """

    id: str
    type: str
    names: Names
    options: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class ContactState:
    """The lists, by id.

    `custom_attrs_open` is the switch that lets the API see custom fields, `mail_domains` are those
    of the company's mailboxes. Cities and job titles that are `closed` cannot be given to anybody:
    the rest of the request is carried out all the same.
    """

    employee_types: dict[str, EmployeeType] = field(default_factory=dict)
    job_levels: dict[str, JobLevel] = field(default_factory=dict)
    job_families: dict[str, JobFamily] = field(default_factory=dict)
    custom_attrs: dict[str, CustomAttr] = field(default_factory=dict)
    custom_attrs_open: bool = True
    mail_domains: list[str] = field(default_factory=list)
    closed_cities: list[str] = field(default_factory=list)
    closed_titles: list[str] = field(default_factory=list)
