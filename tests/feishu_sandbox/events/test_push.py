"""What reaches the request URL, and when it comes again."""

from __future__ import annotations

import json

import pytest

from feishu_sandbox import Sandbox

RETRIES = (15, 300, 3600, 21_600)


@pytest.fixture
def app(store_app):
    """The app without encryption, so that bodies can be read, and custom: nothing comes hourly."""
    store_app.encrypt_key, store_app.kind = "", "custom"
    return store_app


def test_a_new_style_event_comes_in_the_new_envelope(sandbox, receiver, app):
    sandbox.clock.freeze(1_700_000_000_123)
    sent = sandbox.push_event(app, "contact.user.updated_v3", {"object": {"open_id": "ou_x"}})
    assert sent.delivered
    assert receiver.payload() == {
        "schema": "2.0",
        "header": {
            "event_id": sent.event_id,
            "token": "verification",
            "create_time": "1700000000123",
            "event_type": "contact.user.updated_v3",
            "tenant_key": sandbox.world.state.tenant.tenant_key,
            "app_id": app.app_id,
        },
        "event": {"object": {"open_id": "ou_x"}},
    }


def test_an_old_style_event_comes_in_the_old_envelope(sandbox, receiver, app):
    sandbox.clock.freeze(1_700_000_000_500)
    tenant = sandbox.world.add_tenant("Another company")
    sent = sandbox.push_event(app, "approval_instance", {"status": "APPROVED"}, tenant=tenant)
    assert receiver.payload() == {
        "ts": "1700000000.5000000",
        "uuid": sent.event_id,
        "token": "verification",
        "type": "event_callback",
        "event": {
            "app_id": app.app_id,
            "tenant_key": tenant.tenant_key,
            "type": "approval_instance",
            "status": "APPROVED",
        },
    }


def test_the_envelope_can_be_chosen(sandbox, receiver, app):
    sandbox.push_event(app, "approval_instance", schema="2.0", event_id="known")
    assert receiver.payload()["header"]["event_id"] == "known"


def test_headers_tell_time_and_nonce(sandbox, receiver, app):
    sandbox.clock.freeze(1_700_000_000_000)
    sandbox.push_event(app, "app_open")
    headers = receiver.posts[0][0]
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["X-Lark-Request-Timestamp"] == "1700000000"
    assert headers["X-Lark-Request-Nonce"]
    assert "X-Lark-Signature" not in headers


def test_an_encrypt_key_hides_and_signs(sandbox, receiver, store_app):
    sandbox.push_event(store_app, "app_open")
    headers, body = receiver.posts[0]
    assert set(json.loads(body)) == {"encrypt"}
    assert len(headers["X-Lark-Signature"]) == 64


def test_a_failure_is_retried_four_times_and_then_dropped(sandbox, receiver, app):
    sandbox.clock.freeze()
    receiver.answers = [500, 404, 302, 201, 503]
    sent = sandbox.push_event(app, "app_open")
    for number, pause in enumerate(RETRIES, start=1):
        assert (len(receiver.posts), sent.state) == (number, "pending")
        sandbox.clock.advance(pause - 1)
        assert len(receiver.posts) == number
        sandbox.clock.advance(1)
    assert (len(receiver.posts), sent.state) == (5, "dropped")
    sandbox.clock.advance(86_400)
    assert len(sandbox.deliveries.of("app_open")[0].attempts) == 5
    assert {receiver.payload(i)["uuid"] for i in range(5)} == {sent.event_id}


def test_one_advance_over_all_retries_makes_each_at_its_own_time(sandbox, receiver, app):
    sandbox.clock.freeze()
    began = sandbox.clock.now()
    receiver.answers = [500] * 3
    sent = sandbox.push_event(app, "app_open")
    sandbox.clock.advance(86_400)
    assert [round(attempt.at - began) for attempt in sent.attempts] == [0, 15, 315, 3915]
    assert sent.delivered
    assert sandbox.clock.now() == pytest.approx(began + 86_400)


