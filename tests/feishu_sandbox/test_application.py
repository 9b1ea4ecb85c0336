from __future__ import annotations


def test_scopes_are_listed_with_their_status(api):
    scopes = api.data("GET", "/application/v6/scopes")["scopes"]
    status = {scope["scope_name"]: scope["grant_status"] for scope in scopes}
    assert status["bitable:app"] == 1
    assert status["approval:approval:readonly"] == 2
    assert "drive:drive" not in status


def test_the_tenant_shows_its_domain_with_a_scope_only(api, sandbox):
    tenant = api.data("GET", "/tenant/v2/tenant/query")["tenant"]
    assert tenant["domain"] == "stardust.feishu.cn"
    del sandbox.app.scopes["tenant:tenant.domain:read"]
    assert "domain" not in api.data("GET", "/tenant/v2/tenant/query")["tenant"]


def test_the_bot_reply_is_flat(api, sandbox):
    reply = api.call("GET", "/bot/v3/info")
    assert reply["bot"]["activate_status"] == 2
    assert "data" not in reply
    sandbox.app.bot = False
    assert api.code("GET", "/bot/v3/info") == 11205


def test_scopes_may_be_listed_with_their_identity(api, sandbox):
    sandbox.behaviour.scope_types = True
    scopes = api.data("GET", "/application/v6/scopes")["scopes"]
    named = {(scope["scope_type"], scope["scope_name"]) for scope in scopes}
    assert {("tenant", "bitable:app"), ("user", "bitable:app"), ("user", "offline_access")} <= named
    assert ("tenant", "offline_access") not in named


def test_the_app_describes_itself(api, sandbox):
    path = "/application/v6/applications"
    app = api.data("GET", f"{path}/me?lang=zh_cn")["app"]
    assert (app["app_id"], app["status"], app["scene_type"]) == (sandbox.app.app_id, 1, 0)
    assert app["redirect_urls"] == sandbox.app.redirect_urls
    assert app["online_version_id"].startswith("oav_")
    assert app["unaudit_version_id"] == ""
    kinds = {scope["scope"]: scope["token_types"] for scope in app["scopes"]}
    assert kinds["bitable:app"] == ["tenant", "user"]
    assert kinds["offline_access"] == ["user"]
    assert "approval:approval:readonly" not in kinds
    sandbox.app.pending_version = True
    app = api.data("GET", f"{path}/{sandbox.app.app_id}?lang=en_us")["app"]
    assert app["unaudit_version_id"].startswith("oav_")


def test_asking_for_an_app_has_its_codes(api, sandbox, store_app):
    path = "/application/v6/applications"
    other = sandbox.world.add_app("Neighbour", []).app_id
    assert api.code("GET", f"{path}/me") == 99992402
    assert api.code("GET", f"{path}/cli_0?lang=zh_cn") == 210503
    assert api.code("GET", f"{path}/{store_app.app_id}?lang=zh_cn") == 210504
    assert api.code("GET", f"{path}/{other}?lang=zh_cn") == 210508
    sandbox.app.scopes["admin:app.info:readonly"] = 1
    assert api.data("GET", f"{path}/{other}?lang=zh_cn")["app"]["app_name"] == "Neighbour"
