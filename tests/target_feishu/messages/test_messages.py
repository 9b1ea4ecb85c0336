"""Records as messages: templates, limits, and nothing twice."""

from __future__ import annotations

import json
import typing as t

import pytest

from feishu_connect import AccessError
from target_feishu.errors import RecordError
from target_feishu.messages.message import kind_of_id, message_uuid
from target_feishu.messages.route import MessageRoute
from target_feishu.messages.sent import Sent
from target_feishu.messages.templates import MessageTemplates
from target_feishu.templates import Template, compile_all, render_all
from tests.target_feishu.support import (
    NUMBER,
    TEXT,
    feed,
    make_target,
    record,
    schema,
    state,
    states,
)

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox

SEND = "im.message.create"
ROUTE = MessageRoute("a", receive_id="oc_1", content="{{ id }} is {{ name }}")


@pytest.fixture
def chat(sandbox: Sandbox) -> str:
    return sandbox.world.add_chat("alerts", bots=[sandbox.app.app_id]).chat_id


def sent_to(sandbox: Sandbox, chat: str) -> list[dict[str, t.Any]]:
    """Give the contents of the messages in a chat."""
    messages = sandbox.world.state.messages.values()
    return [json.loads(each.content) for each in messages if each.chat_id == chat]


def routes(chat: str, content: t.Any, **more: t.Any) -> list[dict[str, t.Any]]:
    return [{"stream": "*", "to": "message", "receive_id": chat, "content": content, **more}]


def test_each_record_is_a_message_in_order(
    sandbox: Sandbox, chat: str, capsys: pytest.CaptureFixture[str]
):
    target = make_target(sandbox, routes=routes(chat, "{{ id }}: {{ n }} {{ name }}"))
    columns = {"id": TEXT, "n": NUMBER, "name": TEXT}
    lines = [record("a", id=str(i), n=i + 0.5, name=None) for i in range(3)]
    feed(target, schema("a", **columns), *lines, state(1))
    assert sent_to(sandbox, chat) == [{"text": f"{i}: {i}.5 "} for i in range(3)]
    assert states(capsys) == [1]


@pytest.mark.parametrize("fault", ["cut", "lost_reply", "html", "truncate", "expire_tokens"])
def test_a_message_is_sent_once_whatever_happens_to_the_call(
    sandbox: Sandbox, chat: str, fault: str
):
    sandbox.faults.add(SEND, fault, every=2, times=3)
    lines = [record("a", id=str(i), name="x") for i in range(4)]
    feed(make_target(sandbox, routes=routes(chat, "{{ id }}")), schema("a"), *lines)
    assert sent_to(sandbox, chat) == [{"text": str(i)} for i in range(4)]


def test_running_again_sends_nothing_twice_and_a_changed_message_again(sandbox: Sandbox, chat: str):
    for name in ("open", "open", "closed"):
        target = make_target(sandbox, routes=routes(chat, "{{ id }} is {{ name }}"))
        feed(target, schema("a"), record("a", id="1", name=name))
    assert sent_to(sandbox, chat) == [{"text": "1 is open"}, {"text": "1 is closed"}]


def test_equal_records_without_a_key_are_two_messages(sandbox: Sandbox, chat: str):
    lines = [schema("a", ()), *[record("a", id="1", name="x")] * 2]
    for _ in range(2):
        feed(make_target(sandbox, routes=routes(chat, "{{ id }}")), *lines)
    assert len(sent_to(sandbox, chat)) == 2


def test_a_card_is_rendered_string_by_string(sandbox: Sandbox, chat: str):
    card = {"header": {"title": {"tag": "plain_text", "content": '{{ name }} "{{ id }}"'}}, "n": 1}
    route = routes(chat, card, msg_type="{{ 'interactive' }}")
    feed(make_target(sandbox, routes=route), schema("a"), record("a", id="1", name="é"))
    (body,) = [call.body for call in sandbox.calls.of(SEND)]
    assert json.loads(body["content"])["header"]["title"]["content"] == 'é "1"'
    assert json.loads(body["content"])["n"] == 1


def test_a_chat_without_the_bot_is_an_error_with_a_cure(sandbox: Sandbox):
    chat = sandbox.world.add_chat("secret").chat_id
    with pytest.raises(AccessError, match="Add the app's bot"):
        feed(make_target(sandbox, routes=routes(chat, "x")), schema("a"), record("a", id="1"))


