from __future__ import annotations

import asyncio
import base64
import dataclasses
import datetime as dt
import json
import logging

import pytest

from feishu_connect.receiver import bodies
from tests.feishu_connect.receiver.asgi import ask
from tests.feishu_connect.receiver.support import (
    ENCRYPTED,
    KEY,
    TENANT,
    TOKEN,
    Post,
    Settings,
    challenge,
    encrypt,
    plain,
    sealed,
    signed,
    v1,
    v2,
)
from tests.support import START

PLAIN = Settings()
BOTH = pytest.mark.parametrize("settings, wrap", [(PLAIN, plain), (ENCRYPTED, sealed)])


@BOTH
def test_an_event_is_stored_before_it_is_acknowledged(receiving, store, settings, wrap):
    answer = receiving(settings).post(wrap(v2(event={"text": "你好"})))
    assert (answer.status, answer.json()) == (200, {"msg": "success"})
    event = store.kept["event-1"]
    assert (event.event_type, event.schema, event.tenant_key) == (
        "im.message.receive_v1",
        "2.0",
        TENANT,
    )
    assert (event.created_at, event.payload) == (START, {"text": "你好"})


@BOTH
def test_both_envelopes_are_taken_on_one_url(receiving, store, settings, wrap):
    receiver = receiving(settings)
    receiver.post(wrap(v2()))
    receiver.post(wrap(v1("approval_instance", status="APPROVED")))
    assert {event.schema for event in store.kept.values()} == {"1.0", "2.0"}


@pytest.mark.parametrize(
    "path", ["/events", "/connection/social/5f/pool-1/events", "/a/b/c/d/e/events"]
)
def test_any_prefix_is_served(receiving, store, path):
    assert receiving(PLAIN).post(plain(v2()), path).status == 200
    assert store.kept


@pytest.mark.parametrize("path", ["/", "/event", "/myevents", "/events/x", "/events/"])
def test_other_paths_are_not(receiving, path):
    assert receiving(PLAIN).post(plain(v2()), path).status == 404


def test_events_are_posted(receiving):
    assert receiving(PLAIN).get("/events").status == 405


@BOTH
def test_a_challenge_is_answered_unencrypted_and_without_the_store(
    receiving, store, settings, wrap
):
    store.down = True
    answer = receiving(settings).post(wrap(challenge('a"b<c>')))
    assert (answer.status, answer.json()) == (200, {"challenge": 'a"b<c>'})
    assert answer.headers["content-type"] == "application/json"
    assert store.calls == []


def test_a_challenge_need_not_be_signed(receiving):
    post = sealed(challenge("abc"))
    assert receiving(ENCRYPTED).post(Post(post.body)).json() == {"challenge": "abc"}


@pytest.mark.parametrize("token", ["", "another", None, "钥匙"])
@BOTH
def test_a_challenge_with_another_token_is_refused(receiving, settings, wrap, token):
    receiver = receiving(settings)
    document = {key: value for key, value in challenge(token=token).items() if value is not None}
    answer = receiver.post(wrap(document))
    assert (answer.status, answer.json()) == (403, {"msg": "bad_token"})
    assert receiver.counts()["refused"] == {"bad_token": 1}


def test_without_a_verification_token_the_encrypt_key_is_enough(receiving, store):
    receiver = receiving(dataclasses.replace(ENCRYPTED, verification_token=None))
    assert receiver.post(sealed(challenge("abc", token="x"))).json() == {"challenge": "abc"}
    assert receiver.post(sealed(v2(token="x"))).status == 200
    assert store.kept


