"""Operations on the company's own lists: kinds of employment, jobs, custom fields.

Docs: R/contact-v3/{employee_type_enum,job_level,job_family,custom_attr}/list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from feishu_sandbox.contact.departments import PAGING, more
from feishu_sandbox.envelope import refuse_field
from feishu_sandbox.limits import PER_SECOND_10, PER_SECOND_50, STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.paging import PageRules, take_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feishu_sandbox.contact.model import (
        ContactState,
        CustomAttr,
        EmployeeType,
        JobFamily,
        JobLevel,
        Names,
    )
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

T = TypeVar("T")

_TYPE_PAGES = PageRules(default=20, maximum=100)
_JOB_PAGES = PageRules(default=10, maximum=50)
_ATTR_PAGES = PageRules(default=20, maximum=100, bad_size=40011, bad_token=40012)
_LONGEST_LEVEL = 255
_LONGEST_FAMILY = 100


def _i18n(names: Names) -> list[Json]:
    return [{"locale": locale, "value": value} for locale, value in names.items()]


def _page(call: Incoming, items: Iterable[T], rules: PageRules, shown: Callable[[T], Json]) -> Json:
    page = take_page(call, list(items), rules, call.operation.name)
    found = [shown(item) for item in page.items]
    return {"items": found, **more(page.page_token, has_more=page.has_more)}


def _state(call: Incoming) -> ContactState:
    return call.world.state.contact


def _employee_types(call: Incoming) -> Json:
    def shown(one: EmployeeType) -> Json:
        return {
            "enum_id": one.enum_id,
            "enum_value": str(one.value),
            "content": one.names.get("zh_cn", ""),
            "enum_type": 2 if one.custom else 1,
            "enum_status": 1 if one.active else 2,
            "i18n_content": _i18n(one.names),
        }

    return _page(call, _state(call).employee_types.values(), _TYPE_PAGES, shown)


def _job(one: JobLevel | JobFamily) -> Json:
    return {
        "name": one.names.get("zh_cn", ""),
        "description": one.descriptions.get("zh_cn", ""),
        "status": one.active,
        "i18n_name": _i18n(one.names),
        "i18n_description": _i18n(one.descriptions),
    }


def _named(call: Incoming, longest: int) -> Callable[[JobLevel | JobFamily], bool]:
    """Return a test for the exact name that the query asks for, if it asks for one."""
    name = call.query.get("name")
    if name is not None and not 1 <= len(name) <= longest:
        refuse_field("name", name, f"must have 1 to {longest} characters")
    return lambda one: name is None or one.names.get("zh_cn") == name


def _job_levels(call: Incoming) -> Json:
    def shown(one: JobLevel) -> Json:
        return {**_job(one), "order": one.order, "job_level_id": one.job_level_id}

    found = filter(_named(call, _LONGEST_LEVEL), _state(call).job_levels.values())
    return _page(call, sorted(found, key=lambda one: one.order), _JOB_PAGES, shown)


def _job_families(call: Incoming) -> Json:
    def shown(one: JobFamily) -> Json:
        above = {"parent_job_family_id": one.parent} if one.parent else {}
        return {**_job(one), **above, "job_family_id": one.job_family_id}

    found = filter(_named(call, _LONGEST_FAMILY), _state(call).job_families.values())
    return _page(call, found, _JOB_PAGES, shown)


def _custom_attrs(call: Incoming) -> Json:
    """List custom fields, none while the administrator keeps them from the API."""
    state = _state(call)
    attrs = state.custom_attrs.values() if state.custom_attrs_open else ()
    return _page(call, attrs, _ATTR_PAGES, _attr)


def _attr(one: CustomAttr) -> Json:
    shown: Json = {"id": one.id, "type": one.type, "i18n_name": _i18n(one.names)}
    if one.options:
        shown["options"] = {
            "default_option_id": one.options[0]["id"],
            "option_type": "PICTURE" if one.type == "PICTURE_ENUM" else "TEXT",
            "options": one.options,
        }
    return shown


OPERATIONS = (
    Operation(
        "contact.employee_type_enum.list",
        "GET",
        "/contact/v3/employee_type_enums",
        _employee_types,
        PER_SECOND_50,
        (
            "contact:contact.base:readonly",
            "contact:contact:access_as_app",
            "contact:contact:readonly_as_app",
        ),
        counted=False,
        identities=("tenant",),
        query=PAGING,
    ),
    Operation(
        "contact.job_level.list",
        "GET",
        "/contact/v3/job_levels",
        _job_levels,
        PER_SECOND_10,
        ("contact:job_level:readonly", "contact:job_level", "contact:contact:readonly_as_app"),
        counted=False,
        identities=("tenant",),
        query=(*PAGING, "name"),
    ),
    Operation(
        "contact.job_family.list",
        "GET",
        "/contact/v3/job_families",
        _job_families,
        PER_SECOND_10,
        ("contact:job_family:readonly", "contact:job_family", "contact:contact:readonly_as_app"),
        counted=False,
        identities=("tenant",),
        query=(*PAGING, "name"),
    ),
    Operation(
        "contact.custom_attr.list",
        "GET",
        "/contact/v3/custom_attrs",
        _custom_attrs,
        STANDARD,
        ("contact:contact.base:readonly",),
        counted=False,
        identities=("tenant",),
        query=PAGING,
    ),
)
