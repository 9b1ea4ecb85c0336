"""One attempt of a user to sign in: the link to open, and the redirect that answers it.

`/common-capabilities/sso/api/obtain-oauth-code`
"""

from __future__ import annotations

import hmac
import secrets
import typing as t
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from feishu_connect import regions
from feishu_connect.errors import SettingsError, SignInError
from feishu_connect.oauth.pkce import challenge_of, new_verifier

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from feishu_connect.settings import ConnectionSettings

#: Without it there is no refresh token, and the sign-in ends after two hours.
OFFLINE_ACCESS = "offline_access"
#: Scopes that one sign-in may ask for.
MAX_SCOPES = 50
_AUTHORIZE = "/open-apis/authen/v1/authorize"
_AGAIN = "Run `feishu-connect login` again and follow the link that it prints"


class DeniedError(SignInError):
    """The user did not agree."""


class WrongStateError(SignInError):
    """The redirect does not belong to this attempt: an older link, or a forgery."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was sent out with the browser, and is needed again when it comes back."""

    url: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def begin(cls, settings: ConnectionSettings, scopes: Iterable[str]) -> Attempt:
        """Make the link; `offline_access` is added to the scopes.

        Raises:
            SettingsError: More scopes than Feishu takes in one sign-in.
        """
        wanted = tuple(dict.fromkeys([*sorted(scopes), OFFLINE_ACCESS]))
        if len(wanted) > MAX_SCOPES:
            problem = (
                f"it needs {len(wanted)} scopes of the user, and one sign-in takes {MAX_SCOPES}: "
                "select fewer streams or routes"
            )
            raise SettingsError([problem])
        state, verifier = secrets.token_urlsafe(32), new_verifier()
        query = {
            "client_id": settings.app_id,
            "response_type": "code",
            "redirect_uri": settings.redirect_uri,
            "scope": " ".join(wanted),
            "state": state,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
            # Scopes may have been added since the user agreed last.
            "prompt": "consent",
        }
        root = regions.accounts_url(settings.base_url)
        url = f"{root}{_AUTHORIZE}?{urlencode(query, quote_via=quote)}"
        return cls(url, settings.redirect_uri, wanted, state, verifier)

    def code(self, redirected: str) -> str:
        """Read the authorization code out of the address to which the browser was sent back.

        Raises:
            WrongStateError: The state is missing, or another one.
            DeniedError: The user did not agree.
            SignInError: There is no code in it.
        """
        query = parse_qs(urlsplit(redirected.strip()).query, keep_blank_values=True)
        state = _only(query, "state")
        if not hmac.compare_digest(state.encode(), self.state.encode()):
            msg = "The redirect does not belong to this sign-in: its state is missing or wrong"
            raise WrongStateError(msg, cure=_AGAIN)
        error = _only(query, "error")
        if error == "access_denied":
            msg = "Access was denied on the sign-in page"
            raise DeniedError(msg, cure="Sign in again and agree, or use identity `app`")
        code = _only(query, "code")
        if error or not code:
            msg = "The sign-in page sent back an error instead of a code"
            raise SignInError(msg, cure=_AGAIN)
        return code


def _only(query: dict[str, list[str]], name: str) -> str:
    """A parameter that is given twice is as good as none."""
    values = query.get(name, [])
    return values[0] if len(values) == 1 else ""
