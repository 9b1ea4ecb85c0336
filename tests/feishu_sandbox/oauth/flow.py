"""An app's side of the sign-in: the authorize page without a browser, and the token endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from feishu_sandbox.oauth.routes import PATH

if TYPE_CHECKING:
    import requests

    from feishu_sandbox import App, Sandbox
    from tests.feishu_sandbox.conftest import Api

REDIRECT = "http://localhost:8371/callback"


class SignIn:
    """Asks as the app does; parameters that are None are left out."""

    def __init__(self, sandbox: Sandbox, api: Api) -> None:
        self.sandbox = sandbox
        self.session = api.session
        self.app: App = sandbox.app
        self.user = next(iter(sandbox.world.state.users.values()))

    def query(self, **changes: str | None) -> dict[str, str]:
        given = {
            "client_id": self.app.app_id,
            "response_type": "code",
            "redirect_uri": REDIRECT,
            "scope": "bitable:app offline_access",
            "state": "xyz",
            **changes,
        }
        return {name: value for name, value in given.items() if value is not None}

    def page(self, **changes: str | None) -> requests.Response:
        return self.session.get(
            self.sandbox.url + PATH,
            params=self.query(**changes),
            allow_redirects=False,
            timeout=10,
        )

    def decide(
        self, decision: str = "allow", user: str = "", **changes: str | None
    ) -> requests.Response:
        return self.session.post(
            self.sandbox.url + PATH,
            params=self.query(**changes),
            data={"decision": decision, "user": user or self.user.open_id},
            allow_redirects=False,
            timeout=10,
        )

    def code(self, **changes: str | None) -> str:
        """Let the user allow it, and return the code that comes back."""
        return back(self.decide(**changes))["code"]

    def post(self, body: dict[str, Any], **options: Any) -> requests.Response:
        url = self.sandbox.url + "/open-apis/authen/v2/oauth/token"
        return self.session.post(url, json=body, timeout=10, **options)

    def credentials(self) -> dict[str, Any]:
        return {"client_id": self.app.app_id, "client_secret": self.app.app_secret}

    def exchange(self, code: str, **changes: Any) -> dict[str, Any]:
        """Exchange a code."""
        given = {
            "grant_type": "authorization_code",
            **self.credentials(),
            "code": code,
            "redirect_uri": REDIRECT,
            **changes,
        }
        body = {name: value for name, value in given.items() if value is not None}
        reply: dict[str, Any] = self.post(body).json()
        return reply

    def refresh(self, token: str, **changes: Any) -> dict[str, Any]:
        """Exchange a refresh token."""
        given = {
            "grant_type": "refresh_token",
            **self.credentials(),
            "refresh_token": token,
            **changes,
        }
        body = {name: value for name, value in given.items() if value is not None}
        reply: dict[str, Any] = self.post(body).json()
        return reply


def back(response: requests.Response) -> dict[str, str]:
    """Return the query of the address that the browser is sent back to."""
    assert response.status_code == 303, response.text
    query = parse_qs(urlsplit(response.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}
