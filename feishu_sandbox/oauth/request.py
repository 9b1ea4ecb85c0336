"""What the authorize page is asked for, and where the answer goes.

Docs: /common-capabilities/sso/api/obtain-oauth-code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.oauth.book import Asked
from feishu_sandbox.oauth.checks import check_app, check_install, read_scopes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feishu_sandbox.model import App, User
    from feishu_sandbox.world import World

MAX_SCOPES = 50
_METHODS = ("plain", "S256")


@dataclass(frozen=True, slots=True)
class AuthorizeRequest:
    """A request that passed all checks; `state` is None when none was given."""

    app: App
    asked: Asked
    state: str | None
    consent: bool

    def answer(self, **members: str) -> str:
        """Return the address to go back to; a fragment stays at the end."""
        if self.state is not None:
            members["state"] = self.state
        parts = urlsplit(self.asked.redirect_uri)
        query = "&".join(filter(None, [parts.query, urlencode(members)]))
        return urlunsplit(parts._replace(query=query))


def read_request(world: World, query: Mapping[str, str]) -> AuthorizeRequest:
    """Check the parameters of the page.

    Raises:
        ApiError: 20001 for a missing parameter, 20048, 20046, 20069 and 20009 for the app, 20029
            for a redirect_uri that is not registered, 20027 for a scope that is not enabled,
            20067 for a repeated scope, 20063 for too many scopes or a foreign PKCE method.
    """
    app = check_app(world, query.get("client_id"))
    if app.region != world.state.region:
        raise ApiError(20046)
    check_install(app, world.state.tenant.tenant_key)
    if query.get("redirect_uri") not in app.redirect_urls:
        raise ApiError(20029)
    if query.get("response_type") != "code":
        raise ApiError(20001)
    method = query.get("code_challenge_method") or _METHODS[0]
    scopes = read_scopes(query.get("scope"))
    if len(scopes) > MAX_SCOPES or method not in _METHODS:
        raise ApiError(20063)
    if not all(app.offers(scope) for scope in scopes):
        raise ApiError(20027)
    return AuthorizeRequest(
        app=app,
        asked=Asked(scopes, query["redirect_uri"], query.get("code_challenge", ""), method),
        state=query.get("state"),
        consent=query.get("prompt") == "consent",
    )


def allow(world: World, asked: AuthorizeRequest, user: User) -> str:
    """Record the consent of a user and return the address to go to, with a fresh code."""
    code = world.oauth.issue_code(asked.app, user, world.state.tenant, asked.asked)
    return asked.answer(code=code.code)