def test_a_missing_column_names_stream_record_and_template(sandbox: Sandbox, chat: str):
    with pytest.raises(RecordError, match=r"stream `a`, record id=1: template `content`"):
        feed(
            make_target(sandbox, routes=routes(chat, "{{ oh }}")), schema("a"), record("a", id="1")
        )


def test_ignored_streams_go_nowhere(sandbox: Sandbox):
    target = make_target(sandbox, routes=[{"stream": "*", "to": "ignore"}])
    feed(target, schema("a"), record("a", id=1))
    assert len(sandbox.calls) == 0
    assert target.summary.lines() == ["a -> nowhere: 1 ignored"]


@pytest.mark.parametrize(
    "receive_id, kind",
    [
        ("oc_1", "chat_id"),
        ("ou_1", "open_id"),
        ("on_1", "union_id"),
        ("a@b.cn", "email"),
        ("4d7a", "user_id"),
    ],
)
def test_the_kind_of_receiver_is_told_from_its_form(receive_id: str, kind: str):
    assert kind_of_id(receive_id) == kind


@pytest.mark.parametrize(
    "route, problem",
    [
        (MessageRoute("a", receive_id="{{ x }}", content="hi"), "`receive_id` is empty"),
        (MessageRoute("a", receive_id="oc_1", content="{{ x }}"), "text of the message is empty"),
        (
            MessageRoute("a", receive_id="oc_1", content="hi", msg_type="{{ y }}"),
            "`msg_type` 'why' is not known",
        ),
        (
            MessageRoute("a", receive_id="oc_1", content="hi", msg_type="{{ 'post' }}"),
            "needs an object",
        ),
        (
            MessageRoute("a", receive_id="oc_1", content="{{ 'x' * 160000 }}"),
            "Feishu takes 153,600",
        ),
        (
            MessageRoute(
                "a",
                receive_id="oc_1",
                content={"card": "{{ 'x' * 40000 }}"},
                msg_type="interactive",
            ),
            "Feishu takes 30,720",
        ),
    ],
)
def test_what_cannot_be_sent_is_refused_before_the_call(route: MessageRoute, problem: str):
    with pytest.raises(RecordError, match=problem):
        MessageTemplates(route).render({"x": None, "y": "why"})


def test_a_uuid_is_short_stable_and_of_one_message():
    message = MessageTemplates(ROUTE).render({"id": "1", "name": "x"})
    other = MessageTemplates(ROUTE).render({"id": "1", "name": "y"})
    uuid = message_uuid("a", ["1"], message, 0)
    assert len(uuid) == 36
    assert uuid == message_uuid("a", ["1"], message, 0)
    changed = [("b", ["1"], message, 0), ("a", ["2"], message, 0), ("a", ["1"], message, 1)]
    changed.append(("a", ["1"], other, 0))
    assert uuid not in {message_uuid(*each) for each in changed}


def test_a_repeated_record_is_no_new_message_but_a_returning_one_is():
    render = MessageTemplates(ROUTE).render
    sent = Sent()
    names = ["open", "open", "closed", "open"]
    seen = [sent.occurrence(["1"], render({"id": "1", "name": name})) for name in names]
    assert seen == [0, None, 0, 1]


def test_templates_cannot_reach_into_python():
    with pytest.raises(RecordError, match="unsafe"):
        Template("{{ ''.__class__.__mro__ }}", "content").render({})


def test_only_strings_are_templates():
    compiled = compile_all({"a": ["{{ x }}", 1, None], "b": True}, "content")
    assert render_all(compiled, {"x": "y"}) == {"a": ["y", 1, None], "b": True}


def test_columns_of_any_name_are_reached_through_the_record():
    assert Template("{{ record['订单 号'] }}", "content").render({"订单 号": 7}) == "7"


def test_a_record_that_comes_twice_in_a_run_is_sent_once(sandbox: Sandbox, chat: str):
    target = make_target(sandbox, routes=routes(chat, "{{ id }}"))
    feed(target, schema("a"), *[record("a", id="1", name="x")] * 2)
    assert len(sandbox.calls.of(SEND)) == 1
    assert target.summary.lines() == ["a -> messages: 1 sent, 1 repeated"]
