"""Records that become messages: each is sent once, whatever happens and however often it is run."""

from __future__ import annotations

import json
import signal
import typing as t

import pytest

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox import Sandbox
    from tests.end_to_end.processes import Bench, Line, Pipe

COUNT = 6
SEND = "im.message.create"


@pytest.fixture
def chat(sandbox: Sandbox) -> str:
    return sandbox.world.add_chat("日报", bots=[sandbox.app.app_id]).chat_id


def sent(sandbox: Sandbox, chat: str) -> list[str]:
    messages = sandbox.world.state.messages.values()
    return [json.loads(each.content)["text"] for each in messages if each.chat_id == chat]


def lines(first: int = 0) -> Iterator[Line]:
    """Make records, each followed by a STATE that counts the records up to there."""
    text = {"type": "string"}
    yield {
        "type": "SCHEMA",
        "stream": "alerts",
        "key_properties": ["id"],
        "schema": {"properties": {"id": text, "text": text}},
    }
    for number in range(first, COUNT):
        record = {"id": str(number), "text": f"第 {number} 条"}
        yield {"type": "RECORD", "stream": "alerts", "record": record}
        yield {"type": "STATE", "value": {"sent": number + 1}}


def start(bench: Bench, chat: str) -> Pipe:
    route = {
        "stream": "alerts",
        "to": "message",
        "receive_id_type": "chat_id",
        "receive_id": chat,
        "content": "{{ text }}",
    }
    return bench.pipe(routes=[route])


EXPECTED = [f"第 {number} 条" for number in range(COUNT)]


def test_the_same_input_again_sends_nothing(bench: Bench, sandbox: Sandbox, chat: str):
    for _ in range(2):
        pipe = start(bench, chat)
        pipe.feed(*lines())
        assert pipe.wait() == (0, 0), pipe.log
    assert sent(sandbox, chat) == EXPECTED


@pytest.mark.parametrize("kind", ["cut", "lost_reply", "html", "truncate", "rate_limit"])
def test_a_fault_neither_loses_nor_repeats_a_message(
    bench: Bench, sandbox: Sandbox, chat: str, kind: str
):
    sandbox.faults.add(SEND, kind, after=2)
    pipe = start(bench, chat)
    pipe.feed(*lines())
    assert pipe.wait() == (0, 0), pipe.log
    assert sent(sandbox, chat) == EXPECTED


@pytest.mark.parametrize("continued", [True, False], ids=["from-state", "from-the-start"])
@pytest.mark.parametrize("applied", [True, False], ids=["after", "before"])
def test_no_message_is_sent_twice_after_a_kill(
    bench: Bench, sandbox: Sandbox, chat: str, *, applied: bool, continued: bool
):
    early = []

    def look(_: object) -> None:
        count = len(sent(sandbox, chat))
        early.extend(state for state in bench.pipes[-1].states if state["sent"] > count)

    sandbox.faults.add(SEND, "callback", times=None, call=look)
    bench.strike(SEND, 3, lambda pipe: pipe.target.kill(), applied=applied)
    first = start(bench, chat)
    first.feed(*lines())
    assert first.wait() == (0, -signal.SIGKILL)
    assert first.states[-1] == {"sent": 2}
    bench.settle(SEND, applied=applied)

    second = start(bench, chat)
    second.feed(*lines(2 if continued else 0))
    assert second.wait() == (0, 0)
    assert second.states[-1] == {"sent": COUNT}
    assert sent(sandbox, chat) == EXPECTED
    assert early == []
