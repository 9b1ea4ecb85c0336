from __future__ import annotations

import typing as t

import pytest

from feishu_connect.receiver import build_app
from tests.feishu_connect.receiver.asgi import Answer, ask
from tests.feishu_connect.receiver.support import MemoryStore, Post, Settings
from tests.support import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(clock: FakeClock) -> MemoryStore:
    return MemoryStore(clock)


class Receiving:
    """A receiver, and what can be asked of it."""

    def __init__(self, app: t.Any) -> None:
        self.app = app

    def post(self, post: Post, path: str = "/events") -> Answer:
        return ask(self.app, "POST", path, headers=post.headers, body=[post.body])

    def get(self, url: str) -> Answer:
        return ask(self.app, "GET", url)

    def counts(self) -> dict[str, t.Any]:
        return self.get("/healthz").json()


@pytest.fixture
def receiving(clock: FakeClock, store: MemoryStore) -> t.Callable[..., Receiving]:
    """Build a receiver whose store is in memory."""

    def build(settings: Settings, **more: t.Any) -> Receiving:
        return Receiving(build_app(settings, t.cast("t.Any", store), clock=clock, **more))

    return build
