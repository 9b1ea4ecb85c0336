"""Codes into tokens."""

from __future__ import annotations

import base64
import hashlib

import pytest
import requests

from tests.feishu_sandbox.oauth.flow import REDIRECT

VERIFIER = "a-verifier_of~43.characters-0123456789ABCDEF"


def challenge(verifier):
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def test_the_reply_is_flat_and_holds_both_tokens(flow):
    reply = flow.exchange(flow.code())
    assert set(reply) == {
        "code",
        "access_token",
        "expires_in",
        "token_type",
        "scope",
        "refresh_token",
        "refresh_token_expires_in",
    }
    assert reply["access_token"].startswith("eyJ")
    assert 1000 < len(reply["access_token"]) < 4096
    assert reply["access_token"] != reply["refresh_token"]
    assert (reply["code"], reply["token_type"], reply["expires_in"]) == (0, "Bearer", 7200)
    assert reply["refresh_token_expires_in"] == 604_800
    assert reply["scope"] == "auth:user.id:read bitable:app offline_access"


def test_a_failure_is_flat_with_http_400(flow):
    response = flow.post({"grant_type": "authorization_code", **flow.credentials(), "code": "x"})
    assert response.status_code == 400
    assert set(response.json()) == {"code", "error", "error_description"}
    assert (response.json()["code"], response.json()["error"]) == (20003, "invalid_grant")


def test_a_code_works_once(flow):
    code = flow.code()
    assert flow.exchange(code)["code"] == 0
    assert flow.exchange(code)["code"] == 20065


def test_a_code_lives_for_five_minutes(flow, sandbox):
    sandbox.clock.freeze()
    first, second = flow.code(), flow.code()
    sandbox.clock.advance(299)
    assert flow.exchange(first)["code"] == 0
    sandbox.clock.advance(1)
    assert flow.exchange(second)["code"] == 20004


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"grant_type": None}, 20001),
        ({"grant_type": "password"}, 20036),
        ({"grant_type": ["authorization_code"]}, 20036),
        ({"client_id": None}, 20001),
        ({"client_id": "cli_0"}, 20048),
        ({"client_secret": None}, 20001),
        ({"client_secret": "wrong"}, 20002),
        ({"code": None}, 20001),
        ({"code": 7}, 20063),
        ({"redirect_uri": "http://localhost:8080/callback"}, 20071),
        ({"scope": "bitable:app bitable:app"}, 20067),
        ({"scope": "contact:user.base:readonly"}, 20068),
        ({"scope": 7}, 20063),
    ],
)
def test_a_wrong_request_leaves_the_code_alone(flow, changes, code):
    value = flow.code()
    assert flow.exchange(**{"code": value, **changes})["code"] == code
    assert flow.exchange(value)["code"] == 0


def test_the_redirect_may_be_left_out(flow):
    assert flow.exchange(flow.code(), redirect_uri=None)["code"] == 0


def test_a_code_belongs_to_its_app(flow, sandbox):
    code = flow.code()
    flow.app = sandbox.world.add_app("Another", ["bitable:app"])
    assert flow.exchange(code)["code"] == 20024


@pytest.mark.parametrize("method", ["S256", "plain", None])
def test_pkce_wants_the_verifier_of_the_challenge(flow, method):
    asked = {
        "code_challenge": challenge(VERIFIER) if method == "S256" else VERIFIER,
        "code_challenge_method": method,
    }
    for wrong in (None, VERIFIER + "x", VERIFIER[:42], challenge(VERIFIER), "ä" * 43):
        assert flow.exchange(flow.code(**asked), code_verifier=wrong)["code"] == 20049
    assert flow.exchange(flow.code(**asked), code_verifier=VERIFIER)["code"] == 0


def test_the_grant_can_be_narrowed(flow):
    reply = flow.exchange(flow.code(), scope="bitable:app")
    assert reply["scope"] == "auth:user.id:read bitable:app"
    assert "refresh_token" not in reply


def test_grants_add_up(flow):
    flow.code(scope="contact:user.base:readonly offline_access")
    reply = flow.exchange(flow.code(scope="bitable:app"))
    assert reply["scope"] == "auth:user.id:read bitable:app contact:user.base:readonly"
    assert "refresh_token" not in reply


def test_credentials_may_come_as_basic_but_not_twice(flow):
    body = {"grant_type": "authorization_code", "code": flow.code(), "redirect_uri": REDIRECT}
    auth = (flow.app.app_id, flow.app.app_secret)
    both = flow.post({**body, **flow.credentials()}, auth=auth)
    assert both.json()["code"] == 20070
    assert flow.post(body, auth=auth).json()["code"] == 0
    odd = flow.post(body, headers={"Authorization": "Basic %"})
    assert odd.json()["code"] == 20063


def test_a_form_is_understood_as_oauth_libraries_send_it(flow):
    body = {"grant_type": "authorization_code", "code": flow.code(), **flow.credentials()}
    url = flow.sandbox.url + "/open-apis/authen/v2/oauth/token"
    assert requests.post(url, data=body, timeout=10).json()["code"] == 0


def test_a_body_that_is_no_json_object_is_malformed(flow):
    assert flow.post(["x"]).json()["code"] == 20063


def test_an_app_of_the_other_region_does_not_exist(flow, sandbox):
    flow.app = next(app for app in sandbox.world.state.apps.values() if app.region == "lark")
    assert flow.exchange("x")["code"] == 20048


@pytest.mark.parametrize(
    "spoil, code",
    [
        (lambda flow: setattr(flow.app, "enabled", False), 20069),
        (lambda flow: flow.app.installs.update(dict.fromkeys(flow.app.installs, "x")), 20009),
        (lambda flow: setattr(flow.user, "resigned", True), 20066),
        (lambda flow: setattr(flow.user, "frozen", True), 20066),
        (lambda flow: setattr(flow.app, "available_to", []), 20010),
        (lambda flow: flow.sandbox.world.state.users.clear(), 20008),
        (lambda flow: flow.sandbox.sign_out(flow.user, flow.app), 20003),
    ],
    ids=["disabled", "uninstalled", "resigned", "frozen", "unavailable", "gone", "revoked"],
)
def test_what_changed_since_the_consent_counts(flow, spoil, code):
    value = flow.code()
    spoil(flow)
    assert flow.exchange(value)["code"] == code


def test_two_exchanges_at_once_are_not_held_up_by_each_other(flow, sandbox):
    sandbox.behaviour.write_seconds = 5.0
    assert flow.exchange(flow.code())["code"] == 0
