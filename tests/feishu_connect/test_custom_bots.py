"""Calls to webhooks: no token, another host, a quota for each bot, replies of two forms."""

from __future__ import annotations

import json

import pytest

from feishu_connect import endpoints
from feishu_connect.errors import AccessError, AmbiguousWriteError, RetriesExhaustedError
from feishu_connect.transport import ConnectionLostError, Reply
from tests.support import FakeClock, ScriptedTransport, client, reply


def flat(**payload):
    return Reply(200, {"Content-Type": "application/json"}, json.dumps(payload).encode())


def post(transport, clock=None, **more):
    parts = {"path": {"token": "0123-abcd"}, "body": {"msg_type": "text"}, **more}
    return client(transport, clock).call(endpoints.BOT_HOOK_SEND, **parts)


def test_a_post_carries_no_token_and_goes_to_the_bots_host():
    transport = ScriptedTransport(flat(code=0))
    post(transport, base_url="https://open.larksuite.com")
    (sent,) = transport.sent
    assert sent.url == "https://open.larksuite.com/open-apis/bot/v2/hook/0123-abcd"
    assert "Authorization" not in sent.headers
    assert transport.token_calls == 0


def test_older_replies_have_another_name_for_the_code():
    assert post(ScriptedTransport(flat(StatusCode=0, StatusMessage="success")))
    with pytest.raises(AccessError, match="signature"):
        post(ScriptedTransport(flat(StatusCode=19021, StatusMessage="sign match fail")))


def test_a_lost_reply_is_never_sent_again():
    with pytest.raises(AmbiguousWriteError):
        post(ScriptedTransport(ConnectionLostError("gone", sent=True)))


def test_each_bot_has_a_quota_of_its_own():
    clock = FakeClock()
    caller = client(ScriptedTransport(*[flat(code=0)] * 4), clock)
    for quota in ("a", "b", "a", "b"):
        parts = {"path": {"token": quota}, "body": {}, "quota": quota}
        caller.call(endpoints.BOT_HOOK_SEND, **parts)
    assert len(clock.slept) == 1


def test_a_chat_is_left_in_peace_for_a_second():
    clock, busy = FakeClock(), reply(code=230020, status=400)
    client(ScriptedTransport(busy, busy, reply({})), clock).call(
        endpoints.IM_MESSAGE_CREATE, body={"uuid": "1"}
    )
    assert all(waited >= 1 for waited in clock.slept)
    assert len(clock.slept) == 2


def test_patience_ends_when_the_caller_says():
    clock = FakeClock()
    transport = ScriptedTransport(*[reply(code=230020, status=400)] * 20)
    with pytest.raises(RetriesExhaustedError):
        client(transport, clock).call(
            endpoints.IM_MESSAGE_CREATE, body={"uuid": "1"}, patience=10.0
        )
    assert len(transport.sent) < 12
