"""Runs of one message route, at any time, and what the chat was told."""

from __future__ import annotations

import datetime as dt
import json
import typing as t

from feishu_connect import FeishuClient
from tests.target_feishu.support import SkippingClock, feed, make_target, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from target_feishu.target import TargetFeishu
    from tests.target_feishu.support import Line

SEND = "im.message.create"
REPLY = "im.message.reply"
PATCH = "im.message.patch"
UPDATE = "im.message.update"
HOOK = "bot.hook.send"


class TimedClock(SkippingClock):
    """Waiting moves this clock and the sandbox's, which stands still otherwise."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self._sandbox = sandbox

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._sandbox.clock.now(), tz=dt.timezone.utc)

    def monotonic(self) -> float:
        return self._sandbox.clock.now()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._sandbox.clock.advance(max(0.0, seconds))


def timed_target(sandbox: Sandbox, *routes: Line, **config: t.Any) -> TargetFeishu:
    """Make a target that lives in the sandbox's time."""
    target = make_target(sandbox, routes=list(routes), **config)
    target.client = FeishuClient(target.settings.connection, clock=TimedClock(sandbox))
    return target


def route(content: t.Any = "{{ id }} is {{ name }}", **more: t.Any) -> Line:
    """Make a route for all streams."""
    return {"stream": "*", "to": "message", "content": content, **more}


def run(sandbox: Sandbox, given: Line, *records: dict[str, t.Any], **config: t.Any) -> str:
    """Let a run send records of the keyed stream `a`; give its summary."""
    keys = config.pop("keys", ("id",))
    target = timed_target(sandbox, given, **config)
    feed(target, schema("a", keys), *(record("a", **each) for each in records))
    counts = target.summary.counts.get(("a", "messages"), {})
    return ", ".join(f"{amount} {what}" for what, amount in counts.items() if amount)


def said(sandbox: Sandbox, chat: str) -> list[t.Any]:
    """Give what a chat was told, recalled messages left out."""
    messages = sandbox.world.state.messages.values()
    return [json.loads(m.content) for m in messages if m.chat_id == chat and not m.deleted]


def texts(sandbox: Sandbox, chat: str) -> list[str]:
    """Give the texts that a chat was told."""
    return [each["text"] for each in said(sandbox, chat)]


class DeadError(BaseException):
    """What kill -9 is to a process."""


def die(*_: t.Any, **__: t.Any) -> t.NoReturn:
    """End a run in the middle."""
    raise DeadError
