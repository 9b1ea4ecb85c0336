"""User groups, employee types, job levels and families, custom attributes. All full-table."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from tap_feishu.columns import BOOLEAN, INTEGER, TEXT, TEXTS, objects, record
from tap_feishu.streams.base import FixedStream
from tap_feishu.streams.units import UnitStream

if t.TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from tap_feishu.columns import Columns

Item = dict[str, t.Any]

_I18N = objects(locale=TEXT, value=TEXT)
#: "There is no such user group": deleted since the groups were listed.
_GROUP_GONE: t.Final = frozenset({42002})


class UserGroups(FixedStream):
    """User groups in the app's contact range, normal and dynamic ones.

    `id` is what other calls name a group by, `group_id` the custom one that an administrator gave.
    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/group/simplelist`.
    """

    name = "user_groups"
    keys = ("id",)
    endpoints = (endpoints.CONTACT_GROUP_LIST,)
    cost = "1 per 100 groups of a type, at least 2"
    columns: t.ClassVar[Columns] = {
        "id": TEXT,
        "group_id": TEXT,
        "name": TEXT,
        "description": TEXT,
        "type": INTEGER,
        "member_user_count": INTEGER,
        "member_department_count": INTEGER,
        "department_scope_list": TEXTS,
    }

    def items(self) -> Iterable[Item]:
        """Give the groups of both types."""
        return self.run.directory.groups.listed.values()


class UserGroupMembers(UnitStream):
    """People and departments in user groups; `group_id` is the `id` of `user_groups`.

    People are told in the kind of id that `user_id_type` asks for, departments by
    open_department_id; `member_id_type` says which it is.
    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/group-member/simplelist`.
    """

    name = "user_group_members"
    unit = "user group"
    keys = ("group_id", "member_type", "member_id")
    endpoints = (endpoints.CONTACT_GROUP_LIST, endpoints.CONTACT_GROUP_MEMBER_LIST)
    cost = "1 per 100 members of a type, at least 2 a normal group and 1 a dynamic one"
    skips = _GROUP_GONE
    columns: t.ClassVar[Columns] = {
        "group_id": TEXT,
        "member_type": TEXT,
        "member_id": TEXT,
        "member_id_type": TEXT,
    }

    def units(self) -> Iterable[str]:
        """List the groups of both types."""
        return self.run.directory.groups.listed

    def read(self, unit: str, cursor: None) -> Generator[Item, None, None]:  # noqa: ARG002
        """Give the members of a group, people first."""
        groups = self.run.directory.groups
        for member_type in groups.member_types(unit):
            for member_id in groups.member_ids(unit, member_type):
                yield {
                    "group_id": unit,
                    "member_type": member_type,
                    "member_id": member_id,
                    "member_id_type": groups.id_types[member_type],
                }


class _Catalogue(FixedStream):
    """A small list of the company's own, which one endpoint gives."""

    def items(self) -> Iterator[Item]:
        """Give what is listed, each once, though somebody may add to it meanwhile."""
        (endpoint,), (key,) = self.endpoints, self.keys
        seen: set[str] = set()
        for item in self.run.client.items(endpoint):
            if item[key] not in seen:
                seen.add(item[key])
                yield item


class EmployeeTypes(_Catalogue):
    """Kinds of employment; `enum_value` is text and stands in `users.employee_type` as a number.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/employee_type_enum/list`.
    """

    name = "employee_types"
    keys = ("enum_id",)
    endpoints = (endpoints.CONTACT_EMPLOYEE_TYPE_LIST,)
    cost = "1 per 100 types"
    columns: t.ClassVar[Columns] = {
        "enum_id": TEXT,
        "enum_value": TEXT,
        "content": TEXT,
        "enum_type": INTEGER,
        "enum_status": INTEGER,
        "i18n_content": _I18N,
    }


class JobLevels(_Catalogue):
    """Job levels, which `users.job_level_id` names.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/job_level/list`.
    """

    name = "job_levels"
    keys = ("job_level_id",)
    endpoints = (endpoints.CONTACT_JOB_LEVEL_LIST,)
    cost = "1 per 50 levels"
    columns: t.ClassVar[Columns] = {
        "job_level_id": TEXT,
        "name": TEXT,
        "description": TEXT,
        "order": INTEGER,
        "status": BOOLEAN,
        "i18n_name": _I18N,
        "i18n_description": _I18N,
    }


class JobFamilies(_Catalogue):
    """Job families, which `users.job_family_id` names; a family may stand below another.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/job_family/list`.
    """

    name = "job_families"
    keys = ("job_family_id",)
    endpoints = (endpoints.CONTACT_JOB_FAMILY_LIST,)
    cost = "1 per 50 families"
    columns: t.ClassVar[Columns] = {
        "job_family_id": TEXT,
        "name": TEXT,
        "description": TEXT,
        "parent_job_family_id": TEXT,
        "status": BOOLEAN,
        "i18n_name": _I18N,
        "i18n_description": _I18N,
    }


class CustomAttrs(_Catalogue):
    """Fields that the company added to its people, the keys to `users.custom_attrs`.

    Empty unless the administrator lets the contacts API see custom fields (admin console,
    organisation, fields, API settings).
    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/custom_attr/list`.
    """

    name = "custom_attrs"
    keys = ("id",)
    endpoints = (endpoints.CONTACT_CUSTOM_ATTR_LIST,)
    cost = "1 per 100 fields"
    columns: t.ClassVar[Columns] = {
        "id": TEXT,
        "type": TEXT,
        "options": record(
            default_option_id=TEXT,
            option_type=TEXT,
            options=objects(id=TEXT, value=TEXT, name=TEXT),
        ),
        "i18n_name": _I18N,
    }


STREAMS = (
    UserGroups,
    UserGroupMembers,
    EmployeeTypes,
    JobLevels,
    JobFamilies,
    CustomAttrs,
)
