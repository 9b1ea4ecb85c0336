"""Operations that let people go, and take them back.

Docs: R/contact-v3/user/{delete,resurrect}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.contact.departments import ID_TYPES
from feishu_sandbox.contact.fields import check_unique
from feishu_sandbox.contact.placement import read_departments
from feishu_sandbox.contact.visibility import ROOT, Visibility
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import STANDARD, Window
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.model import Json, User
    from feishu_sandbox.operation import Incoming

_WRITE = ("contact:contact",)
_PER_MINUTE_10 = (Window(10, 60.0),)
_ACCEPTORS = (
    "department_chat_acceptor_user_id",
    "external_chat_acceptor_user_id",
    "docs_acceptor_user_id",
    "calendar_acceptor_user_id",
    "application_acceptor_user_id",
    "minutes_acceptor_user_id",
    "survey_acceptor_user_id",
    "anycross_acceptor_user_id",
)
_RECOVERABLE_SECONDS = 30 * 86_400


def own_user(call: Incoming) -> User:
    """Return the person in the path.

    Raises:
        ApiError: 41012 or 41050.
    """
    user = call.world.find_user(call.path["user_id"], call.user_id_type)
    if user is None:
        raise ApiError(41012)
    if not Visibility(call.world.state, call.app).user(user):
        raise ApiError(41050)
    return user


def _delete(call: Incoming) -> Json:
    user = own_user(call)
    if user.resigned:
        raise ApiError(42006)
    visibility = Visibility(call.world.state, call.app)
    if not all(visibility.department(each) for each in user.departments):
        raise ApiError(40004)
    if user.manager:
        raise ApiError(44037)
    _check_acceptors(call, user)
    user.resigned = True
    user.resigned_at = int(call.world.clock.now())
    return {}


def _check_acceptors(call: Incoming, user: User) -> None:
    for name, value in call.body.items():
        if name == "email_acceptor":
            _check_mail(call, value, user)
        elif name in _ACCEPTORS:
            _check_acceptor(call, value, user)
        else:
            refuse_field(name, value, "no such field")


def _check_mail(call: Incoming, given: object, user: User) -> None:
    if not isinstance(given, dict) or given.get("processing_type") not in ("1", "2", "3"):
        refuse_field("email_acceptor.processing_type", given, "must be one of [1, 2, 3]")
    if given["processing_type"] == "1":
        _check_acceptor(call, given.get("acceptor_user_id"), user)


def _check_acceptor(call: Incoming, given: object, user: User) -> None:
    acceptor = call.world.find_user(str(given or ""), call.user_id_type)
    if acceptor is None or acceptor.resigned or acceptor is user:
        raise ApiError(41052)


def _resurrect(call: Incoming) -> Json:
    user = own_user(call)
    if not user.resigned:
        raise ApiError(44033)
    gone = call.world.clock.now() - user.resigned_at
    if gone > _RECOVERABLE_SECONDS:
        raise ApiError(44028)
    if gone < call.behaviour.resign_seconds:
        raise ApiError(44034)
    for name, code in (("mobile", 44030), ("email", 44031), ("user_id", 44032)):
        try:
            check_unique(call, {name: getattr(user, name)}, user)
        except ApiError:
            raise ApiError(code) from None
    wanted = call.body_value("departments", list, required=False) or []
    ids = [each.get("department_id") if isinstance(each, dict) else None for each in wanted]
    user.departments = read_departments(call, ids) if ids else [ROOT]
    user.orders = []
    user.resigned = False
    return {}


_PATH = "/contact/v3/users/{user_id}"
_APP = ("tenant",)

OPERATIONS = (
    Operation(
        "contact.user.delete",
        "DELETE",
        _PATH,
        _delete,
        STANDARD,
        _WRITE,
        writes=True,
        body="json",
        counted=False,
        identities=_APP,
        query=("user_id_type",),
    ),
    Operation(
        "contact.user.resurrect",
        "POST",
        f"{_PATH}/resurrect",
        _resurrect,
        _PER_MINUTE_10,
        _WRITE,
        writes=True,
        body="json",
        counted=False,
        identities=_APP,
        query=ID_TYPES,
    ),
)
