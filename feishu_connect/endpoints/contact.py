"""Contacts v3: the directory as far as the app's contact range reaches. Not counted."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.pacing import STANDARD, Rate

_DOCS = "/uAjLw4CM/ukTMukTMukTM/reference/contact-v3"
_BASIC = (
    "contact:contact.base:readonly",
    "contact:contact:access_as_app",
    "contact:contact:readonly",
    "contact:contact:readonly_as_app",
)

_ORGANIZE = (*_BASIC, "contact:department.organize:readonly")
_BASIC_OF_APPS = (
    "contact:contact.base:readonly",
    "contact:contact:access_as_app",
    "contact:contact:readonly_as_app",
)
_GROUP = ("contact:group:readonly",)
_CHANGE = ("contact:contact",)
_APP_ONLY = ("app",)
#: The limit of the call is not published.
_CAUTIOUS = Rate(per_second=5)

CONTACT_SCOPE_LIST = Endpoint(
    name="contact.scope.list",
    method="GET",
    path="/open-apis/contact/v3/scopes",
    rate=STANDARD,
    scopes=_BASIC_OF_APPS,
    page_size=100,
    # Three lists share one page: department_ids, user_ids, group_ids.
    items="",
    identities=_APP_ONLY,
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
    scopes=_GROUP,
    page_size=100,
    items="memberlist",
    identities=_APP_ONLY,
    counted=False,
    docs=f"{_DOCS}/group-member/simplelist",
)
CONTACT_GROUP_LIST = Endpoint(
    name="contact.group.simplelist",
    method="GET",
    path="/open-apis/contact/v3/group/simplelist",
    rate=STANDARD,
    scopes=_GROUP,
    page_size=100,
    items="grouplist",
    identities=_APP_ONLY,
    counted=False,
    docs=f"{_DOCS}/group/simplelist",
)
CONTACT_EMPLOYEE_TYPE_LIST = Endpoint(
    name="contact.employee_type_enum.list",
    method="GET",
    path="/open-apis/contact/v3/employee_type_enums",
    rate=_CAUTIOUS,
    scopes=_BASIC_OF_APPS,
    page_size=100,
    identities=_APP_ONLY,
    counted=False,
    docs=f"{_DOCS}/employee_type_enum/list",
)
CONTACT_JOB_LEVEL_LIST = Endpoint(
    name="contact.job_level.list",
    method="GET",
    path="/open-apis/contact/v3/job_levels",
    rate=Rate(per_second=10),
    scopes=(
        "contact:job_level:readonly",
        "contact:job_level",
        "contact:contact:readonly_as_app",
    ),
    page_size=50,
    identities=_APP_ONLY,
    counted=False,
    docs=f"{_DOCS}/job_level/list",
)
CONTACT_JOB_FAMILY_LIST = Endpoint(
    name="contact.job_family.list",
    method="GET",
    path="/open-apis/contact/v3/job_families",
    rate=Rate(per_second=10),
    scopes=(
        "contact:job_family:readonly",
        "contact:job_family",
        "contact:contact:readonly_as_app",
    ),
    page_size=50,
    identities=_APP_ONLY,
    counted=False,
    docs=f"{_DOCS}/job_family/list",
)
CONTACT_CUSTOM_ATTR_LIST = Endpoint(
    name="contact.custom_attr.list",
    method="GET",
    path="/open-apis/contact/v3/custom_attrs",
    rate=STANDARD,
    scopes=("contact:contact.base:readonly",),
    page_size=100,
    identities=_APP_ONLY,
    counted=False,
    docs=f"{_DOCS}/custom_attr/list",
)
#: People by e-mail and mobile, fifty of each.
CONTACT_USER_BATCH_GET_ID = Endpoint(
    name="contact.user.batch_get_id",
    method="POST",
    path="/open-apis/contact/v3/users/batch_get_id",
    rate=STANDARD,
    scopes=("contact:user.id:readonly",),
    people=True,
    identities=_APP_ONLY,
    by_app=True,
    counted=False,
    docs=f"{_DOCS}/user/batch_get_id",
)
#: One person, also one who has left.
CONTACT_USER_GET = Endpoint(
    name="contact.user.get",
    method="GET",
    path="/open-apis/contact/v3/users/{user_id}",
    rate=STANDARD,
    scopes=_BASIC,
    people=True,
    counted=False,
    docs=f"{_DOCS}/user/get",
)
CONTACT_USER_CREATE = Endpoint(
    name="contact.user.create",
    method="POST",
    path="/open-apis/contact/v3/users",
    rate=STANDARD,
    scopes=_CHANGE,
    repeat=Repeat.KEYED,
    key="client_token",
    people=True,
    identities=_APP_ONLY,
    counted=False,
    docs=f"{_DOCS}/user/create",
)
CONTACT_USER_PATCH = Endpoint(
    name="contact.user.patch",
    method="PATCH",
    path="/open-apis/contact/v3/users/{user_id}",
    rate=STANDARD,
    scopes=(*_CHANGE, "contact:user.base"),
    people=True,
    identities=_APP_ONLY,
    counted=False,
    docs=f"{_DOCS}/user/patch",
)
#: Resignation.
CONTACT_USER_DELETE = Endpoint(
    name="contact.user.delete",
    method="DELETE",
    path="/open-apis/contact/v3/users/{user_id}",
    rate=STANDARD,
    scopes=_CHANGE,
    people=True,
    identities=_APP_ONLY,
    counted=False,
    docs=f"{_DOCS}/user/delete",
)
CONTACT_USER_RESURRECT = Endpoint(
    name="contact.user.resurrect",
    method="POST",
    path="/open-apis/contact/v3/users/{user_id}/resurrect",
    rate=Rate(per_minute=10),
    scopes=_CHANGE,
    people=True,
    identities=_APP_ONLY,
    counted=False,
    docs=f"{_DOCS}/user/resurrect",
)
#: Changes the id that the company gives.
CONTACT_USER_UPDATE_ID = Endpoint(
    name="contact.user.update_user_id",
    method="PATCH",
    path="/open-apis/contact/v3/users/{user_id}/update_user_id",
    rate=Rate(per_second=20),
    scopes=("contact:contact:update_user_id", *_CHANGE),
    people=True,
    identities=_APP_ONLY,
    counted=False,
    docs=f"{_DOCS}/user/update_user_id",
)
#: Changes of departments, and of being suspended.
PLACEMENT_RATE = Rate(per_second=1)
