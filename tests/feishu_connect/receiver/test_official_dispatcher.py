"""The official SDK's event dispatcher and this receiver must decide alike."""

from __future__ import annotations

import dataclasses
import json
import logging
import typing as t

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lark_oapi import EventDispatcherHandler
from lark_oapi.core.model import RawRequest

from tests.feishu_connect.receiver.support import (
    ENCRYPTED,
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

EVENT_TYPES = ("im.message.receive_v1", "approval_instance", "app_ticket", "app_open")


@dataclasses.dataclass
class Decision:
    """Whether a post was taken, and what came of it."""

    taken: bool
    challenge: str | None
    events: list[tuple[str, t.Any]]


def theirs(settings: Settings, post: Post) -> Decision:
    events: list[tuple[str, t.Any]] = []
    builder = EventDispatcherHandler.builder(
        settings.encrypt_key or "", settings.verification_token or ""
    )
    for name in EVENT_TYPES:
        builder.register_p1_customized_event(name, lambda e: events.append((e.uuid, e.event)))
        builder.register_p2_customized_event(
            name, lambda e: events.append((e.header.event_id, e.event))
        )
    request = RawRequest()
    request.uri, request.body, request.headers = "/events", post.body, post.headers
    response = builder.build().do(request)
    content = json.loads(response.content) if response.status_code == 200 else {}
    return Decision(response.status_code == 200, content.get("challenge"), events)


def ours(receiver: t.Any, store: t.Any, post: Post) -> Decision:
    answer = receiver.post(post)
    events = [(event.event_id, event.payload) for event in store.kept.values()]
    return Decision(answer.status == 200, answer.json().get("challenge"), events)


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr(logging.getLogger("Lark"), "disabled", True)


POSTS = {
    "challenge": (Settings(), plain(challenge())),
    "challenge, other token": (Settings(), plain(challenge(token="x"))),
    "challenge without token": (Settings(), plain({"type": "url_verification", "challenge": "c"})),
    "sealed challenge": (ENCRYPTED, sealed(challenge())),
    "sealed challenge, unsigned": (ENCRYPTED, Post(sealed(challenge()).body)),
    "sealed challenge, other token": (ENCRYPTED, sealed(challenge(token="x"))),
    "v2": (Settings(), plain(v2())),
    "v1": (Settings(), plain(v1("approval_instance", status="APPROVED"))),
    "app_open": (Settings(), plain(v1("app_open"))),
    "v2, other token": (Settings(), plain(v2(token="x"))),
    "v2 without token": (Settings(), plain(v2(token=None))),
    "v1 without token": (Settings(), plain({**v1("approval_instance"), "token": None})),
    "v2, sealed": (ENCRYPTED, sealed(v2())),
    "v1, sealed": (ENCRYPTED, sealed(v1("approval_instance"))),
    "v2, sealed, without token": (ENCRYPTED, sealed(v2(token=None))),
    "v2, sealed, other token": (ENCRYPTED, sealed(v2(token="x"))),
    "unsigned": (ENCRYPTED, Post(sealed(v2()).body)),
    "other key": (ENCRYPTED, sealed(v2(), key="another key")),
    "other nonce": (
        ENCRYPTED,
        Post(sealed(v2()).body, {**sealed(v2()).headers, "X-Lark-Request-Nonce": "n-2"}),
    ),
    "signature in capitals": (
        ENCRYPTED,
        Post(
            sealed(v2()).body,
            {
                **sealed(v2()).headers,
                "X-Lark-Signature": sealed(v2()).headers["X-Lark-Signature"].upper(),
            },
        ),
    ),
    "encrypted for nobody": (Settings(), sealed(v2())),
    "padding": (ENCRYPTED, signed(json.dumps({"encrypt": encrypt(b"{}", "other")}).encode())),
    "no base64": (ENCRYPTED, signed(b'{"encrypt":"a"}')),
    "no blocks": (ENCRYPTED, signed(b'{"encrypt":"AAAA"}')),
    "no json": (Settings(), Post(b"{")),
    "a list": (Settings(), Post(b"[]")),
    "no event": (Settings(), plain({"token": TOKEN})),
    "no header": (Settings(), plain({"schema": "2.0", "token": TOKEN})),
}


@pytest.mark.parametrize("settings, post", POSTS.values(), ids=POSTS)
def test_both_decide_alike(receiving, store, settings, post):
    assert ours(receiving(settings), store, post) == theirs(settings, post)


def damaged(document: t.Any, place: int, damage: bytes) -> tuple[bytes, bytes]:
    """Give a whole body, and the same with a cut into its base64 text."""
    text = encrypt(json.dumps(document).encode())
    place %= len(text)
    hurt = text[:place] + damage.hex() + text[place + len(damage) :]
    whole, broken = (json.dumps({"encrypt": one}).encode() for one in (text, hurt))
    return whole, broken


DAMAGED = st.builds(
    damaged,
    st.sampled_from([v2(), v1("approval_instance"), challenge()]),
    st.integers(min_value=0),
    st.binary(min_size=1, max_size=3),
)


@given(DAMAGED, st.sampled_from(["before", "after", "never"]))
@hypothesis_settings(
    max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_both_decide_alike_on_damaged_ciphertexts(receiving, store, bodies, signing):
    """Signed before or after the damage, or not at all."""
    store.kept.clear()
    whole, broken = bodies
    post = signed(whole if signing == "before" else broken)
    post = Post(broken, {} if signing == "never" else post.headers)
    assert ours(receiving(ENCRYPTED), store, post) == theirs(ENCRYPTED, post)


STRICTER = {
    "not encrypted, though there is a key": (ENCRYPTED, signed(plain(v2()).body)),
    "another app": (Settings(), plain(v2(app_id="cli_another"))),
    "signed two days ago": (ENCRYPTED, sealed(v2(), timestamp="1769673600")),
    "a challenge not encrypted, though there is a key": (ENCRYPTED, plain(challenge())),
}


@pytest.mark.parametrize("settings, post", STRICTER.values(), ids=STRICTER)
def test_this_receiver_refuses_more(receiving, store, settings, post):
    assert theirs(settings, post).taken
    assert not ours(receiving(settings), store, post).taken
