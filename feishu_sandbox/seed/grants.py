"""Scopes of the seeded app."""

from __future__ import annotations

#: Granted: everything that the implemented endpoints and their fields need.
GRANTED = (
    "application:application:self_manage",
    "bitable:app",
    "contact:contact.base:readonly",
    "contact:department.base:readonly",
    "contact:department.organize:readonly",
    "contact:group:readonly",
    "contact:user.base:readonly",
    "contact:user.department:readonly",
    "contact:user.email:readonly",
    "contact:user.employee:readonly",
    "contact:user.employee_id:readonly",
    "contact:user.gender:readonly",
    "contact:user.id:readonly",
    "contact:user.phone:readonly",
    "docs:document.media:download",
    "docs:document.media:upload",
    "im:chat:readonly",
    "im:message",
    "im:message.group_msg",
    "im:message:send_as_bot",
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
