"""Judge a reply: the data it carries, or the error it means."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect import regions
from feishu_connect.codes import Action, Resolution, resolve, resolve_status
from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.errors import (
    AccessError,
    AmbiguousWriteError,
    CredentialsError,
    FeishuError,
    RegionError,
    RetriesExhaustedError,
    ScopeError,
)
from feishu_connect.retrying import PassingError
from feishu_connect.servertext import dig, missing_scopes, server_text

if t.TYPE_CHECKING:
    from feishu_connect.redaction import Redactor
    from feishu_connect.transport import ConnectionLostError, Reply

#: The signed-in user has not granted a scope; 99991672 is its twin for the app.
_USER_LACKS_SCOPE = 99991679
#: How Feishu says, under the code of an expired token, that a token is of the wrong kind.
_WRONG_KIND = "not support"

_OK = 200
_SERVER_ERROR = 500


class TokenRefusedError(Exception):
    """The access token was refused; a signal to refresh it, never shown to users."""

    def __init__(self, final: FeishuError) -> None:
        """Keep what the user sees when the refreshed token is refused too."""
        super().__init__(final.message)
        self.final = final


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides whether a failed call may be sent again."""

    #: An idempotency key is in the request.
    keyed: bool = False
    #: The object was made moments ago: "not found" is replica lag.
    fresh: bool = False
    #: A smaller page can still be asked for.
    shrinkable: bool = False


