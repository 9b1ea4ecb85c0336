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
