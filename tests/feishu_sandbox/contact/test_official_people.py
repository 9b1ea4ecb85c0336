"""Drives the changes of people with `lark-oapi`, which must get typed answers."""

from __future__ import annotations

from lark_oapi.api.contact.v3 import (
    CreateUserRequest,
    DeleteUserRequest,
    GetUserRequest,
    PatchUserRequest,
    ResurrectUserRequest,
    UpdateUserIdUserRequest,
)
from lark_oapi.api.contact.v3.model import (
    DeleteUserRequestBody,
    ResourceAcceptor,
    ResurrectUserRequestBody,
    UpdateUserIdUserRequestBody,
    User,
    UserDepartmentInfo,
)


def good(response):
    assert response.success(), (response.code, response.msg)
    return getattr(response, "data", None)


def created(lark, department):
    body = User.builder().user_id("L1").name("张三").mobile("13711119999").employee_type(1)
    body = body.department_ids([department.open_department_id]).join_time(1_700_000_000).build()
    request = CreateUserRequest.builder().client_token("abcd-12345").request_body(body).build()
    return good(lark.contact.v3.user.create(request)).user


def test_a_person_comes_changes_and_goes(lark, sandbox):
    department = next(iter(sandbox.world.state.departments.values()))
    heir = next(iter(sandbox.world.state.users.values()))
    user = created(lark, department)
    assert isinstance(user, User)
    assert (user.user_id, user.join_time, user.status.is_resigned) == ("L1", 1_700_000_000, False)

    body = User.builder().nickname("Z").gender(1).build()
    request = PatchUserRequest.builder().user_id("L1").user_id_type("user_id").request_body(body)
    assert good(lark.contact.v3.user.patch(request.build())).user.nickname == "Z"

    new = UpdateUserIdUserRequestBody.builder().new_user_id("L2").build()
    request = UpdateUserIdUserRequest.builder().user_id(user.open_id).request_body(new).build()
    good(lark.contact.v3.user.update_user_id(request))

    mail = ResourceAcceptor.builder().processing_type("1").acceptor_user_id(heir.open_id).build()
    left = DeleteUserRequestBody.builder().docs_acceptor_user_id(heir.open_id)
    left = left.email_acceptor(mail).build()
    request = DeleteUserRequest.builder().user_id(user.open_id).request_body(left).build()
    good(lark.contact.v3.user.delete(request))
    request = GetUserRequest.builder().user_id(user.open_id).build()
    assert good(lark.contact.v3.user.get(request)).user.status.is_resigned

    place = UserDepartmentInfo.builder().department_id(department.open_department_id).build()
    back = ResurrectUserRequestBody.builder().departments([place]).build()
    request = ResurrectUserRequest.builder().user_id(user.open_id).request_body(back).build()
    good(lark.contact.v3.user.resurrect(request))
    request = GetUserRequest.builder().user_id(user.open_id).build()
    found = good(lark.contact.v3.user.get(request)).user
    assert (found.user_id, found.status.is_resigned) == ("L2", False)
    assert found.department_ids == [department.open_department_id]


def test_a_refusal_is_told_by_its_code(lark, sandbox):
    department = next(iter(sandbox.world.state.departments.values()))
    created(lark, department)
    body = User.builder().name("x").mobile("13711119999").employee_type(1)
    body = body.department_ids([department.open_department_id]).build()
    request = CreateUserRequest.builder().request_body(body).build()
    assert lark.contact.v3.user.create(request).code == 41001
