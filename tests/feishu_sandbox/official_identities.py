"""The official client as a store app and for a signed-in user."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lark_oapi import AccessTokenType, AppType, BaseRequest, Client, HttpMethod, RequestOption
from lark_oapi.api.application.v6 import GetApplicationRequest
from lark_oapi.api.auth.v3 import ResendAppTicketRequest, ResendAppTicketRequestBody
from lark_oapi.api.authen.v1 import GetUserInfoRequest
from lark_oapi.api.bitable.v1 import GetAppRequest
from lark_oapi.api.tenant.v2 import QueryTenantRequest

if TYPE_CHECKING:
    from feishu_sandbox import App, Sandbox


def use_app_details(lark: Client, sandbox: Sandbox) -> None:
    """Ask the app about itself."""
    request = GetApplicationRequest.builder().app_id("me").lang("zh_cn").build()
    app = lark.application.v6.application.get(request).data.app
    assert (app.app_id, app.scene_type, app.status) == (sandbox.app.app_id, 0, 1)


def client_of(app: App, sandbox: Sandbox) -> Client:
    """Return the official client of a store app."""
    builder = Client.builder().app_id(app.app_id).app_secret(app.app_secret).domain(sandbox.url)
    return builder.app_type(AppType.ISV).build()


def use_store_app(sandbox: Sandbox, app: App) -> None:
    """Go from no ticket to a call in two tenants."""
    isv = client_of(app, sandbox)
    body = ResendAppTicketRequestBody.builder().app_id(app.app_id).app_secret(app.app_secret)
    request = ResendAppTicketRequest.builder().request_body(body.build()).build()
    assert isv.auth.v3.app_ticket.resend(request).success()
    sandbox.world.courier.agenda.run_due()
    ticket = sandbox.deliveries.of("app_ticket")[-1].payload["event"]["app_ticket"]
    for tenant in (sandbox.world.state.tenant, sandbox.world.add_tenant("Another company")):
        sandbox.install(app, tenant)
        option = RequestOption.builder().app_ticket(ticket).tenant_key(tenant.tenant_key).build()
        found = isv.tenant.v2.tenant.query(QueryTenantRequest.builder().build(), option)
        assert found.data.tenant.tenant_key == tenant.tenant_key


def use_sign_in(lark: Client, sandbox: Sandbox) -> None:
    """Renew a user's tokens and read as this user."""
    grant = sandbox.sign_in()
    request = BaseRequest.builder().http_method(HttpMethod.POST)
    request = request.uri("/open-apis/authen/v2/oauth/token").body(
        {
            "grant_type": "refresh_token",
            "client_id": sandbox.app.app_id,
            "client_secret": sandbox.app.app_secret,
            "refresh_token": grant.refresh_token,
        }
    )
    fresh: dict[str, Any] = json.loads(lark.request(request.build()).raw.content)
    option = RequestOption.builder().user_access_token(fresh["access_token"]).build()
    user = _for_user(lark, sandbox)
    info = user.authen.v1.user_info.get(GetUserInfoRequest.builder().build(), option)
    assert info.data.open_id == grant.open_id
    request = GetAppRequest.builder().app_token(sandbox.config["bases"][0]).build()
    request.token_types = {AccessTokenType.USER}
    assert user.bitable.v1.app.get(request, option).success()


def _for_user(lark: Client, sandbox: Sandbox) -> Client:
    builder = Client.builder().app_id(lark._config.app_id).domain(sandbox.url)
    return (
        builder.app_secret(lark._config.app_secret).enable_set_token(enable_set_token=True).build()
    )
