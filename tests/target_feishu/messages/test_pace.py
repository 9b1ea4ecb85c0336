"""At most five messages a second to a chat, in the order of the records, and not much less."""

from __future__ import annotations

import typing as t
from collections import defaultdict

import pytest

from tests.target_feishu.messages.support import PATCH, REPLY, SEND, route, run, texts, timed_target
from tests.target_feishu.support import feed, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox

PER_SECOND = 5


def most_in_a_second(times: t.Sequence[float]) -> int:
    """Count the calls of the busiest second."""
    return max(sum(start <= each < start + 1 for each in times) for start in times)


def chats_of(sandbox: Sandbox, count: int) -> list[str]:
    bots = [sandbox.app.app_id]
    return [sandbox.world.add_chat(str(n), bots=bots).chat_id for n in range(count)]


@pytest.mark.parametrize("fault, count", [("none", 1000), ("throttled", 200), ("busy chat", 200)])
def test_a_thousand_messages_to_ten_chats(sandbox: Sandbox, fault: str, count: int):
    if fault == "throttled":
        sandbox.faults.add(SEND, "rate_limit", every=50, times=10)
    if fault == "busy chat":
        sandbox.faults.add(SEND, "code", code=230020, status=400, every=50, times=10)
    chats = chats_of(sandbox, 10)
    records = [{"id": str(n), "name": chats[n % 10]} for n in range(count)]
    begun = sandbox.clock.now()
    assert run(sandbox, route("{{ id }}", receive_id="{{ name }}"), *records) == f"{count} sent"
    times = defaultdict(list)
    for call in sandbox.calls.of(SEND):
        # A call that was struck has not been read.
        times[(call.body or {}).get("receive_id")].append(call.time)
    times.pop(None, None)
    assert max(most_in_a_second(each) for each in times.values()) <= PER_SECOND
    for number, chat in enumerate(chats):
        assert texts(sandbox, chat) == [str(n) for n in range(number, count, 10)]
    # 1000 a minute is what the API takes of an app.
    assert sandbox.clock.now() - begun < 90
    if fault == "none":
        assert {call.code for call in sandbox.calls.of(SEND)} == {0}


def test_answers_changes_and_other_routes_share_the_pace_of_the_chat(sandbox: Sandbox):
    (chat,) = chats_of(sandbox, 1)
    asked = sandbox.world.talk.write(
        sandbox.world.state.chats[chat], "?", by=sandbox.app.app_id
    ).message_id
    card = {"elements": [{"tag": "markdown", "content": "{{ name }}"}]}
    target = timed_target(
        sandbox,
        {**route("{{ id }}", receive_id=chat), "stream": "plain"},
        {**route("{{ id }}", reply_to=asked), "stream": "answers"},
        {**route(card, receive_id=chat, msg_type="interactive"), "stream": "cards"},
    )
    lines = [schema("plain"), schema("answers"), schema("cards")]
    for number in range(15):
        lines.append(record("plain", id=str(number), name=""))
        lines.append(record("answers", id=str(number), name=""))
        lines.append(record("cards", id="1", name=str(number)))
    feed(target, *lines)
    calls = [c for c in sandbox.calls if c.operation in (SEND, REPLY, PATCH)]
    assert len(calls) == 45
    assert most_in_a_second([call.time for call in calls]) <= PER_SECOND
    assert {call.code for call in calls} == {0}


def test_a_person_is_one_receiver_under_any_name(sandbox: Sandbox):
    user = next(user for user in sandbox.world.state.users.values() if not user.resigned)
    names = [user.open_id, user.email, user.user_id, user.union_id] * 8
    records = [{"id": str(n), "name": name} for n, name in enumerate(names)]
    for first in (0, 16):
        part = records[first : first + 16]
        assert run(sandbox, route("x", receive_id="{{ name }}"), *part) == "16 sent"
        # Runs know nothing of each other's pace.
        sandbox.clock.advance(1)
    times = [call.time for call in sandbox.calls.of(SEND)]
    assert most_in_a_second(times) <= PER_SECOND
