"""Operations on user groups.

Docs: R/contact-v3/group/simplelist and R/contact-v3/group-member/simplelist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.contact.builder import custom_group_id
from feishu_sandbox.contact.departments import PAGING, more
from feishu_sandbox.contact.rendering import DEPARTMENT_ID_TYPES
from feishu_sandbox.contact.visibility import Visibility
from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import USER_ID_TYPES, Operation
from feishu_sandbox.paging import PageRules, take_page
from feishu_sandbox.people import id_in

if TYPE_CHECKING:
    from feishu_sandbox.model import Group, Json
    from feishu_sandbox.operation import Incoming

_PAGES = PageRules(default=50, maximum=100, bad_size=40011, bad_token=40012)
_SCOPES = ("contact:group:readonly",)


def _list(call: Incoming) -> Json:
    kind = int(call.choice("type", ("1", "2"), "1"))
    visibility = Visibility(call.world.state, call.app)
    groups = [
        group
        for group in call.world.state.groups.values()
        if group.type == kind and visibility.group(group)
    ]
    page = take_page(call, groups, _PAGES, f"groups:{kind}")
    items = [_shown(call, group) for group in page.items]
    return {"grouplist": items, **more(page.page_token, has_more=page.has_more)}


def _shown(call: Incoming, group: Group) -> Json:
    return {
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "member_user_count": len(group.users),
        "member_department_count": len(group.departments),
        "type": group.type,
        "department_scope_list": [],
        "group_id": custom_group_id(call.world.state.seed, group.id),
    }


def _members(call: Incoming) -> Json:
    group = call.world.state.groups.get(call.path["group_id"])
    if group is None:
        raise ApiError(42002)
    if not Visibility(call.world.state, call.app).group(group):
        raise ApiError(42009)
    kind = call.query.get("member_type") or "user"
    if kind not in ("user", "department"):
        raise ApiError(41074)
    ids = _member_ids(call, group, kind)
    page = take_page(call, ids, _PAGES, f"group:{group.id}:{kind}")
    items = [{"member_id": member, "member_type": kind} for member in page.items]
    return {"memberlist": items, **more(page.page_token, has_more=page.has_more)}


def _member_ids(call: Incoming, group: Group, kind: str) -> list[str]:
    types = USER_ID_TYPES if kind == "user" else DEPARTMENT_ID_TYPES
    id_type = call.query.get("member_id_type") or types[0]
    if id_type not in (*USER_ID_TYPES, *DEPARTMENT_ID_TYPES):
        raise ApiError(41071)
    if id_type not in types:
        raise ApiError(41072)
    if kind == "user":
        return [id_in(call.world, open_id, id_type, call.app) for open_id in group.users]
    departments = [call.world.state.departments[d] for d in group.departments]
    return [str(getattr(department, id_type)) for department in departments]


OPERATIONS = (
    Operation(
        "contact.group.simplelist",
        "GET",
        "/contact/v3/group/simplelist",
        _list,
        STANDARD,
        _SCOPES,
        counted=False,
        identities=("tenant",),
        query=(*PAGING, "type"),
    ),
    Operation(
        "contact.group_member.simplelist",
        "GET",
        "/contact/v3/group/{group_id}/member/simplelist",
        _members,
        STANDARD,
        _SCOPES,
        counted=False,
        identities=("tenant",),
        query=(*PAGING, "member_type", "member_id_type"),
    ),
)