class Judge:
    """Turns replies into data or errors; knows the app, so that cures can link to its console."""

    def __init__(
        self, *, base_url: str, app_id: str, redactor: Redactor, identity: str = "app"
    ) -> None:
        """Keep what messages need, and whose token is sent."""
        self._identity = identity
        self._base_url = base_url
        self._app_id = app_id
        self._redactor = redactor

    def data(self, endpoint: Endpoint, reply: Reply, how: Circumstances) -> dict[str, t.Any]:
        """Give the reply's data, `{}` where there is none.

        Raises:
            FeishuError: The call failed for good.
            PassingError: It failed in a way that may pass.
            TokenRefusedError: The token has to be refreshed.
        """
        payload = reply.payload
        if payload is not None and endpoint.old_code and "code" not in payload:
            payload = {**payload, "code": payload.get(endpoint.old_code)}
        code = payload.get("code") if payload is not None else None
        if payload is None or not isinstance(code, int):
            raise self._unreadable(endpoint, reply, how)
        if code == 0 or resolve(code, reply.status).action is Action.SUCCESS:
            data = payload if endpoint.flat else payload.get("data")
            return data if isinstance(data, dict) else {}
        raise self._failure(endpoint, reply, payload, how)

    def lost(
        self,
        endpoint: Endpoint,
        error: ConnectionLostError,
        how: Circumstances,
        *,
        patient: bool,
    ) -> Exception:
        """Judge an exchange that brought no reply; `patient` where the host has answered before."""
        final = RetriesExhaustedError(
            f"No reply from {self._base_url}: {error}",
            cure="Check base_url, the network and the proxy settings",
            endpoint=endpoint.name,
        )
        if not error.sent:
            return PassingError(Action.UNSURE if patient else Action.FEW, final)
        return self._unsure(endpoint, final, how)

    def _failure(
        self,
        endpoint: Endpoint,
        reply: Reply,
        payload: dict[str, t.Any],
        how: Circumstances,
    ) -> Exception:
        resolution = resolve(int(payload["code"]), reply.status)
        final = self._final(endpoint, reply, payload, resolution)
        action, shrink = resolution.action, resolution.shrink
        if action is Action.WAIT:
            told = reply.number("x-ogw-ratelimit-reset")
            return PassingError(action, final, told=resolution.wait if told is None else told)
        if action is Action.UNSURE:
            return self._unsure(endpoint, final, how, shrink=shrink)
        if action in {Action.RETRY, Action.FEW} or (action is Action.FRESH and how.fresh):
            return PassingError(action, final, shrink=shrink)
        if action is Action.VERIFY:
            return _ambiguous(final)
        if action is Action.REFRESH and not endpoint.anonymous:
            identity = "app" if endpoint.by_app else self._identity
            wrong_kind = self._wrong_kind(identity, payload, resolution)
            return self._other_kind(identity, final) if wrong_kind else TokenRefusedError(final)
        can_shrink = shrink and how.shrinkable
        return PassingError(Action.RETRY, final, shrink=True) if can_shrink else final

    @staticmethod
    def _wrong_kind(identity: str, payload: dict[str, t.Any], resolution: Resolution) -> bool:
        """Tell whether the call takes another kind of token, so that a new one would not help."""
        foreign = identity == "user" and resolution.identity == "app"
        return foreign or _WRONG_KIND in server_text(payload)

    @staticmethod
    def _other_kind(identity: str, final: FeishuError) -> AccessError:
        other = "app" if identity == "user" else "user"
        error = AccessError(
            f"This API does not take the {identity}'s token: {final.message}",
            cure=f"Read it with identity `{other}`",
            code=final.code,
            log_id=final.log_id,
            endpoint=final.endpoint,
        )
        error.is_of_all = True
        return error

    def _unsure(
        self,
        endpoint: Endpoint,
        final: FeishuError,
        how: Circumstances,
        *,
        shrink: bool = False,
    ) -> Exception:
        """A write whose reply says nothing about its effect is repeated only where that is safe."""
        safe = endpoint.repeat is Repeat.SAFE or (endpoint.repeat is Repeat.KEYED and how.keyed)
        return PassingError(Action.UNSURE, final, shrink=shrink) if safe else _ambiguous(final)

    def _unreadable(self, endpoint: Endpoint, reply: Reply, how: Circumstances) -> Exception:
        kind = reply.headers.get("Content-Type", "unknown").split(";")[0]
        if reply.status >= _SERVER_ERROR or reply.status == _OK:
            final: FeishuError = RetriesExhaustedError(
                f"Feishu answered HTTP {reply.status} with {kind} instead of JSON",
                cure="Feishu or a proxy before it is in trouble; run again later",
                log_id=reply.log_id,
                endpoint=endpoint.name,
            )
            return self._unsure(endpoint, final, how)
        resolution = resolve_status(reply.status)
        final = RegionError(
            f"{self._base_url} answered HTTP {reply.status} with {kind}: it is not the Feishu API",
            cure="Set base_url to `feishu`, `lark` or your proxy's address",
            endpoint=endpoint.name,
        )
        if resolution.action is Action.WAIT:
            return PassingError(Action.WAIT, final, told=reply.number("x-ogw-ratelimit-reset"))
        return final

    def _final(
        self,
        endpoint: Endpoint,
        reply: Reply,
        payload: dict[str, t.Any],
        resolution: Resolution,
    ) -> FeishuError:
        details: dict[str, t.Any] = {
            "code": payload["code"],
            "log_id": reply.log_id or dig(payload, "error", "log_id"),
            "endpoint": endpoint.name,
            "field": resolution.setting,
        }
        if resolution.error is ScopeError:
            return self._scope_error(endpoint, payload, details)
        text = self._redactor.clean(server_text(payload))
        message = f"{resolution.meaning[:1].upper()}{resolution.meaning[1:]}: {text}"
        cure = resolution.cure
        if resolution.error is CredentialsError:
            message += f" (host {self._base_url}, app {self._app_id})"
            cure += f"; if the app was made in the other region, set base_url to `{self._other()}`"
        final = resolution.error(message, cure=cure, **details)
        final.is_of_all = resolution.of_all
        return final

    def _scope_error(
        self, endpoint: Endpoint, payload: dict[str, t.Any], details: dict[str, t.Any]
    ) -> ScopeError:
        scopes = missing_scopes(payload) or list(endpoint.scopes)
        user = details["code"] == _USER_LACKS_SCOPE
        identity = "user" if user else "app"
        url = regions.scope_url(self._base_url, self._app_id, scopes, identity=identity)
        who = "signed-in user has not granted" if user else "app lacks"
        again = ", and sign in again with `feishu-connect login`" if user else ""
        return ScopeError(
            f"The {who} a scope; any one of these is enough: {', '.join(scopes)}",
            cure=f"Grant it at {url} and publish a new version of the app{again}",
            scopes=scopes,
            console_url=url,
            **details,
        )

    def _other(self) -> str:
        return regions.other_region(self._base_url)


def _ambiguous(final: FeishuError) -> AmbiguousWriteError:
    return AmbiguousWriteError(
        final.message,
        cure="The write may have landed: look before running again",
        code=final.code,
        log_id=final.log_id,
        endpoint=final.endpoint,
    )
