"""Let a run die at any point: before and after each call, before and after each ledger entry.

What a killed process leaves behind is what Feishu has carried out and what is on the disk. A run
in this process that ends by an exception which nobody catches leaves the same.
"""

from __future__ import annotations

import typing as t

from feishu_connect import FeishuClient
from feishu_connect.redaction import Redactor
from feishu_connect.store import ledgers
from feishu_connect.transport import HttpTransport
from target_feishu.target import TargetFeishu
from tests.target_feishu.support import Line, SkippingClock, feed

if t.TYPE_CHECKING:
    import pytest

    from feishu_connect.transport import Reply, Request
    from feishu_sandbox import Sandbox


class Killed(BaseException):
    """The end of a process that was given no chance."""


class Points:
    """Counts the points at which a run can die, and ends it at one of them."""

    def __init__(self, deadly: int = 0) -> None:
        self.passed = 0
        self._deadly = deadly

    def __call__(self) -> None:
        self.passed += 1
        if self.passed == self._deadly:
            raise Killed


class MortalTransport(HttpTransport):
    """Sends requests, with a point before and one after each."""

    def __init__(self, points: Points) -> None:
        super().__init__(read_timeout=60, redactor=Redactor(), user_agent="tests")
        self._points = points

    def send(self, request: Request) -> Reply:
        if "/auth/v3/" in request.url:
            return super().send(request)
        self._points()
        reply = super().send(request)
        self._points()
        return reply


def run_until(
    sandbox: Sandbox, config: Line, lines: t.Sequence[Line], deadly: int, patch: pytest.MonkeyPatch
) -> int:
    """Run a target up to a point, or to the end of its input; give the points that it passed."""
    points = Points(deadly)
    known = {key: sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
    with patch.context() as each:
        each.setattr(ledgers, "save", _mortal(ledgers.save, points))
        target = TargetFeishu(config={**known, **config})
        target.client = FeishuClient(
            target.settings.connection, clock=SkippingClock(), transport=MortalTransport(points)
        )
        try:
            feed(target, *lines)
        except Killed:
            target.client.close()
    return points.passed


def _mortal(act: t.Callable[..., None], points: Points) -> t.Callable[..., None]:
    def wrapped(*arguments: t.Any) -> None:
        points()
        act(*arguments)
        points()

    return wrapped
