"""Operations that take people into the company, and change them.

Docs: R/contact-v3/user/{create,patch,update_user_id}.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from feishu_sandbox.contact import leaving
from feishu_sandbox.contact.departments import ID_TYPES
from feishu_sandbox.contact.fields import (
    CREATE_FIELDS,
    PATCH_FIELDS,
    check_unique,
    read_fields,
)
from feishu_sandbox.contact.leaving import own_user
from feishu_sandbox.contact.rendering import Renderer
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import PER_SECOND_20, STANDARD, Window, too_many_calls
from feishu_sandbox.model import Remembered, User
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_WRITE = ("contact:contact",)
#: Changes of department and of being frozen: one per second.
_SLOW = (Window(1, 1.0),)
_SLOW_FIELDS = ("department_ids", "is_frozen")
_MAX_ID_CHANGES = 3
_LONGEST_USER_ID = 64
#: (city, job title) that could not be made -> code of a create, code of a patch.
_PARTLY = {
    (True, False): (44054, 44057),
    (False, True): (44055, 44058),
    (True, True): (44056, 44059),
}


def _create(call: Incoming) -> Json:
    """Take a person in, once per `client_token`."""
    token = call.query.get("client_token")
    key = f"contact.user:{call.app.app_id}:{token}"
    known = call.world.state.remembered.get(key) if token else None
    if known is not None:
        if known.fingerprint != _fingerprint(call):
            raise ApiError(40021)
        return known.data
    user = _made(call)
    data: Json = {"user": Renderer(call).user(user)}
    if token:
        now = call.world.clock.now()
        call.world.state.remembered[key] = Remembered(_fingerprint(call), data, now)
    _refuse_partly(call, user, 0)
    return data


def _made(call: Incoming) -> User:
    for name, code in (("mobile", 41010), ("department_ids", 41017)):
        if not call.body.get(name):
            raise ApiError(code)
    for name in ("name", "employee_type"):
        if call.body.get(name) is None:
            refuse_field(name, "", f"{name} is required")
    found = read_fields(call, CREATE_FIELDS, None)
    world = call.world
    new = {kind: world.new_id(kind) for kind in ("open_id", "union_id", "user_id")}
    empty = {"en_name": "", "email": "", "country": "", "join_time": int(world.clock.now())}
    user = User(**{**new, **empty, **found})
    world.state.users[user.open_id] = user
    world.created_by_api(user.open_id)
    return user


def _fingerprint(call: Incoming) -> str:
    query = {name: call.query.get(name) for name in ID_TYPES}
    text = json.dumps([query, call.body], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_partly(call: Incoming, user: User, which: int) -> None:
    """Tell that the person is saved, but a city or job title could not be made."""
    contact = call.world.state.contact
    city = "city" in call.body and user.city in contact.closed_cities
    title = "job_title" in call.body and user.job_title in contact.closed_titles
    if city:
        user.city = ""
    if title:
        user.job_title = ""
    if city or title:
        raise ApiError(_PARTLY[city, title][which])


def _patch(call: Incoming) -> Json:
    user = own_user(call)
    if user.resigned:
        raise ApiError(42006)
    if any(name in call.body for name in _SLOW_FIELDS):
        key = f"{call.app.app_id}:contact.user.patch:slow"
        exceeded = call.limiter.take(key, _SLOW, call.world.clock.now())
        if exceeded:
            raise too_many_calls(exceeded.limit, exceeded.reset)
    found = read_fields(call, PATCH_FIELDS, user)
    if found.get("frozen") and user.manager:
        raise ApiError(44036)
    for name, value in found.items():
        setattr(user, name, value)
    _refuse_partly(call, user, 1)
    return {"user": Renderer(call).user(user)}


def _update_user_id(call: Incoming) -> Json:
    user = own_user(call)
    new = call.body_value("new_user_id", str, required=False)
    if not new:
        raise ApiError(41054)
    if len(new) > _LONGEST_USER_ID:
        raise ApiError(40001)
    check_unique(call, {"user_id": new}, user)
    if user.id_changes >= _MAX_ID_CHANGES:
        raise ApiError(41013)
    user.id_changes += 1
    user.user_id = new
    return {}


_PATH = "/contact/v3/users/{user_id}"
_APP = ("tenant",)

OPERATIONS = (
    Operation(
        "contact.user.create",
        "POST",
        "/contact/v3/users",
        _create,
        STANDARD,
        _WRITE,
        writes=True,
        body="json",
        counted=False,
        identities=_APP,
        query=(*ID_TYPES, "client_token"),
    ),
    Operation(
        "contact.user.patch",
        "PATCH",
        _PATH,
        _patch,
        STANDARD,
        (*_WRITE, "contact:user.base"),
        writes=True,
        body="json",
        counted=False,
        identities=_APP,
        query=ID_TYPES,
    ),
    Operation(
        "contact.user.update_user_id",
        "PATCH",
        f"{_PATH}/update_user_id",
        _update_user_id,
        PER_SECOND_20,
        ("contact:contact:update_user_id", *_WRITE),
        writes=True,
        body="json",
        counted=False,
        identities=_APP,
        query=("user_id_type",),
    ),
    *leaving.OPERATIONS,
)
