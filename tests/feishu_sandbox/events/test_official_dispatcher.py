"""The official event dispatcher accepts what is pushed, and refuses it with another key."""

from __future__ import annotations

import json

import pytest
from lark_oapi import EventDispatcherHandler, LogLevel
from lark_oapi.core.model import RawRequest


@pytest.fixture
def dispatch(receiver):
    """Feed a post to the official dispatcher; returns what its handlers saw and its status."""

    def feed(key="test key", token="verification", index=-1):
        seen = []
        builder = EventDispatcherHandler.builder(key, token, LogLevel.CRITICAL)
        for name in ("app_ticket", "app_open", "approval_instance"):
            builder.register_p1_customized_event(name, seen.append)
        builder.register_p2_contact_user_updated_v3(seen.append)
        request = RawRequest()
        request.uri = "/app/events"
        request.headers, request.body = receiver.posts[index]
        response = builder.build().do(request)
        return response, seen

    return feed


def test_a_ticket_is_accepted(sandbox, store_app, dispatch):
    sandbox.push_ticket(store_app)
    response, (event,) = dispatch()
    assert response.status_code == 200
    assert event.uuid == sandbox.deliveries[0].event_id
    assert event.event["app_ticket"] == store_app.ticket


@pytest.mark.parametrize("key", ["", "test key"])
def test_both_envelopes_are_accepted_with_and_without_encryption(sandbox, store_app, dispatch, key):
    store_app.encrypt_key = key
    sandbox.push_event(store_app, "approval_instance", {"status": "PENDING"})
    response, (old,) = dispatch(key)
    assert (response.status_code, old.event["status"]) == (200, "PENDING")
    sandbox.push_event(store_app, "contact.user.updated_v3", {"object": {"open_id": "ou_x"}})
    response, (new,) = dispatch(key)
    assert (response.status_code, new.event.object.open_id) == (200, "ou_x")
    assert new.header.tenant_key == sandbox.world.state.tenant.tenant_key


def test_another_key_or_token_is_refused(sandbox, store_app, dispatch):
    sandbox.push_event(store_app, "app_open")
    assert dispatch(key="another")[0].status_code == 500
    assert dispatch(token="another")[0].status_code == 500


@pytest.mark.parametrize("key", ["", "test key"])
def test_the_challenge_is_answered_in_clear(sandbox, store_app, receiver, dispatch, key):
    store_app.encrypt_key = key
    sent = sandbox.save_request_url(store_app, receiver.url)
    response, _ = dispatch(key)
    assert json.loads(response.content) == {"challenge": sent.payload["challenge"]}
