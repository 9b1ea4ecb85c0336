"""Departments, people and who is in which. No object tells when it changed: all full-table."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from tap_feishu.columns import (
    BOOLEAN,
    INTEGER,
    INTEGERS,
    OBJECT,
    SECONDS,
    TEXT,
    TEXTS,
    objects,
    record,
)
from tap_feishu.people.colleagues import USER_ENDPOINTS
from tap_feishu.people.directory import DEPARTMENT_ENDPOINTS, ROOT_ROW
from tap_feishu.streams.base import FixedStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.columns import Columns

_I18N = record(zh_cn=TEXT, ja_jp=TEXT, en_us=TEXT)
_PART: t.Final = "the contact range is a part of the directory"


class DirectoryStream(FixedStream):
    """A stream of what hangs under the departments in sight."""

    only_if: t.ClassVar[Mapping[Endpoint, str]] = {
        endpoints.CONTACT_DEPARTMENT_BATCH: _PART,
        endpoints.CONTACT_USER_BATCH: _PART,
        endpoints.CONTACT_GROUP_MEMBER_LIST: "a user group is in the contact range",
    }

    @classmethod
    def takes(cls, identity: str) -> bool:  # noqa: ARG003
        """Take both: a user is asked for no contact range, which the app alone has."""
        return True


class Departments(DirectoryStream):
    """Departments in the app's contact range; the root has the id `0` and no name.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/department/children`.
    """

    name = "departments"
    named_by = ("bases",)
    keys = ("open_department_id",)
    endpoints = DEPARTMENT_ENDPOINTS
    cost = "1 per 50 departments"
    columns: t.ClassVar[Columns] = {
        "open_department_id": TEXT,
        "department_id": TEXT,
        "name": TEXT,
        "i18n_name": _I18N,
        "parent_department_id": TEXT,
        "leader_user_id": TEXT,
        "leaders": objects(leaderType=INTEGER, leaderID=TEXT),
        "chat_id": TEXT,
        "order": TEXT,
        "unit_ids": TEXTS,
        "member_count": INTEGER,
        "primary_member_count": INTEGER,
        "status": record(is_deleted=BOOLEAN),
        "group_chat_employee_types": INTEGERS,
        "department_hrbps": TEXTS,
    }

    def items(self) -> Iterator[dict[str, t.Any]]:
        """Give the departments in sight, the root first."""
        departments = self.run.directory.departments
        if self.run.directory.has_root:
            yield ROOT_ROW
        yield from self.run.absent_fields.watched(self, departments)


class Users(DirectoryStream):
    """People in the app's contact range, each once, however many departments they have.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/field-overview`.
    """

    name = "users"
    named_by = ("bases",)
    keys = ("open_id",)
    endpoints = USER_ENDPOINTS
    cost = "1 per 50 members of a department, at least 1 a department"
    columns: t.ClassVar[Columns] = {
        "open_id": TEXT,
        "union_id": TEXT,
        "user_id": TEXT,
        "name": TEXT,
        "en_name": TEXT,
        "nickname": TEXT,
        "email": TEXT,
        "enterprise_email": TEXT,
        "mobile": TEXT,
        "mobile_visible": BOOLEAN,
        "gender": INTEGER,
        "avatar": record(avatar_72=TEXT, avatar_240=TEXT, avatar_640=TEXT, avatar_origin=TEXT),
        "status": record(
            is_frozen=BOOLEAN,
            is_resigned=BOOLEAN,
            is_activated=BOOLEAN,
            is_exited=BOOLEAN,
            is_unjoin=BOOLEAN,
        ),
        "department_ids": TEXTS,
        "orders": objects(
            department_id=TEXT,
            user_order=INTEGER,
            department_order=INTEGER,
            is_primary_dept=BOOLEAN,
        ),
        "leader_user_id": TEXT,
        "dotted_line_leader_user_ids": TEXTS,
        "city": TEXT,
        "country": TEXT,
        "geo": TEXT,
        "work_station": TEXT,
        "join_time": SECONDS,
        "is_tenant_manager": BOOLEAN,
        "is_frozen": BOOLEAN,
        "employee_no": TEXT,
        "employee_type": INTEGER,
        "job_title": TEXT,
        "job_level_id": TEXT,
        "job_family_id": TEXT,
        "custom_attrs": objects(type=TEXT, id=TEXT, value=OBJECT),
        "department_path": objects(
            department_id=TEXT,
            department_name=record(name=TEXT, i18n_name=_I18N),
            department_path=record(
                department_ids=TEXTS, department_path_name=record(name=TEXT, i18n_name=_I18N)
            ),
        ),
    }

    def items(self) -> Iterator[dict[str, t.Any]]:
        """Give the people in sight."""
        return self.run.absent_fields.watched(self, self.run.colleagues.users())


class UserDepartments(DirectoryStream):
    """One row for each pair of a person and a department, from the calls that `users` makes.

    `department_id` holds the open_department_id, which unlike a custom id is never used again,
    and joins `departments`; it is `0` for people directly under the root. A person's own list of
    departments counts, so ids out of the contact range may be among them; where the scope for that
    list is missing, the departments in which the person was found do.
    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/find_by_department`.
    """

    name = "user_departments"
    keys = ("open_id", "department_id")
    endpoints = USER_ENDPOINTS
    cost = "none beside `users`"
    columns: t.ClassVar[Columns] = {
        "open_id": TEXT,
        "department_id": TEXT,
        "user_order": INTEGER,
        "department_order": INTEGER,
        "is_primary_dept": BOOLEAN,
    }

    def items(self) -> Iterator[dict[str, t.Any]]:
        """Give the pairs."""
        return self.run.absent_fields.watched(self, self.run.colleagues.memberships())


STREAMS = (Departments, Users, UserDepartments)