def test_each_attempt_is_signed_anew(sandbox, receiver, store_app):
    receiver.answers = [500]
    sandbox.push_event(store_app, "app_open")
    sandbox.clock.advance(15)
    first, second = (headers["X-Lark-Request-Nonce"] for headers, _ in receiver.posts)
    assert first != second


def test_an_answer_that_comes_too_late_is_none(sandbox, receiver, app):
    sandbox.behaviour.push_seconds = 0.05
    receiver.hang = True
    sent = sandbox.push_event(app, "app_open")
    assert (sent.status, sent.state) == (0, "pending")
    receiver.released.set()


def test_nobody_listening_is_a_failure_too(sandbox, app):
    app.request_url = "http://127.0.0.1:9/events"
    sent = sandbox.push_event(app, "app_open")
    assert sent.attempts[0].error == "ConnectionError"


def test_without_a_request_url_an_event_is_dropped(sandbox, app):
    app.request_url = ""
    assert sandbox.push_event(app, "app_open").state == "dropped"


def test_an_acknowledged_event_can_come_again(sandbox, receiver, app):
    sent = sandbox.push_event(app, "app_open")
    receiver.answers = [500]
    sandbox.repeat(sent)
    sandbox.clock.advance(86_000)
    ids = [receiver.payload(i)["uuid"] for i in range(2)]
    assert ids == [sent.event_id] * 2
    assert len(sent.attempts) == 2


def test_a_burst_sends_each_event_once(sandbox, receiver, app):
    events = [{"number": number} for number in range(100)]
    sent = sandbox.burst(app, "contact.user.updated_v3", events)
    assert all(delivery.delivered for delivery in sent)
    numbers = {receiver.payload(i)["event"]["number"] for i in range(100)}
    assert (len(receiver.posts), numbers) == (100, set(range(100)))
    assert len({delivery.event_id for delivery in sent}) == 100


@pytest.mark.parametrize("key", ["", "test key"])
def test_a_request_url_is_kept_when_it_answers_the_challenge(sandbox, receiver, app, key):
    app.request_url, app.encrypt_key = "", key
    refused = sandbox.save_request_url(app, receiver.url)
    assert (refused.delivered, app.request_url) == (False, "")
    assert "X-Lark-Signature" not in receiver.posts[0][0]
    assert ("encrypt" in receiver.payload()) == bool(key)
    assert refused.payload["type"] == "url_verification"
    assert refused.payload["token"] == "verification"


def test_the_challenge_has_to_come_back_in_time_with_200(sandbox, receiver, app, monkeypatch):
    app.request_url = ""
    monkeypatch.setattr("secrets.token_urlsafe", lambda _length: "ajls384kdjx98XX")
    receiver.reply = b'{"challenge": "ajls384kdjx98XX"}'
    receiver.answers = [500]
    assert not sandbox.save_request_url(app, receiver.url).delivered
    assert sandbox.save_request_url(app, receiver.url).delivered
    assert app.request_url == receiver.url
    receiver.reply = b"not json"
    assert not sandbox.save_request_url(app, receiver.url).delivered
    receiver.hang, sandbox.behaviour.challenge_seconds = True, 0.05
    assert not sandbox.save_request_url(app, receiver.url).delivered


def test_a_reset_forgets_what_was_planned(sandbox, receiver, app):
    receiver.answers = [500]
    sandbox.push_event(app, "app_open")
    sandbox.reset()
    sandbox.clock.advance(86_400)
    assert (len(receiver.posts), len(sandbox.deliveries)) == (1, 0)


def test_the_request_url_survives_a_restart(tmp_path, receiver):
    with Sandbox(limits=False, data_dir=tmp_path) as sandbox:
        made = sandbox.world.add_store_app("S", [], request_url=receiver.url, encrypt_key="k")
    with Sandbox(limits=False, data_dir=tmp_path) as sandbox:
        app = sandbox.world.state.apps[made.app_id]
        assert app == made
        assert sandbox.push_event(app, "app_open").delivered
