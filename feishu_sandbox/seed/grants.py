"""Scopes of the seeded app."""

from __future__ import annotations

#: Granted: everything that the implemented endpoints and their fields need.
GRANTED = (
    "application:application:self_manage",
    "approval:approval.list:readonly",
    "approval:definition",
    "approval:instance",
    "bitable:app",
    "calendar:calendar.event:read",
    "calendar:calendar:read",
    "contact:contact.base:readonly",
    "contact:department.base:readonly",
    "contact:department.hrbp:readonly",
    "contact:department.organize:readonly",
    "contact:group:readonly",
    "contact:job_family:readonly",
    "contact:job_level:readonly",
    "contact:user.base:readonly",
    "contact:user.department:readonly",
    "contact:user.department_path:readonly",
    "contact:user.dotted_line_leader_info.read",
    "contact:user.email:readonly",
    "contact:user.employee:readonly",
    "contact:user.employee_id:readonly",
    "contact:user.gender:readonly",
    "contact:user.id:readonly",
    "contact:user.job_family:readonly",
    "contact:user.job_level:readonly",
    "contact:user.phone:readonly",
    "contact:user.user_geo",
    "docs:document.media:download",
    "docs:document.media:upload",
    "docs:event:subscribe",
    "drive:drive.metadata:readonly",
    "drive:file.meta.sec_label.read_only",
    "drive:file:view_record:readonly",
    "docx:document:readonly",
    "im:chat:readonly",
    "im:message",
    "im:message.group_msg",
    "im:message:send_as_bot",
    "task:comment:read",
    "task:section:read",
    "task:task:read",
    "task:tasklist:read",
    "sheets:spreadsheet:readonly",
    "space:document:retrieve",
    "tenant:tenant.domain:read",
    "tenant:tenant:readonly",
    "wiki:wiki:readonly",
)

#: Granted beyond these where people sign in: what only the user identity has.
USER_GRANTED = (
    *GRANTED,
    "im:message.group_msg:get_as_user",
    "im:message.p2p_msg:get_as_user",
    "im:message.send_as_user",
    "offline_access",
)

#: Asked for, but not granted by the administrator.
REQUESTED = ("approval:approval:readonly", "calendar:calendar:readonly")
