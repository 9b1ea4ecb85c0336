"""Contacts v3: the directory as far as the app's contact range reaches. Not counted."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint
from feishu_connect.pacing import STANDARD

_DOCS = "/uAjLw4CM/ukTMukTMukTM/reference/contact-v3"
_BASIC = (
    "contact:contact.base:readonly",
    "contact:contact:access_as_app",
    "contact:contact:readonly",
    "contact:contact:readonly_as_app",
)

_ORGANIZE = (*_BASIC, "contact:department.organize:readonly")

CONTACT_SCOPE_LIST = Endpoint(
    name="contact.scope.list",
    method="GET",
    path="/open-apis/contact/v3/scopes",
    rate=STANDARD,
    scopes=(
        "contact:contact.base:readonly",
        "contact:contact:access_as_app",
        "contact:contact:readonly_as_app",
    ),
    page_size=100,
    # Three lists share one page: department_ids, user_ids, group_ids.
    items="",
    counted=False,
    docs=f"{_DOCS}/scope/list",
)
CONTACT_DEPARTMENT_CHILDREN = Endpoint(
    name="contact.department.children",
    method="GET",
    path="/open-apis/contact/v3/departments/{department_id}/children",
    rate=STANDARD,
    scopes=_ORGANIZE,
    page_size=50,
    counted=False,
    docs=f"{_DOCS}/department/children",
)
CONTACT_DEPARTMENT_BATCH = Endpoint(
    name="contact.department.batch",
    method="GET",
    path="/open-apis/contact/v3/departments/batch",
    rate=STANDARD,
    scopes=("contact:contact.base:readonly",),
    counted=False,
    docs=f"{_DOCS}/department/batch",
)
CONTACT_USER_FIND_BY_DEPARTMENT = Endpoint(
    name="contact.user.find_by_department",
    method="GET",
    path="/open-apis/contact/v3/users/find_by_department",
    rate=STANDARD,
    scopes=_ORGANIZE,
    page_size=50,
    counted=False,
    docs=f"{_DOCS}/user/find_by_department",
)
CONTACT_USER_BATCH = Endpoint(
    name="contact.user.batch",
    method="GET",
    path="/open-apis/contact/v3/users/batch",
    rate=STANDARD,
    scopes=("contact:contact.base:readonly",),
    counted=False,
    docs=f"{_DOCS}/user/batch",
)
CONTACT_GROUP_MEMBER_LIST = Endpoint(
    name="contact.group_member.simplelist",
    method="GET",
    path="/open-apis/contact/v3/group/{group_id}/member/simplelist",
    rate=STANDARD,
    scopes=("contact:group:readonly",),
    page_size=100,
    items="memberlist",
    counted=False,
    docs=f"{_DOCS}/group-member/simplelist",
)
