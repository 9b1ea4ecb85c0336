"""The authorize page: what it refuses, what it shows, where it sends the browser."""

from __future__ import annotations

import pytest

from tests.feishu_sandbox.oauth.flow import REDIRECT, back


def test_the_page_names_app_scopes_and_people(flow):
    page = flow.page()
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    for text in (flow.app.name, "bitable:app", "offline_access", flow.user.open_id, "王思远"):
        assert text in page.text


def test_the_page_offers_no_one_who_left(flow, sandbox):
    gone = next(user for user in sandbox.world.state.users.values() if user.resigned)
    assert gone.open_id not in flow.page().text


def test_allowing_sends_code_and_state_back(flow):
    response = flow.decide()
    assert response.headers["Location"].startswith(REDIRECT + "?")
    answer = back(response)
    assert answer["state"] == "xyz"
    assert len(answer["code"]) == 64


def test_denying_sends_an_error_back(flow):
    assert back(flow.decide("deny")) == {"error": "access_denied", "state": "xyz"}
    assert back(flow.decide("deny", state=None)) == {"error": "access_denied"}


def test_a_query_of_the_redirect_stays_and_a_fragment_comes_last(flow):
    address = "http://localhost:8371/callback?a=1#/login"
    flow.app.redirect_urls.append(address)
    location = flow.decide("deny", redirect_uri=address).headers["Location"]
    assert location == "http://localhost:8371/callback?a=1&error=access_denied&state=xyz#/login"


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"client_id": None}, 20001),
        ({"client_id": "cli_0"}, 20048),
        ({"redirect_uri": None}, 20029),
        ({"redirect_uri": "http://localhost:8372/callback"}, 20029),
        ({"redirect_uri": REDIRECT + "/"}, 20029),
        ({"response_type": None}, 20001),
        ({"response_type": "token"}, 20001),
        ({"scope": "drive:drive"}, 20027),
        ({"scope": "approval:approval:readonly"}, 20027),
        ({"scope": "BITABLE:APP"}, 20027),
        ({"scope": "bitable:app bitable:app"}, 20067),
        ({"scope": " ".join(f"s{number}" for number in range(51))}, 20063),
        ({"code_challenge_method": "S512"}, 20063),
    ],
)
@pytest.mark.parametrize("act", ["page", "decide"])
def test_a_wrong_request_stays_on_an_error_page(flow, sandbox, act, changes, code):
    response = getattr(flow, act)(**changes)
    assert response.status_code == 400
    assert f'<code id="code">{code}</code>' in response.text
    assert "Location" not in response.headers
    assert sandbox.calls.of("oauth.authorize")[0].code == code


@pytest.mark.parametrize(
    "change, code",
    [
        ({"enabled": False}, 20069),
        ({"region": "lark"}, 20046),
        ({"published": False}, 20027),
    ],
)
def test_the_state_of_the_app_decides_too(flow, change, code):
    for name, value in change.items():
        setattr(flow.app, name, value)
    assert f">{code}<" in flow.page().text


def test_a_store_app_has_to_be_installed(flow, sandbox, store_app):
    flow.app = store_app
    assert ">20009<" in flow.page().text
    sandbox.install(store_app)
    assert flow.page().status_code == 200
    sandbox.change_status(store_app, "stop_by_platform")
    assert ">20069<" in flow.page().text


def test_only_people_who_may_use_the_app_can_allow_it(flow, sandbox):
    people = list(sandbox.world.state.users.values())
    flow.app.available_to = [people[0].open_id]
    assert flow.decide().status_code == 303
    assert ">20010<" in flow.decide(user=people[1].open_id).text
    assert ">20066<" in flow.decide(user=people[-1].open_id).text
    assert ">20008<" in flow.decide(user="ou_nobody").text


def test_a_browser_that_knows_its_user_goes_straight_back(flow):
    flow.code()
    assert "code" in back(flow.page())
    assert flow.page(prompt="consent").status_code == 200
    assert flow.page(scope="bitable:app contact:user.base:readonly").status_code == 200


def test_without_scopes_it_is_a_mere_login(flow):
    reply = flow.exchange(flow.code(scope=None))
    assert reply["scope"] == "auth:user.id:read"
    assert "refresh_token" not in reply


def test_the_page_escapes_what_it_shows(flow):
    flow.app.name = "<script>alert(1)</script>"
    assert "<script>" not in flow.page().text
