"""Columns that Feishu leaves out of its replies unless the app has a scope of their own."""

from __future__ import annotations

import typing as t

from feishu_connect.doctor.needs import ColumnScopes

if t.TYPE_CHECKING:
    from collections.abc import Iterator

#: Scopes each of which stands for most of the finer ones.
_BROAD: t.Final = (
    "contact:contact:access_as_app",
    "contact:contact:readonly",
    "contact:contact:readonly_as_app",
)


def columns(scope: str, *names: str, also: tuple[str, ...] = _BROAD) -> ColumnScopes:
    """Name the scope that some columns need, and the broader ones that stand for it."""
    return ColumnScopes(names, (scope, *also))


#: Stream -> columns behind a scope of their own
#: (`/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/field-overview`).
COLUMN_SCOPES: t.Final[dict[str, tuple[ColumnScopes, ...]]] = {
    "departments": (
        columns(
            "contact:department.base:readonly",
            *("department_id", "name", "i18n_name", "chat_id", "status"),
        ),
        columns(
            "contact:department.organize:readonly",
            *("parent_department_id", "leader_user_id", "leaders", "order", "unit_ids"),
            *("member_count", "primary_member_count"),
        ),
    ),
    "users": (
        columns("contact:user.base:readonly", "name", "en_name", "nickname", "avatar"),
        columns("contact:user.employee_id:readonly", "user_id", also=()),
        columns("contact:user.email:readonly", "email", also=()),
        columns("contact:user.phone:readonly", "mobile", "mobile_visible", also=()),
        columns("contact:user.gender:readonly", "gender"),
        columns("contact:user.department:readonly", "department_ids", "orders", "leader_user_id"),
        columns(
            "contact:user.employee:readonly",
            *("status", "city", "country", "work_station", "is_tenant_manager", "employee_type"),
            *("enterprise_email", "job_title", "is_frozen", "join_time", "custom_attrs"),
        ),
        columns(
            "contact:user.employee:readonly",
            "employee_no",
            also=("contact:user.employee_number:read", *_BROAD),
        ),
    ),
    "user_departments": (
        columns(
            "contact:user.department:readonly", "user_order", "department_order", "is_primary_dept"
        ),
    ),
}
#: Columns that few use: told only where a catalog selects them by name.
RARE_COLUMN_SCOPES: t.Final[dict[str, tuple[ColumnScopes, ...]]] = {
    "departments": (columns("contact:department.hrbp:readonly", "department_hrbps", also=()),),
    "users": (
        columns("contact:user.user_geo", "geo", also=()),
        columns("contact:user.job_level:readonly", "job_level_id", also=()),
        columns("contact:user.job_family:readonly", "job_family_id", also=()),
        columns(
            "contact:user.dotted_line_leader_info.read", "dotted_line_leader_user_ids", also=()
        ),
    ),
}
#: Columns that come with a user's token alone, as rare as those above.
USER_COLUMN_SCOPES: t.Final[dict[str, tuple[ColumnScopes, ...]]] = {
    "users": (columns("contact:user.department_path:readonly", "department_path", also=()),),
}


def rare_column_scopes(stream: str, identity: str) -> tuple[ColumnScopes, ...]:
    """Give the rare columns of a stream that this identity, `app` or `user`, can have."""
    of_users = USER_COLUMN_SCOPES.get(stream, ()) if identity == "user" else ()
    return (*RARE_COLUMN_SCOPES.get(stream, ()), *of_users)


def column_scopes(stream: str, identity: str) -> Iterator[ColumnScopes]:
    """Give all columns of a stream that are behind a scope of their own for this identity."""
    yield from COLUMN_SCOPES.get(stream, ())
    yield from rare_column_scopes(stream, identity)
