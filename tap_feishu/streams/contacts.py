"""Departments and people. No object tells when it changed: both are full-table."""

from __future__ import annotations

import typing as t

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
from tap_feishu.directory import DEPARTMENT_ENDPOINTS, USER_ENDPOINTS
from tap_feishu.streams.base import FixedStream

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_feishu.columns import Columns


class Departments(FixedStream):
    """Departments in the app's contact range; the root has the id `0` and no name.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/department/children`.
    """

    name = "departments"
    keys = ("open_department_id",)
    endpoints = DEPARTMENT_ENDPOINTS
    cost = "1 per 50 departments"
    columns: t.ClassVar[Columns] = {
        "open_department_id": TEXT,
        "department_id": TEXT,
        "name": TEXT,
        "i18n_name": record(zh_cn=TEXT, ja_jp=TEXT, en_us=TEXT),
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

    def items(self) -> Iterable[dict[str, t.Any]]:
        """Give the departments in sight."""
        return self.run.directory.departments


class Users(FixedStream):
    """People in the app's contact range, each once, however many departments they have.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/field-overview`.
    """

    name = "users"
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
    }

    def items(self) -> Iterable[dict[str, t.Any]]:
        """Give the people in sight."""
        return self.run.directory.users()


STREAMS = (Departments, Users)
