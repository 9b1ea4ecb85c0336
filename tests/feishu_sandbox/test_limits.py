from __future__ import annotations

import pytest

from feishu_sandbox import Sandbox
from feishu_sandbox.limits import Limiter, Window

PROBE = "/tenant/v2/tenant/query"


@pytest.fixture
def sandbox():
    with Sandbox(limits=True) as running:
        running.clock.freeze()
        yield running


def test_the_call_above_the_limit_gets_429_and_says_when(api, sandbox):
    path = f"/bitable/v1/apps/{sandbox.config['bases'][0]}"
    assert {api.code("GET", path) for _ in range(20)} == {0}
    reply = api.send("GET", path)
    assert reply.status_code == 429
    assert reply.json()["code"] == 99991400
    assert reply.headers["x-ogw-ratelimit-limit"] == "20"
    assert reply.headers["x-ogw-ratelimit-reset"] == "1"


def test_the_window_slides(api, sandbox):
    path = f"/bitable/v1/apps/{sandbox.config['bases'][0]}"
    for _ in range(20):
        api.code("GET", path)
    sandbox.clock.advance(1)
    assert api.code("GET", path) == 0


def test_each_endpoint_counts_for_itself(api, sandbox):
    path = f"/bitable/v1/apps/{sandbox.config['bases'][0]}"
    for _ in range(21):
        api.code("GET", path)
    assert api.code("GET", f"{path}/tables") == 0


def test_both_windows_of_the_standard_tier_hold(api, sandbox):
    for _ in range(20):
        assert {api.code("GET", PROBE) for _ in range(50)} == {0}
        sandbox.clock.advance(1)
    reply = api.send("GET", PROBE)
    assert reply.headers["x-ogw-ratelimit-limit"] == "1000"
    assert 30 <= int(reply.headers["x-ogw-ratelimit-reset"]) <= 60


def test_wiki_allows_a_hundred_a_minute(api, sandbox):
    node = next(iter(sandbox.world.state.nodes))
    codes = [
        api.code("GET", "/wiki/v2/spaces/get_node", params={"token": node}) for _ in range(101)
    ]
    assert codes == [0] * 100 + [99991400]


def test_an_older_api_answers_400(api):
    for _ in range(50):
        api.call("GET", "/bot/v3/info")
    assert api.send("GET", "/bot/v3/info").status_code == 400


def test_a_chat_takes_five_messages_a_second(api, sandbox):
    chat = next(iter(sandbox.world.state.chats))
    body = {"receive_id": chat, "msg_type": "text", "content": '{"text": "hi"}'}
    params = {"receive_id_type": "chat_id"}
    codes = [api.code("POST", "/im/v1/messages", params=params, json=body) for _ in range(6)]
    assert codes == [0, 0, 0, 0, 0, 230020]


def test_refused_calls_do_not_count():
    limiter, window = Limiter(), (Window(1, 1.0),)
    assert limiter.take("key", window, 0.0) is None
    assert limiter.take("key", window, 0.9) is not None
    assert limiter.take("key", window, 1.0) is None


def test_the_monthly_quota_is_final_and_leaves_contacts_alone(api, sandbox):
    sandbox.behaviour.monthly_quota = 2
    path = f"/bitable/v1/apps/{sandbox.config['bases'][0]}"
    replies = [api.send("GET", path) for _ in range(3)]
    assert [reply.json()["code"] for reply in replies] == [0, 0, 99991403]
    assert replies[-1].status_code == 429
    assert api.code("GET", "/contact/v3/scopes") == 0
