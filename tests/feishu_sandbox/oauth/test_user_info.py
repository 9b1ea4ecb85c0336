from __future__ import annotations

import pytest

PATH = "/authen/v1/user_info"
ALWAYS = {
    "name",
    "en_name",
    "avatar_url",
    "avatar_thumb",
    "avatar_middle",
    "avatar_big",
    "open_id",
    "union_id",
    "tenant_key",
}


@pytest.mark.parametrize(
    "scopes, more",
    [
        ([], set()),
        (["contact:user.email:readonly"], {"email"}),
        (["contact:user.phone:readonly"], {"mobile"}),
        (["contact:user.employee_id:readonly"], {"user_id"}),
        (["contact:user.employee:readonly"], {"enterprise_email", "employee_no"}),
    ],
)
def test_each_scope_shows_its_fields(api, sandbox, scopes, more):
    user = list(sandbox.world.state.users.values())[3]
    api.token = sandbox.sign_in(user, scopes=scopes).access_token
    shown = api.data("GET", PATH)
    assert set(shown) == ALWAYS | more
    assert shown["open_id"] == user.open_id
    assert shown["tenant_key"] == sandbox.world.state.tenant.tenant_key


def test_the_tenant_is_the_users_own(api, sandbox, store_app):
    tenant = sandbox.world.add_tenant("Another company")
    sandbox.install(store_app, tenant)
    api.token = sandbox.sign_in(app=store_app, tenant=tenant).access_token
    assert api.data("GET", PATH)["tenant_key"] == tenant.tenant_key


@pytest.mark.parametrize("state, code", [("resigned", 20021), ("frozen", 20022)])
def test_people_who_left_have_codes_of_their_own(api, sandbox, state, code):
    user = list(sandbox.world.state.users.values())[3]
    api.token = sandbox.sign_in(user).access_token
    setattr(user, state, True)
    reply = api.send("GET", PATH)
    assert (reply.status_code, reply.json()["code"]) == (200, code)


def test_a_bad_token_has_the_endpoints_own_code(api):
    api.token = "eyJ.x.y"
    reply = api.send("GET", PATH)
    assert (reply.status_code, reply.json()["code"]) == (200, 20005)


def test_a_test_may_not_grant_what_the_app_does_not_offer(sandbox):
    with pytest.raises(ValueError, match="drive:drive"):
        sandbox.sign_in(scopes=["drive:drive"])
