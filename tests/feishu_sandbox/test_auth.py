from __future__ import annotations

import pytest

TENANT = "/auth/v3/tenant_access_token/internal"
APP = "/auth/v3/app_access_token/internal"
PROBE = "/tenant/v2/tenant/query"


@pytest.fixture
def credentials(sandbox):
    return {key: sandbox.config[key] for key in ("app_id", "app_secret")}


def ask(api, body, path=TENANT):
    return api.session.post(api.url(path), json=body)


def test_a_token_reply_is_flat(api, credentials):
    reply = ask(api, credentials)
    assert set(reply.json()) == {"code", "msg", "tenant_access_token", "expire"}
    assert reply.json()["tenant_access_token"].startswith("t-")
    assert reply.json()["expire"] == 7200


def test_the_app_token_of_a_custom_app_is_its_tenant_token(api, credentials):
    reply = ask(api, credentials, APP).json()
    assert reply["app_access_token"] == reply["tenant_access_token"]


@pytest.mark.parametrize("path", [TENANT, APP])
@pytest.mark.parametrize(
    "change, code",
    [
        ({"app_id": "cli_0000000000000000"}, 10003),
        ({"app_id": ""}, 10003),
        ({"app_secret": "wrong"}, 10015),
    ],
)
def test_bad_credentials_are_refused_flat_and_with_http_200(api, credentials, path, change, code):
    reply = ask(api, {**credentials, **change}, path)
    assert reply.status_code == 200
    assert reply.json()["code"] == code
    assert "data" not in reply.json()


def test_a_missing_secret_is_an_invalid_parameter(api, credentials):
    assert ask(api, {"app_id": credentials["app_id"]}).json()["code"] == 10003


def test_an_app_of_the_other_region_is_unauthorised(api, sandbox):
    stranger = next(a for a in sandbox.world.state.apps.values() if a.region == "lark")
    body = {"app_id": stranger.app_id, "app_secret": stranger.app_secret}
    assert ask(api, body).json()["code"] == 10014


def test_the_same_token_comes_back_while_half_an_hour_remains(api, sandbox, credentials):
    sandbox.clock.freeze()
    first = ask(api, credentials).json()
    sandbox.clock.advance(7200 - 1800)
    again = ask(api, credentials).json()
    assert again["tenant_access_token"] == first["tenant_access_token"]
    assert again["expire"] == 1800


def test_below_half_an_hour_a_new_token_comes_and_both_are_valid(api, sandbox, credentials):
    sandbox.clock.freeze()
    old = ask(api, credentials).json()["tenant_access_token"]
    sandbox.clock.advance(7200 - 1799)
    fresh = ask(api, credentials).json()
    assert fresh["tenant_access_token"] != old
    assert fresh["expire"] == 7200
    for token in (old, fresh["tenant_access_token"]):
        api.token = token
        assert api.code("GET", PROBE) == 0


def test_a_token_ends_with_its_own_life(api, sandbox):
    sandbox.clock.freeze()
    api.sign_in()
    sandbox.clock.advance(7200)
    reply = api.send("GET", PROBE)
    assert (reply.status_code, reply.json()["code"]) == (400, 99991663)


@pytest.mark.parametrize(
    "header, code",
    [
        (None, 99991661),
        ("", 99991661),
        ("Bearer ", 99991661),
        ("Basic dDp0", 99991661),
        ("Bearer t-unknown", 99991663),
        ("Bearer u-someone", 99991668),
        ("Bearer nonsense", 99991671),
    ],
)
def test_a_wrong_authorization_header_is_told_apart(api, header, code):
    headers = {} if header is None else {"Authorization": header}
    reply = api.session.get(api.url(PROBE), headers=headers)
    assert reply.status_code == 400
    assert reply.json()["code"] == code


def test_a_disabled_app_is_refused_everywhere(api, sandbox, credentials):
    api.sign_in()
    sandbox.app.enabled = False
    assert api.code("GET", PROBE) == 99991662
    assert ask(api, credentials).json()["code"] == 10014


def test_a_missing_scope_names_every_acceptable_one(api, sandbox):
    sandbox.app.scopes.pop("bitable:app")
    base = sandbox.config["bases"][0]
    reply = api.send("GET", f"/bitable/v1/apps/{base}")
    error = reply.json()["error"]
    assert (reply.status_code, reply.json()["code"]) == (400, 99991672)
    assert error["permission_violations"] == [
        {"type": "action_scope_required", "subject": scope}
        for scope in ("base:app:read", "bitable:app", "bitable:app:readonly")
    ]
    assert error["helps"][0]["url"] == (
        f"https://open.feishu.cn/app/{sandbox.app.app_id}/auth"
        "?q=base:app:read,bitable:app,bitable:app:readonly&op_from=openapi&token_type=tenant"
    )


def test_a_requested_but_not_granted_scope_does_not_count(api, sandbox):
    sandbox.app.scopes["tenant:tenant:readonly"] = 2
    assert api.code("GET", PROBE) == 99991672


def test_every_reply_carries_trace_headers_and_failures_a_log_id(api, credentials):
    good, bad = ask(api, credentials), api.send("GET", "/wiki/v2/spaces/get_node")
    for reply in (good, bad):
        assert reply.headers["X-Tt-Logid"]
        assert reply.headers["X-Request-Id"]
    assert bad.json()["error"]["log_id"] == bad.headers["X-Tt-Logid"]


def test_an_unknown_path_or_method_has_its_own_code(api):
    path, method = api.send("GET", "/no/such"), api.send("DELETE", PROBE)
    assert (path.status_code, path.json()["code"]) == (404, 99991201)
    assert (method.status_code, method.json()["code"]) == (405, 99991301)


def test_a_body_has_to_be_declared_as_json(api):
    api.sign_in()
    path = "/contact/v3/users/batch_get_id"
    reply = api.send("POST", path, data='{"emails": []}', headers={"Content-Type": "text/plain"})
    assert reply.json()["code"] == 9499
    assert api.session.post(api.url(TENANT), json=[1]).json()["code"] == 10003
