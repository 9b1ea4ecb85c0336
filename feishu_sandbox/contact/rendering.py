"""Departments and users as JSON; a field whose scope is missing is silently absent.

Docs: R/contact-v3/department/children and R/contact-v3/user/find_by_department.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.contact.extras import custom_fields, department_path, rare_fields
from feishu_sandbox.contact.visibility import ROOT, all_members, direct_members
from feishu_sandbox.operation import EMPLOYEE_ID_SCOPE
from feishu_sandbox.people import BROAD_SCOPES, avatar_url, id_in

if TYPE_CHECKING:
    from feishu_sandbox.model import Department, Json, User
    from feishu_sandbox.operation import Incoming

DEPARTMENT_ID_TYPES = ("open_department_id", "department_id")
_DEPARTMENT_BASE = ("contact:department.base:readonly", *BROAD_SCOPES)
_DEPARTMENT_ORGANIZE = ("contact:department.organize:readonly", *BROAD_SCOPES)
_USER_BASE = ("contact:user.base:readonly", *BROAD_SCOPES)
_USER_GENDER = ("contact:user.gender:readonly", *BROAD_SCOPES)
_USER_DEPARTMENT = ("contact:user.department:readonly", *BROAD_SCOPES)
_USER_EMPLOYEE = ("contact:user.employee:readonly", *BROAD_SCOPES)


class Renderer:
    """Renders for one caller in its id kinds."""

    def __init__(self, call: Incoming) -> None:
        """Read the id kinds from the query string."""
        self._world = call.world
        self._state = call.world.state
        self._app = call.app
        self._by_user = call.user is not None
        self._user_id_type = call.user_id_type
        self._department_id_type = call.choice(
            "department_id_type", DEPARTMENT_ID_TYPES, "open_department_id"
        )

    def department_id(self, open_department_id: str) -> str:
        """Return a department's id in the caller's kind; the root is "0" in both."""
        if open_department_id == ROOT or self._department_id_type == "open_department_id":
            return open_department_id
        return self._state.departments[open_department_id].department_id

    def user_id(self, open_id: str) -> str:
        """Return a user's id in the caller's kind."""
        return id_in(self._world, open_id, self._user_id_type, self._app) if open_id else ""

    def department(self, department: Department) -> Json:
        """Return a department with the fields that the app's scopes show."""
        shown: Json = {"open_department_id": department.open_department_id}
        names = {"zh_cn": department.name, "ja_jp": "", "en_us": department.en_name}
        if self._app.granted(*_DEPARTMENT_BASE):
            shown["name"] = department.name
            shown["i18n_name"] = names
            shown["department_id"] = department.department_id
            shown["chat_id"] = department.chat_id
            shown["status"] = {"is_deleted": False}
        if self._app.granted(*_DEPARTMENT_ORGANIZE):
            shown.update(self._organisation(department))
        if self._app.granted("contact:department.hrbp:readonly"):
            shown["department_hrbps"] = [self.user_id(open_id) for open_id in department.hrbps]
        return shown

    def _organisation(self, department: Department) -> Json:
        own = department.open_department_id
        leader = self.user_id(department.leader)
        return {
            "parent_department_id": self.department_id(department.parent),
            "leader_user_id": leader,
            "leaders": [{"leaderType": 1, "leaderID": leader}] if leader else [],
            "order": str(department.order),
            "unit_ids": [],
            "member_count": len(all_members(self._state, own)),
            "primary_member_count": len(
                [u for u in direct_members(self._state, own) if u.departments[0] == own]
            ),
        }

    def user(self, user: User, *, path: bool = True) -> Json:
        """Return a user with the fields that the app's scopes show.

        Args:
            user: Whom.
            path: Whether the endpoint tells the path of departments; it does so to users only.
        """
        granted = self._app.granted
        shown: Json = {"open_id": user.open_id, "union_id": user.union_id}
        if granted(EMPLOYEE_ID_SCOPE):
            shown["user_id"] = user.user_id
        if granted(*_USER_BASE):
            shown.update(_names(user))
        if granted("contact:user.email:readonly"):
            shown["email"] = user.email
        if granted("contact:user.phone:readonly"):
            shown["mobile"] = user.mobile
            shown["mobile_visible"] = user.mobile_visible
        if granted(*_USER_GENDER):
            shown["gender"] = user.gender
        if granted(*_USER_DEPARTMENT):
            shown.update(self._position(user))
        if granted(*_USER_EMPLOYEE):
            shown.update(_employment(user))
            shown.update(custom_fields(self._state, user, self.user_id))
        if granted(*_USER_EMPLOYEE, "contact:user.employee_number:read"):
            shown["employee_no"] = user.employee_no
        if path and self._by_user and granted("contact:user.department_path:readonly"):
            shown["department_path"] = department_path(self._state, user, self.department_id)
        return {**shown, **rare_fields(self._app, user, self.user_id)}

    def _position(self, user: User) -> Json:
        orders = [
            {**each, "department_id": self.department_id(each["department_id"])}
            for each in _orders(user)
        ]
        return {
            "department_ids": [self.department_id(d) for d in user.departments],
            "leader_user_id": self.user_id(user.leader),
            "orders": orders,
        }


def status(user: User) -> Json:
    """Return the status flags of a user."""
    return {
        "is_frozen": user.frozen,
        "is_resigned": user.resigned,
        "is_activated": not user.resigned,
        "is_exited": False,
        "is_unjoin": False,
    }


def _orders(user: User) -> list[Json]:
    usual = [
        {
            "department_id": department,
            "user_order": 100,
            "department_order": len(user.departments) - place,
            "is_primary_dept": place == 0,
        }
        for place, department in enumerate(user.departments)
    ]
    given = {each["department_id"]: each for each in user.orders}
    return [{**each, **given.get(each["department_id"], {})} for each in usual]


def _names(user: User) -> Json:
    key = user.open_id[3:15]
    sizes = {f"avatar_{size}": avatar_url(key, size) for size in (72, 240, 640)}
    return {
        "name": user.name,
        "en_name": user.en_name,
        "nickname": user.nickname,
        "avatar": {**sizes, "avatar_origin": avatar_url(key, 1024)},
    }


def _employment(user: User) -> Json:
    return {
        "status": status(user),
        "city": user.city,
        "country": user.country,
        "work_station": user.work_station,
        "join_time": user.join_time,
        "is_tenant_manager": user.manager,
        "employee_type": user.employee_type,
        "enterprise_email": user.enterprise_email,
        "job_title": user.job_title,
        "is_frozen": user.frozen,
    }
