"""Stand-ins for time and network, for the tests that need no server."""

from __future__ import annotations

import datetime as dt
import json
import typing as t
from collections import deque

from feishu_connect import ConnectionSettings, FeishuClient
from feishu_connect.transport import ConnectionLostError, Reply, Request

START = dt.datetime(2026, 1, 31, 8, 0, tzinfo=dt.timezone.utc)


class FakeClock:
    """A clock that stands still until somebody sleeps; chance always draws the middle."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []

    def now(self) -> dt.datetime:
        return START + dt.timedelta(seconds=self.seconds - 1000.0)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += max(0.0, seconds)

    def uniform(self, low: float, high: float) -> float:
        return (low + high) / 2


def reply(
    data: dict[str, t.Any] | None = None,
    *,
    code: int = 0,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **top: t.Any,
) -> Reply:
    """Build a reply of the API."""
    payload = {"code": code, "msg": "success" if code == 0 else "failed", **top}
    if data is not None:
        payload["data"] = data
    return Reply(
        status,
        {"Content-Type": "application/json", "X-Tt-Logid": "log-1", **(headers or {})},
        json.dumps(payload).encode(),
    )


def html(status: int) -> Reply:
    """Build the page of a proxy."""
    return Reply(status, {"Content-Type": "text/html"}, b"<html>Bad Gateway</html>")


def token_reply(token: str = "t-token-000000000001", expire: int = 7200) -> Reply:
    """Build the flat reply of the token endpoint."""
    return reply(tenant_access_token=token, expire=expire)


Step = t.Union[Reply, ConnectionLostError, "t.Callable[[Request], Reply]"]


class ScriptedTransport:
    """Answers business calls from a script, in order, and token calls by themselves."""

    def __init__(self, *script: Step, tokens: t.Iterable[Step] = ()) -> None:
        self.script = deque(script)
        self.tokens = deque(tokens)
        self.sent: list[Request] = []
        self.token_calls = 0

    def send(self, request: Request) -> Reply:
        if "/auth/v3/" in request.url:
            self.token_calls += 1
            step: Step = self.tokens.popleft() if self.tokens else token_reply()
        else:
            self.sent.append(request)
            step = self.script.popleft()
        if isinstance(step, ConnectionLostError):
            raise step
        return step if isinstance(step, Reply) else step(request)


def settings(**more: t.Any) -> ConnectionSettings:
    """Build settings that point at Feishu."""
    return ConnectionSettings.from_config(
        {"app_id": "cli_a000000000000001", "app_secret": "secret-of-the-tests", **more}
    )


def client(
    transport: ScriptedTransport, clock: FakeClock | None = None, **more: t.Any
) -> FeishuClient:
    """Build a client that talks to a script."""
    return FeishuClient(settings(**more), transport=transport, clock=clock or FakeClock())
