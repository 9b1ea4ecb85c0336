"""Whose token opens which door."""

from __future__ import annotations

import pytest

PROBE = "/tenant/v2/tenant/query"
USER_INFO = "/authen/v1/user_info"


@pytest.fixture
def people(sandbox):
    return list(sandbox.world.state.users.values())


@pytest.fixture
def as_user(api, sandbox):
    def act(user=None, scopes=None):
        grant = sandbox.sign_in(user, scopes=scopes)
        api.token = grant.access_token
        return grant

    return act


def test_a_user_sees_what_was_shared_with_the_user(api, sandbox, people, as_user):
    crm, secret = (sandbox.world.base(name).app_token for name in ("CRM 客户管理", "财务机密"))
    treasurer, engineer = people[20], people[4]
    as_user(treasurer)
    assert api.code("GET", f"/bitable/v1/apps/{secret}") == 0
    assert api.code("GET", f"/bitable/v1/apps/{crm}") == 91403
    as_user(engineer)
    assert api.code("GET", f"/bitable/v1/apps/{crm}") == 91403
    sandbox.world.base(crm).share(engineer.open_id, "view")
    assert api.code("GET", f"/bitable/v1/apps/{crm}") == 0
    assert (
        api.code("POST", f"/bitable/v1/apps/{crm}/tables", json={"table": {"name": "x"}}) == 91403
    )


def test_a_user_signs_what_the_user_writes(api, sandbox, people, as_user):
    base = sandbox.world.add_base("Mine", owner=people[3].open_id)
    table = base.add_table("T", [{"field_name": "Name", "type": 1}])
    as_user(people[3])
    path = f"/bitable/v1/apps/{base.app_token}/tables/{table.table_id}/records"
    api.data("POST", path, json={"fields": {"Name": "x"}})
    assert [r.created_by for r in table.data.records.values()] == [people[3].open_id]


def test_a_user_has_the_scopes_that_the_user_granted(api, sandbox, as_user):
    crm = sandbox.world.base("CRM 客户管理").app_token
    as_user(scopes=["contact:contact.base:readonly"])
    reply = api.send("GET", f"/bitable/v1/apps/{crm}")
    assert (reply.status_code, reply.json()["code"]) == (400, 99991679)
    assert reply.json()["error"]["permission_violations"] == [
        {"type": "action_privilege_required", "subject": scope}
        for scope in ("base:app:read", "bitable:app", "bitable:app:readonly")
    ]
    assert "helps" not in reply.json()["error"]


def test_each_identity_has_scopes_of_its_own(api, sandbox, as_user):
    crm = sandbox.world.base("CRM 客户管理").app_token
    grant = as_user(scopes=["bitable:app"])
    del sandbox.app.scopes["bitable:app"]
    assert api.code("GET", f"/bitable/v1/apps/{crm}") == 0
    api.sign_in()
    assert api.code("GET", f"/bitable/v1/apps/{crm}") == 99991672
    del sandbox.app.user_scopes["bitable:app"]
    api.token = grant.access_token
    assert api.code("GET", f"/bitable/v1/apps/{crm}") == 99991679


def test_field_scopes_follow_the_user_too(api, people, as_user):
    path = f"/contact/v3/users/{people[3].open_id}"
    as_user(scopes=["contact:contact.base:readonly", "contact:user.email:readonly"])
    assert api.data("GET", path)["user"]["email"] == people[3].email
    as_user(scopes=["contact:contact.base:readonly"])
    assert "email" not in api.data("GET", path)["user"]


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", PROBE),
        ("GET", "/bot/v3/info"),
        ("GET", "/application/v6/scopes"),
        ("GET", "/application/v6/applications/me?lang=zh_cn"),
        ("GET", "/contact/v3/scopes"),
        ("POST", "/contact/v3/users/batch_get_id"),
        ("GET", "/contact/v3/group/simplelist"),
    ],
)
def test_some_doors_are_for_apps_only(api, as_user, method, path):
    as_user()
    reply = api.call(method, path)
    assert reply["code"] == 99991668
    assert reply["msg"] == "user access token not support"


def test_one_door_is_for_users_only(api):
    reply = api.call("GET", USER_INFO)
    assert reply["code"] == 99991663
    assert "not support" in reply["msg"]


def test_an_expired_user_token_is_told_from_an_unknown_one(api, sandbox, as_user):
    sandbox.clock.freeze()
    as_user()
    crm = f"/bitable/v1/apps/{sandbox.world.base('CRM 客户管理').app_token}"
    sandbox.clock.advance(7199)
    assert api.code("GET", crm) == 0
    sandbox.clock.advance(1)
    assert api.code("GET", crm) == 99991677
    api.token = "eyJhbGciOiJFUzI1NiJ9.x.y"
    assert api.code("GET", crm) == 99991668


