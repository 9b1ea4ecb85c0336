from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest
import requests

TEXT = {"msg_type": "text", "content": {"text": "status: 完成"}}
SUCCESS = {"code": 0, "msg": "success", "data": {}, "StatusCode": 0, "StatusMessage": "success"}


@pytest.fixture
def chat(sandbox):
    return sandbox.world.add_chat("alerts")


@pytest.fixture
def post(sandbox, chat):
    """Post with no token at all."""

    def act(body, **settings):
        bot = settings.pop("bot", None) or sandbox.world.talk.add_custom_bot(chat, **settings)
        url = f"{sandbox.url}/open-apis/bot/v2/hook/{bot.token}"
        return requests.post(url, json=body, timeout=10).json()

    return act


def signed(body, secret, stamp):
    key = f"{stamp}\n{secret}".encode()
    sign = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    return {"timestamp": str(stamp), "sign": sign, **body}


def test_a_post_needs_no_token_and_gets_no_id(sandbox, chat, post):
    assert post(TEXT) == SUCCESS
    (message,) = [m for m in sandbox.world.state.messages.values() if m.chat_id == chat.chat_id]
    assert json.loads(message.content) == TEXT["content"]


def test_the_same_post_again_is_another_message(sandbox, chat, post):
    bot = sandbox.world.talk.add_custom_bot(chat)
    assert [post(TEXT, bot=bot), post(TEXT, bot=bot)] == [SUCCESS] * 2
    said = [m for m in sandbox.world.state.messages.values() if m.chat_id == chat.chat_id]
    assert len(said) == 2


@pytest.mark.parametrize(
    "body, code",
    [
        ({"msg_type": "post", "content": {"post": {"zh_cn": {"content": [[]]}}}}, 0),
        ({"msg_type": "image", "content": {"image_key": "img_x"}}, 0),
        ({"msg_type": "share_chat", "content": {"share_chat_id": "oc_x"}}, 0),
        ({"msg_type": "interactive", "card": {"elements": []}}, 0),
        ({"msg_type": "interactive", "content": {"elements": []}}, 19002),
        ({"msg_type": "post", "content": {"zh_cn": {"content": [[]]}}}, 19002),
        ({"msg_type": "text", "content": '{"text": "x"}'}, 19002),
        ({"msg_type": "text", "content": {"text": {"a": 1}}}, 9499),
        ({"msg_type": "file", "content": {"file_key": "x"}}, 19002),
        ({"content": {"text": "x"}}, 19002),
        ({"msg_type": "text", "content": {"text": "x" * 20_480}}, 19036),
    ],
    ids=list(map(str, range(11))),
)
def test_the_form_of_a_post(post, body, code):
    assert post(body)["code"] == code


@pytest.mark.parametrize("late, code", [(0, 0), (3599, 0), (3601, 19021), (-3601, 19021)])
def test_a_signature_is_good_for_an_hour(sandbox, post, late, code):
    sandbox.clock.freeze()
    body = signed(TEXT, "s3cret", int(sandbox.clock.now()) - late)
    assert post(body, secret="s3cret")["code"] == code


def test_other_signatures_are_refused(sandbox, post):
    stamp = int(sandbox.clock.now())
    assert post(signed(TEXT, "other", stamp), secret="s3cret")["code"] == 19021
    assert post(TEXT, secret="s3cret")["code"] == 19021
    numeric = {**signed(TEXT, "s3cret", stamp), "timestamp": stamp}
    assert post(numeric, secret="s3cret")["code"] == 19021


@pytest.mark.parametrize(
    "settings, code",
    [
        ({"keywords": ["完成", "x"]}, 0),
        ({"keywords": ["x-"]}, 19024),
        ({"addresses": ["127.0.0.0/8"]}, 0),
        ({"addresses": ["10.0.0.1"]}, 19022),
    ],
)
def test_words_and_addresses_are_checked(post, settings, code):
    assert post(TEXT, **settings)["code"] == code


def test_a_bot_has_a_rate_of_its_own(sandbox, chat, post):
    sandbox._gateway._limiter.enabled = True
    sandbox.clock.freeze()
    bot = sandbox.world.talk.add_custom_bot(chat)
    assert [post(TEXT, bot=bot)["code"] for _ in range(6)] == [0] * 5 + [11232]
    assert post(TEXT)["code"] == 0
    for _ in range(19):
        sandbox.clock.advance(1)
        assert [post(TEXT, bot=bot)["code"] for _ in range(5)] == [0] * 5
    sandbox.clock.advance(1)
    assert post(TEXT, bot=bot)["code"] == 11232


def test_an_unknown_link_is_refused(sandbox):
    url = f"{sandbox.url}/open-apis/bot/v2/hook/none"
    assert requests.post(url, json=TEXT, timeout=10).json()["code"] == 19001
