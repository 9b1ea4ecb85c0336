"""Refresh tokens: single use, rotation, and every way in which they end."""

from __future__ import annotations

import pytest

from feishu_sandbox import Sandbox

DAY = 86_400


@pytest.fixture
def first(flow):
    return flow.exchange(flow.code())


def test_a_refresh_gives_a_new_pair_and_kills_the_old_refresh_token(flow, first):
    second = flow.refresh(first["refresh_token"])
    assert second["code"] == 0
    assert second["refresh_token"] != first["refresh_token"]
    assert second["scope"] == first["scope"]
    assert flow.refresh(first["refresh_token"])["code"] == 20073
    assert flow.refresh(second["refresh_token"])["code"] == 0


def test_the_old_access_token_lives_to_its_own_end(flow, first, api, sandbox):
    sandbox.clock.freeze()
    flow.refresh(first["refresh_token"])
    api.token = first["access_token"]
    assert api.code("GET", "/authen/v1/user_info") == 0
    sandbox.clock.advance(7200)
    assert api.code("GET", "/authen/v1/user_info") == 20005


def test_a_lost_reply_costs_the_token_all_the_same(flow, first, sandbox):
    sandbox.faults.add("oauth.token", "lost_reply")
    with pytest.raises(OSError, match="Connection"):
        flow.refresh(first["refresh_token"])
    assert flow.refresh(first["refresh_token"])["code"] == 20073


def test_a_server_error_before_the_refresh_costs_nothing(flow, first, sandbox):
    sandbox.faults.add("oauth.token", "code", code=20050, status=500)
    body = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    response = flow.post({**body, **flow.credentials()})
    assert (response.status_code, response.json()["error"]) == (500, "server_error")
    assert flow.refresh(first["refresh_token"])["code"] == 0


def test_it_lives_for_seven_days(flow, first, sandbox):
    sandbox.clock.freeze()
    second = flow.refresh(first["refresh_token"])
    sandbox.clock.advance(7 * DAY)
    assert flow.refresh(second["refresh_token"])["code"] == 20037


def test_after_a_year_the_user_is_asked_again(flow, sandbox):
    sandbox.clock.freeze()
    sandbox.behaviour.refresh_token_seconds = 300 * DAY
    reply = flow.exchange(flow.code())
    sandbox.clock.advance(299 * DAY)
    reply = flow.refresh(reply["refresh_token"])
    assert reply["refresh_token_expires_in"] == 66 * DAY
    sandbox.clock.advance(66 * DAY)
    assert flow.refresh(reply["refresh_token"])["code"] == 20037


def test_signing_out_revokes_it(flow, first, api, sandbox):
    sandbox.sign_out(flow.user, flow.app)
    assert flow.refresh(first["refresh_token"])["code"] == 20064
    api.token = first["access_token"]
    assert api.code("GET", "/im/v1/chats") == 99991668


def test_the_switch_of_the_app_decides(flow, first):
    flow.app.refreshes = False
    assert flow.refresh(first["refresh_token"])["code"] == 20074
    flow.app.refreshes = True
    assert flow.refresh(first["refresh_token"])["code"] == 0


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"refresh_token": None}, 20001),
        ({"refresh_token": "ur-legacy"}, 20026),
        ({"client_secret": "wrong"}, 20002),
        ({"scope": "bitable:app bitable:app"}, 20067),
        ({"scope": "bitable:app drive:drive"}, 20068),
    ],
)
def test_a_wrong_request_leaves_the_token_alone(flow, first, changes, code):
    assert flow.refresh(**{"token": first["refresh_token"], **changes})["code"] == code
    assert flow.refresh(first["refresh_token"])["code"] == 0


def test_it_belongs_to_its_app(flow, first, sandbox):
    flow.app = sandbox.world.add_app("Another", ["bitable:app"])
    assert flow.refresh(first["refresh_token"])["code"] == 20024


def test_it_can_be_narrowed(flow, first):
    second = flow.refresh(first["refresh_token"], scope="offline_access")
    assert second["scope"] == "auth:user.id:read offline_access"
    assert flow.refresh(second["refresh_token"], scope="bitable:app")["code"] == 20068


def test_the_user_still_has_to_be_there(flow, first):
    flow.user.frozen = True
    assert flow.refresh(first["refresh_token"])["code"] == 20066


def test_it_survives_a_restart(tmp_path):
    with Sandbox(limits=False, data_dir=tmp_path) as sandbox:
        token = sandbox.sign_in().refresh_token
    with Sandbox(limits=False, data_dir=tmp_path) as sandbox:
        assert sandbox.world.state.refresh_tokens[token].state == "unused"
