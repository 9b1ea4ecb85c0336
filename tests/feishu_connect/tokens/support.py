"""A store in memory, and a platform that answers by path."""

from __future__ import annotations

import contextlib
import threading
import typing as t
from collections import defaultdict, deque

from feishu_connect import FeishuClient
from feishu_connect.store import AppTicket, Tenant, UserGrant
from feishu_connect.transport import ConnectionLostError, Reply, Request
from tests.support import START, FakeClock, reply, settings


class FakeStore:
    """What `Store` promises, without a file."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.ticket: AppTicket | None = None
        self.known: dict[str, Tenant] = {}
        self.grant: UserGrant | None = None
        self.history: list[str] = []
        self._mutex = threading.Lock()

    def app_ticket(self) -> AppTicket | None:
        return self.ticket

    def save_app_ticket(self, value: str) -> None:
        self.ticket = AppTicket(value, self.clock.now())

    def tenants(self) -> list[Tenant]:
        return list(self.known.values())

    def learn_tenant(self, tenant_key: str, state: t.Any = "active") -> None:
        self.known[tenant_key] = Tenant(tenant_key, state, START)

    def user_token(self, user: str = "") -> UserGrant | None:
        assert user == ""
        return self.grant

    def save_user_token(self, grant: UserGrant, user: str = "") -> None:
        assert user == ""
        self.history.append(f"saved {grant.refresh_token}")
        self.grant = grant

    @contextlib.contextmanager
    def lock(self, name: str, *, timeout: float = 60):
        assert timeout >= 60
        with self._mutex:
            self.history.append(f"locked {name}")
            yield
            self.history.append(f"freed {name}")


Answer = t.Union[Reply, ConnectionLostError, "t.Callable[[Request], Reply]"]


class Platform:
    """Answers each path from its own queue; the last answer of a queue stays."""

    def __init__(self, **answers: t.Any) -> None:
        self.answers: dict[str, deque[Answer]] = defaultdict(deque)
        self.sent: list[Request] = []
        self._lock = threading.Lock()
        for path, given in answers.items():
            self.add(path, *(given if isinstance(given, (list, tuple)) else [given]))

    def add(self, path: str, *answers: Answer) -> None:
        self.answers[path].extend(answers)

    def send(self, request: Request) -> Reply:
        with self._lock:
            self.sent.append(request)
            path = name_of(request)
            queue = self.answers[path]
            answer = queue.popleft() if len(queue) > 1 else queue[0]
        if isinstance(answer, ConnectionLostError):
            raise answer
        return answer if isinstance(answer, Reply) else answer(request)

    def calls(self, path: str) -> list[Request]:
        return [request for request in self.sent if name_of(request) == path]


NAMES = {
    "/auth/v3/app_access_token": "app_token",
    "/auth/v3/tenant_access_token": "tenant_token",
    "/auth/v3/tenant_access_token/internal": "tenant_token",
    "/auth/v3/app_ticket/resend": "resend",
    "/authen/v2/oauth/token": "oauth",
    "/authen/v1/user_info": "user_info",
}


def name_of(request: Request) -> str:
    path = request.url.partition("/open-apis")[2]
    return NAMES.get(path, "business")


def app_token(value: str = "a-app-000000000001", expire: int = 7200) -> Reply:
    return reply(app_access_token=value, expire=expire)


def tenant_token(value: str = "t-tenant-0000000001", expire: int = 7200) -> Reply:
    return reply(tenant_access_token=value, expire=expire)


def granted(number: int, *, life: int = 7200, **more: t.Any) -> Reply:
    """Build the reply of the OAuth token endpoint."""
    tokens = {
        "access_token": access(number),
        "expires_in": life,
        "refresh_token": refresh(number),
        "refresh_token_expires_in": 604800,
        "token_type": "Bearer",
        "scope": "offline_access bitable:app:readonly",
    }
    return reply(**{**tokens, **more})


def refused(code: int, status: int = 400) -> Reply:
    """Build a failure of the OAuth token endpoint, which has no `msg`."""
    return reply(code=code, status=status, msg=None, error="x", error_description="The words")


def access(number: int) -> str:
    return f"eyJhbGciOiJFUzI1NiIs.access-{number:04}"


def refresh(number: int) -> str:
    return f"eyJhbGciOiJFUzI1NiIs.refresh-{number:04}"


def client(platform: Platform, store: t.Any, clock: FakeClock, **more: t.Any) -> FeishuClient:
    return FeishuClient(settings(**more), transport=platform, clock=clock, store=store)
