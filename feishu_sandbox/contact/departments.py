"""Operations on the authorised range and on departments.

Docs: R/contact-v3/scope/list and R/contact-v3/department/{children,get,batch}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.contact.rendering import DEPARTMENT_ID_TYPES, Renderer
from feishu_sandbox.contact.visibility import ROOT, Visibility, children, descendants
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import PER_SECOND_50, STANDARD
from feishu_sandbox.operation import EMPLOYEE_ID_SCOPE, Operation
from feishu_sandbox.paging import PageRules, take_page
from feishu_sandbox.people import BROAD_SCOPES

if TYPE_CHECKING:
    from feishu_sandbox.model import Department, Json
    from feishu_sandbox.operation import Incoming

BASIC_SCOPES = ("contact:contact.base:readonly", *BROAD_SCOPES)
MAX_BATCH = 50
#: Query parameters that many operations share.
ID_TYPES = ("user_id_type", "department_id_type")
PAGING = ("page_size", "page_token")
_RANGE_PAGES = PageRules(default=50, maximum=100, bad_size=40011, bad_token=40012)
DIRECTORY_PAGES = PageRules(default=10, maximum=50, bad_size=40011, bad_token=40012)


def _scopes(call: Incoming) -> Json:
    """List the granted range: users, departments and groups share each page, in this order."""
    render = Renderer(call)
    users, departments, groups = Visibility(call.world.state, call.app).granted()
    entries = [("user_ids", render.user_id(open_id)) for open_id in users]
    entries += [("department_ids", render.department_id(d)) for d in departments]
    entries += [("group_ids", group) for group in groups]
    page = take_page(call, entries, _RANGE_PAGES, "contact:scopes")
    data: Json = {"department_ids": [], "user_ids": [], "group_ids": []}
    for kind, identifier in page.items:
        data[kind].append(identifier)
    if call.user_id_type == "user_id" and not call.app.granted(EMPLOYEE_ID_SCOPE):
        del data["user_ids"]
    return {**data, **more(page.page_token, has_more=page.has_more)}


def more(page_token: str, *, has_more: bool) -> Json:
    """Return the end of a contact page: the token only comes while there is more."""
    return {"has_more": True, "page_token": page_token} if has_more else {"has_more": False}


def seen_department(call: Incoming, given: str) -> str:
    """Return the open_department_id of a department that the app may ask about.

    Raises:
        ApiError: 40004 when it lies outside the range, or is the root without the full range;
            40008 when there is none.
    """
    id_type = call.choice("department_id_type", DEPARTMENT_ID_TYPES, "open_department_id")
    visibility = Visibility(call.world.state, call.app)
    found = call.world.find_department(given, id_type)
    own = found.open_department_id if found else given
    if visibility.department(own):
        return own
    raise ApiError(40008 if visibility.everyone else 40004)


def _children(call: Incoming) -> Json:
    parent = seen_department(call, call.path["department_id"])
    state, render = call.world.state, Renderer(call)
    below = children(state, parent)
    if call.flag("fetch_child"):
        below = descendants(state, parent)
        if len(below) > call.behaviour.recursion_limit:
            raise ApiError(40162)
        if call.user:
            below = below[: call.behaviour.user_recursion_limit]
    page = take_page(call, below, DIRECTORY_PAGES, f"children:{parent}")
    items = [render.department(department) for department in page.items]
    return {"items": items, **more(page.page_token, has_more=page.has_more)}


def _get(call: Incoming) -> Json:
    own = seen_department(call, call.path["department_id"])
    if own == ROOT:
        raise ApiError(40161)
    return {"department": Renderer(call).department(call.world.state.departments[own])}


def repeated_ids(call: Incoming, name: str) -> list[str]:
    """Read ids that are given as repeated query keys; a comma-joined list is one unknown id."""
    ids = call.query.getlist(name)
    if not 1 <= len(ids) <= MAX_BATCH:
        refuse_field(name, len(ids), f"1 to {MAX_BATCH} repeated ids")
    return ids


def _batch(call: Incoming) -> Json:
    ids = repeated_ids(call, "department_ids")
    render = Renderer(call)
    id_type = call.choice("department_id_type", DEPARTMENT_ID_TYPES, "open_department_id")
    visibility = Visibility(call.world.state, call.app)
    found = [call.world.find_department(identifier, id_type) for identifier in ids]
    shown: list[Department] = [
        department
        for department in found
        if department is not None and visibility.department(department.open_department_id)
    ]
    return {"items": [render.department(department) for department in shown]}


OPERATIONS = (
    Operation(
        "contact.scope.list",
        "GET",
        "/contact/v3/scopes",
        _scopes,
        STANDARD,
        (
            "contact:contact.base:readonly",
            "contact:contact:access_as_app",
            "contact:contact:readonly_as_app",
        ),
        counted=False,
        identities=("tenant",),
        query=(*ID_TYPES, *PAGING),
    ),
    Operation(
        "contact.department.children",
        "GET",
        "/contact/v3/departments/{department_id}/children",
        _children,
        STANDARD,
        (*BASIC_SCOPES, "contact:department.organize:readonly"),
        counted=False,
        query=(*ID_TYPES, *PAGING, "fetch_child"),
    ),
    Operation(
        "contact.department.batch",
        "GET",
        "/contact/v3/departments/batch",
        _batch,
        STANDARD,
        ("contact:contact.base:readonly",),
        counted=False,
        query=(*ID_TYPES, "department_ids"),
    ),
    Operation(
        "contact.department.get",
        "GET",
        "/contact/v3/departments/{department_id}",
        _get,
        PER_SECOND_50,
        BASIC_SCOPES,
        counted=False,
        query=ID_TYPES,
    ),
)
