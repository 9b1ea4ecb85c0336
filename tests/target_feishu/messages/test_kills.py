"""A run that dies at any of its points, and the one after it: nothing twice, nothing lost."""

from __future__ import annotations

import typing as t

import pytest

from feishu_sandbox import Sandbox
from tests.target_feishu.killing import run_until
from tests.target_feishu.messages.support import route, said
from tests.target_feishu.support import record, schema

if t.TYPE_CHECKING:
    from collections.abc import Iterator

CARD = {"elements": [{"tag": "markdown", "content": "{{ name }}"}]}
NAMES = ["a", "b", "b", "a"]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=False) as running:
        yield running


def lines(keys: t.Sequence[str] = ("id",)) -> list[t.Any]:
    return [schema("a", keys), *(record("a", id="1", name=name) for name in NAMES)]


@pytest.mark.parametrize(
    "kind, given, keys, told",
    [
        ("text", "{{ name }}", ("id",), ["a", "b", "a"]),
        ("text", "{{ name }}", (), ["a", "b", "b", "a"]),
        ("interactive", CARD, ("id",), ["a"]),
    ],
    ids=["texts", "keyless", "cards"],
)
def test_after_a_death_at_any_point(  # noqa: PLR0913  fixtures
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    *,
    kind: str,
    given: t.Any,
    keys: tuple[str, ...],
    told: list[str],
):
    def chat() -> str:
        return sandbox.world.add_chat("x", bots=[sandbox.app.app_id]).chat_id

    def config(to: str) -> dict[str, t.Any]:
        return {"routes": [route(given, receive_id=to, msg_type=kind)]}

    points = run_until(sandbox, config(chat()), lines(keys), 0, monkeypatch)
    for point in range(1, points + 1):
        to = chat()
        run_until(sandbox, config(to), lines(keys), point, monkeypatch)
        run_until(sandbox, config(to), lines(keys), 0, monkeypatch)
        contents = [
            each.get("text") or each["elements"][0]["content"] for each in said(sandbox, to)
        ]
        assert contents == told, point


def test_a_webhook_is_never_posted_to_twice(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch):
    points, point = 1, 0
    while point <= points:
        to = sandbox.world.add_chat("x")
        bot = sandbox.world.talk.add_custom_bot(to)
        url = f"{sandbox.url}/open-apis/bot/v2/hook/{bot.token}"
        config = {"routes": [route("{{ name }}", webhook_url=url)]}
        points = max(points, run_until(sandbox, config, lines(), point, monkeypatch))
        run_until(sandbox, config, lines(), 0, monkeypatch)
        contents = [each["text"] for each in said(sandbox, to.chat_id)]
        # At most the message that was under way when the run died is missing.
        assert len(contents) >= 2, point
        assert contents in (["a", "b", "a"], ["b", "a"], ["a", "a"], ["a", "b"]), point
        point += 1
