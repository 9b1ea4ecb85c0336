"""Operations on users.

Docs: R/contact-v3/user/{find_by_department,get,batch,batch_get_id}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.contact.departments import (
    BASIC_SCOPES,
    DIRECTORY_PAGES,
    ID_TYPES,
    MAX_BATCH,
    PAGING,
    more,
    repeated_ids,
    seen_department,
)
from feishu_sandbox.contact.rendering import Renderer, status
from feishu_sandbox.contact.visibility import Visibility, direct_members
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.paging import take_page
from feishu_sandbox.people import BROAD_SCOPES

if TYPE_CHECKING:
    from feishu_sandbox.model import Json, User
    from feishu_sandbox.operation import Incoming


def _find_by_department(call: Incoming) -> Json:
    given = call.query.get("department_id")
    if not given:
        refuse_field("department_id", "", "department_id is required")
    department = seen_department(call, given)
    members = direct_members(call.world.state, department)
    page = take_page(call, members, DIRECTORY_PAGES, f"members:{department}")
    render = Renderer(call)
    items = [render.user(user) for user in page.items]
    return {"items": items, **more(page.page_token, has_more=page.has_more)}


def _get(call: Incoming) -> Json:
    """Return one user; a resigned one too, as long as the id is known."""
    user = call.world.find_user(call.path["user_id"], call.user_id_type)
    if user is None or not call.world.visible(user.open_id):
        raise ApiError(41012)
    if not Visibility(call.world.state, call.app).user(user):
        raise ApiError(41050)
    return {"user": Renderer(call).user(user)}


def _batch(call: Incoming) -> Json:
    ids = repeated_ids(call, "user_ids")
    render, visibility = Renderer(call), Visibility(call.world.state, call.app)
    found = [call.world.find_user(identifier, call.user_id_type) for identifier in ids]
    shown = [user for user in found if user and visibility.user(user)]
    return {"items": [render.user(user, path=False) for user in shown]}


def _batch_get_id(call: Incoming) -> Json:
    """Look users up by e-mail and mobile; an entry that is not found has no `user_id`."""
    resigned = bool(call.body_value("include_resigned", bool, required=False))
    entries: list[Json] = []
    for name, key in (("emails", "email"), ("mobiles", "mobile")):
        values = call.body_value(name, list, required=False) or []
        if len(values) > MAX_BATCH:
            refuse_field(name, len(values), f"at most {MAX_BATCH}")
        if not all(isinstance(value, str) for value in values):
            refuse_field(name, values, "must be strings")
        entries += [_lookup(call, key, value, resigned=resigned) for value in values]
    return {"user_list": entries}


def _lookup(call: Incoming, key: str, value: str, *, resigned: bool) -> Json:
    visibility = Visibility(call.world.state, call.app)
    for user in sorted(call.world.state.users.values(), key=lambda each: each.resigned):
        if not _reached_by(user, key, value) or not visibility.user(user):
            continue
        if (user.resigned and not resigned) or not call.world.visible(user.open_id):
            continue
        entry: Json = {key: value}
        identifier = Renderer(call).user_id(user.open_id)
        if identifier:
            entry["user_id"] = identifier
        if call.app.granted("contact:user.employee:readonly", *BROAD_SCOPES):
            entry["status"] = status(user)
        return entry
    return {key: value}


def _reached_by(user: User, key: str, value: str) -> bool:
    """Compare an address; a mainland number may leave out its +86."""
    if not value:
        return False
    if key == "email":
        return user.email.casefold() == value.casefold()
    return user.mobile in (value, f"+86{value}")


OPERATIONS = (
    Operation(
        "contact.user.find_by_department",
        "GET",
        "/contact/v3/users/find_by_department",
        _find_by_department,
        STANDARD,
        (*BASIC_SCOPES, "contact:department.organize:readonly"),
        counted=False,
        query=(*ID_TYPES, *PAGING, "department_id"),
    ),
    Operation(
        "contact.user.batch",
        "GET",
        "/contact/v3/users/batch",
        _batch,
        STANDARD,
        ("contact:contact.base:readonly",),
        counted=False,
        query=(*ID_TYPES, "user_ids"),
    ),
    Operation(
        "contact.user.batch_get_id",
        "POST",
        "/contact/v3/users/batch_get_id",
        _batch_get_id,
        STANDARD,
        ("contact:user.id:readonly",),
        body="json",
        counted=False,
        identities=("tenant",),
        query=("user_id_type",),
    ),
    Operation(
        "contact.user.get",
        "GET",
        "/contact/v3/users/{user_id}",
        _get,
        STANDARD,
        BASIC_SCOPES,
        counted=False,
        query=ID_TYPES,
    ),
)