REFUSED = {
    "no json": (PLAIN, Post(b"{"), 400, "malformed"),
    "no body": (PLAIN, Post(b""), 400, "malformed"),
    "no event": (PLAIN, plain({"type": "event_callback", "token": TOKEN}), 400, "malformed"),
    "deep": (PLAIN, Post(b'{"a":' * 150_000), 400, "malformed"),
    "no token": (PLAIN, plain(v2(token=None)), 403, "bad_token"),
    "wrong token": (PLAIN, plain(v2(token="not-ours")), 403, "bad_token"),
    "wrong token, v1": (PLAIN, plain({**v1("x"), "token": "not-ours"}), 403, "bad_token"),
    "other app": (PLAIN, plain(v2(app_id="cli_another")), 403, "other_app"),
    "other app, v1": (PLAIN, plain(v1("x", app_id="cli_another")), 403, "other_app"),
    "a key we lack": (PLAIN, sealed(v2()), 403, "no_encrypt_key"),
    "nothing set": (
        Settings(verification_token=None),
        plain(v2(token="")),
        403,
        "not_configured",
    ),
    "not encrypted": (ENCRYPTED, signed(plain(v2()).body), 403, "not_encrypted"),
    "plain challenge": (ENCRYPTED, plain(challenge()), 403, "not_encrypted"),
    "not signed": (ENCRYPTED, Post(sealed(v2()).body), 403, "bad_signature"),
    "other key": (ENCRYPTED, sealed(v2(), key="another key"), 403, "bad_signature"),
    "other body": (
        ENCRYPTED,
        dataclasses.replace(sealed(v2()), body=sealed(v1("x")).body),
        403,
        "bad_signature",
    ),
    "no base64": (ENCRYPTED, signed(b'{"encrypt": "a"}'), 400, "malformed"),
    "no text": (ENCRYPTED, signed(b'{"encrypt": 7}'), 400, "malformed"),
    "no blocks": (ENCRYPTED, signed(b'{"encrypt": "AAAA"}'), 400, "malformed"),
    "no base64, unsigned": (ENCRYPTED, Post(b'{"encrypt": "a"}'), 400, "malformed"),
    "padding": (
        ENCRYPTED,
        signed(json.dumps({"encrypt": encrypt(b"{}", "another key")}).encode()),
        400,
        "malformed",
    ),
    "no json inside": (ENCRYPTED, sealed(b"hello world"), 400, "malformed"),
    "wrong token inside": (ENCRYPTED, sealed(v2(token="not-ours")), 403, "bad_token"),
    "other app inside": (ENCRYPTED, sealed(v2(app_id="cli_another")), 403, "other_app"),
    "stale": (
        ENCRYPTED,
        sealed(v2(), timestamp=str(int(START.timestamp()) - 30_000)),
        403,
        "stale",
    ),
    "future": (ENCRYPTED, sealed(v2(), timestamp=str(int(START.timestamp()) + 400)), 403, "stale"),
    "timeless": (ENCRYPTED, sealed(v2(), timestamp="x"), 403, "stale"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_is_not_feishus_is_refused_counted_and_logged(receiving, store, caplog, case):
    settings, post, status, reason = case
    receiver = receiving(settings)
    with caplog.at_level(logging.INFO):
        answer = receiver.post(post)
    assert (answer.status, answer.json()) == (status, {"msg": reason})
    assert store.calls == []
    assert receiver.counts()["refused"] == {reason: 1}
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert reason in caplog.text
    assert "192.0.2.1" in caplog.text
    for secret in (KEY, TOKEN, "not-ours", 'encrypt":'):
        assert secret not in caplog.text


def test_an_unsigned_post_never_learns_what_is_inside(receiving):
    """Who can tell a bad padding from a bad text can open a captured post, block by block."""
    receiver = receiving(ENCRYPTED)
    blob = bytearray(base64.b64decode(encrypt(json.dumps(v2()).encode())))
    answers = set()
    for last in range(256):
        blob[-17] = last
        body = json.dumps({"encrypt": base64.b64encode(bytes(blob)).decode()}).encode()
        answer = receiver.post(Post(body))
        answers.add((answer.status, answer.body))
    assert answers == {(403, b'{"msg":"bad_signature"}')}


@BOTH
def test_an_event_that_comes_again_is_acknowledged_and_stored_once(
    receiving, store, settings, wrap
):
    receiver = receiving(settings)
    posts = [wrap(v2())] * 2 if settings is PLAIN else [sealed(v2()), sealed(v2(), nonce="n-2")]
    assert [receiver.post(post).status for post in posts] == [200, 200]
    assert len(store.kept) == 1
    counts = receiver.counts()
    assert (counts["stored"], counts["duplicates"], counts["refused"]) == (1, 1, {})


def test_a_post_sent_again_byte_for_byte_does_nothing(receiving, store):
    receiver = receiving(ENCRYPTED)
    receiver.post(sealed(v2()))
    before = list(store.calls)
    assert receiver.post(sealed(v2())).status == 200
    assert store.calls == before
    assert receiver.counts()["replayed"] == 1


def test_feishus_repetition_is_taken_when_the_first_attempt_failed(receiving, store, clock):
    receiver = receiving(ENCRYPTED)
    post = sealed(v2())
    store.down = True
    assert (receiver.post(post).status, store.kept) == (503, {})
    store.down = False
    for pause in (15, 300, 3600, 21600):
        clock.sleep(pause)
    assert receiver.post(post).status == 200
    assert list(store.kept) == ["event-1"]


def test_while_the_store_is_down_feishu_is_asked_to_repeat(receiving, store, caplog):
    receiver = receiving(PLAIN)
    store.down = True
    answer = receiver.post(plain(v2(event={"text": "private"})))
    assert (answer.status, answer.json()) == (503, {"msg": "store_unavailable"})
    health = receiver.get("/healthz")
    assert health.status == 503
    assert health.json()["status"] == "store_unavailable"
    assert health.json()["refused"] == {"store_unavailable": 1}
    assert "The store is down" in caplog.text
    assert "private" not in caplog.text


def test_a_store_that_is_back_is_found_out_without_an_event(receiving, store):
    receiver = receiving(PLAIN)
    store.down = True
    receiver.post(plain(v2()))
    store.down = False
    assert receiver.get("/healthz").status == 200
    assert receiver.counts()["status"] == "ok"


def test_a_fault_of_the_store_that_nobody_foresaw_is_told_by_kind_alone(receiving, store, caplog):
    store.indigestible = {"event-1"}
    assert receiving(PLAIN).post(plain(v2(event={"text": "private"}))).status == 503
    assert "RuntimeError" in caplog.text
    assert "private" not in caplog.text


def test_a_body_that_announces_too_much_is_not_read(receiving):
    receiver = receiving(PLAIN)
    headers = {"Content-Length": str(bodies.LARGEST_BODY + 1)}
    answer = ask(receiver.app, "POST", "/events", headers=headers, body=[])
    assert (answer.status, answer.headers["connection"]) == (413, "close")
    assert receiver.counts()["refused"] == {"too_large": 1}


def test_a_body_that_grows_too_long_is_cut_off(receiving):
    read: list[int] = []

    def part(number: int):
        async def message() -> dict[str, object]:
            read.append(number)
            return {"type": "http.request", "body": b"x" * (1 << 18), "more_body": True}

        return message

    answer = ask(receiving(PLAIN).app, "POST", "/events", body=[part(n) for n in range(50)])
    assert answer.status == 413
    assert len(read) == 5


def test_the_largest_body_is_taken(receiving):
    text = plain(v2(event={"text": "x"})).body
    filled = text.replace(b'"x"', b'"' + b"x" * (bodies.LARGEST_BODY - len(text) + 1) + b'"')
    assert len(filled) == bodies.LARGEST_BODY
    assert receiving(PLAIN).post(Post(filled)).status == 200


def test_a_body_that_never_comes_is_not_waited_for(receiving, monkeypatch):
    monkeypatch.setattr(bodies.read_body, "__kwdefaults__", {"limit": 9, "timeout": 0.01})

    async def never() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    answer = ask(receiving(PLAIN).app, "POST", "/events", body=[never])
    assert (answer.status, answer.json()) == (408, {"msg": "too_slow"})


def test_a_sender_that_goes_away_is_counted(receiving):
    receiver = receiving(PLAIN)
    ask(receiver.app, "POST", "/events", body=[])
    assert receiver.counts()["refused"] == {"malformed": 1}


def test_an_event_without_a_time_gets_that_of_its_arrival(receiving, store, clock):
    clock.sleep(60)
    receiving(PLAIN).post(plain(v2(create_time=None)))
    assert store.kept["event-1"].created_at == START + dt.timedelta(seconds=60)


def test_the_token_is_not_stored(receiving, store):
    receiver = receiving(PLAIN)
    receiver.post(plain(v2()))
    receiver.post(plain(v1("x")))
    assert TOKEN not in repr([event.payload for event in store.kept.values()])


def test_counts_start_at_nothing_and_hold_no_secret(receiving):
    receiver = receiving(ENCRYPTED)
    assert receiver.counts() == {
        "status": "ok",
        "challenges": 0,
        "stored": 0,
        "duplicates": 0,
        "replayed": 0,
        "refused": {},
    }