def test_a_refresh_token_opens_nothing(api, as_user):
    api.token = as_user().refresh_token
    assert api.code("GET", "/im/v1/chats") == 99991668


def test_voided_tokens_take_the_users_along(api, sandbox, as_user):
    as_user()
    sandbox.faults.add("im.chat.list", "expire_tokens")
    assert api.code("GET", "/im/v1/chats") == 99991668


def test_a_user_lists_the_chats_the_user_is_in(api, people, as_user):
    as_user(people[0])
    assert [chat["name"] for chat in api.data("GET", "/im/v1/chats")["items"]] == ["高管群"]


def test_a_user_needs_scopes_of_their_own_for_messages(api, sandbox, people, as_user):
    chat = next(c for c in sandbox.world.state.chats.values() if c.name == "高管群")
    params = {"container_id_type": "chat", "container_id": chat.chat_id}
    message = {"receive_id": chat.chat_id, "msg_type": "text", "content": '{"text": "hi"}'}
    where = {"receive_id_type": "chat_id"}
    as_user(people[0], ["im:message"])
    assert api.code("GET", "/im/v1/messages", params=params) == 230027
    assert api.code("POST", "/im/v1/messages", params=where, json=message) == 230027
    as_user(people[0])
    sent = api.data("POST", "/im/v1/messages", params=where, json=message)
    assert sent["sender"]["id"] == people[0].open_id
    assert len(api.data("GET", "/im/v1/messages", params=params)["items"]) == 1


def test_a_user_writes_to_a_colleague_in_a_chat_of_two(api, sandbox, people, as_user):
    as_user(people[0])
    where = {"receive_id_type": "open_id"}
    message = {"receive_id": people[1].open_id, "msg_type": "text", "content": '{"text": "hi"}'}
    sent = api.data("POST", "/im/v1/messages", params=where, json=message)
    chat = sandbox.world.state.chats[sent["chat_id"]]
    assert (chat.members, chat.bots) == ([people[0].open_id, people[1].open_id], [])


@pytest.mark.parametrize(
    "allowed, code",
    [([], 0), (["127.0.0.1"], 0), (["127.0.0.0/8"], 0), (["203.0.113.7"], 99991401)],
)
def test_the_allow_list_guards_the_business_apis(api, sandbox, as_user, allowed, code):
    sandbox.app.ip_allow_list = allowed
    api.sign_in()
    assert api.code("GET", PROBE) == code
    as_user()
    assert api.code("GET", "/im/v1/chats") == code
    api.sign_in()
    if not code:
        assert api.call("GET", "/bot/v3/info")["bot"]["ip_white_list"] == allowed


def test_an_uninstalled_or_stopped_app_loses_its_tokens(api, sandbox):
    home = sandbox.world.state.tenant.tenant_key
    api.sign_in()
    sandbox.app.installs[home] = "stopped"
    assert api.code("GET", PROBE) == 99991662
    sandbox.app.installs[home] = "uninstalled"
    assert api.code("GET", PROBE) == 99991673
    body = {"app_id": sandbox.app.app_id, "app_secret": sandbox.app.app_secret}
    path = api.url("/auth/v3/tenant_access_token/internal")
    assert api.session.post(path, json=body).json()["code"] == 11210


def test_without_a_released_version_no_scope_has_an_effect(api, sandbox):
    sandbox.app.published = False
    assert api.code("GET", PROBE) == 99991672
    scopes = api.data("GET", "/application/v6/scopes")["scopes"]
    assert {scope["grant_status"] for scope in scopes} == {2}
    sandbox.behaviour.unpublished_token = False
    body = {"app_id": sandbox.app.app_id, "app_secret": sandbox.app.app_secret}
    path = api.url("/auth/v3/tenant_access_token/internal")
    assert api.session.post(path, json=body).json()["code"] == 10003


def test_limits_count_per_tenant(api, sandbox, store_app):
    sandbox._gateway._limiter.enabled = True
    sandbox.clock.freeze()
    home, second = sandbox.world.state.tenant, sandbox.world.add_tenant("Another company")
    api.token = sandbox.world.tokens.obtain(store_app, home.tenant_key)[0]
    codes = [api.code("GET", PROBE) for _ in range(51)]
    assert codes == [0] * 50 + [99991400]
    api.token = sandbox.world.tokens.obtain(store_app, second.tenant_key)[0]
    assert api.code("GET", PROBE) == 0


def test_calls_tell_who_called(api, sandbox, people, as_user):
    as_user(people[2])
    api.code("GET", "/im/v1/chats")
    call = sandbox.calls.of("im.chat.list")[0]
    assert (call.app_id, call.user) == (sandbox.app.app_id, people[2].open_id)
