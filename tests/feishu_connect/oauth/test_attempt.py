from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from feishu_connect.errors import SettingsError, SignInError
from feishu_connect.oauth import Attempt, DeniedError, WrongStateError
from feishu_connect.oauth.pkce import challenge_of
from tests.support import settings

REDIRECT = "http://localhost:8371/callback"


def begin(*scopes: str, **more) -> Attempt:
    return Attempt.begin(settings(**more), scopes)


def query_of(attempt: Attempt) -> dict[str, str]:
    return {name: one for name, (one,) in parse_qs(urlsplit(attempt.url).query).items()}


def test_the_link_asks_for_a_code_with_pkce_state_and_the_exact_redirect():
    attempt = begin("bitable:app:readonly")
    query = query_of(attempt)
    assert attempt.url.startswith("https://accounts.feishu.cn/open-apis/authen/v1/authorize?")
    assert query == {
        "client_id": "cli_a000000000000001",
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "scope": "bitable:app:readonly offline_access",
        "state": attempt.state,
        "code_challenge": challenge_of(attempt.verifier),
        "code_challenge_method": "S256",
        "prompt": "consent",
    }
    assert attempt.verifier not in attempt.url


@pytest.mark.parametrize(
    "base_url,host",
    [
        ("lark", "https://accounts.larksuite.com/"),
        ("http://127.0.0.1:8370", "http://127.0.0.1:8370/"),
    ],
)
def test_the_link_leads_to_the_accounts_of_the_region(base_url, host):
    assert begin(base_url=base_url).url.startswith(host)


def test_each_attempt_has_its_own_state_and_verifier_and_shows_neither():
    one, two = begin(), begin()
    assert one.state != two.state
    assert one.verifier != two.verifier
    assert one.verifier not in repr(one)


def test_each_scope_is_asked_for_once():
    attempt = begin("b", "a", "b", "offline_access")
    assert attempt.scopes == ("a", "b", "offline_access")


def test_more_scopes_than_feishu_takes_are_refused():
    with pytest.raises(SettingsError, match="one sign-in takes 50"):
        begin(*(f"scope:{number}" for number in range(50)))


def come_back(attempt: Attempt, **members) -> str:
    return f"{REDIRECT}?{urlencode({'state': attempt.state, **members})}"


def test_the_code_is_read_out_of_the_redirect():
    attempt = begin()
    assert attempt.code(come_back(attempt, code="AbC-123_x")) == "AbC-123_x"
    assert attempt.code(f"  {come_back(attempt, code='AbC')}\n") == "AbC", "as it is pasted"


@pytest.mark.parametrize(
    "query",
    ["code=abc", "code=abc&state=", "code=abc&state=other", "code=abc&state=%E4%BD%A0", ""],
    ids=["missing", "empty", "other", "not ascii", "nothing"],
)
def test_a_code_with_another_state_is_refused(query):
    with pytest.raises(WrongStateError):
        begin().code(f"{REDIRECT}?{query}")


def test_a_state_that_comes_twice_is_refused():
    attempt = begin()
    with pytest.raises(WrongStateError):
        attempt.code(f"{REDIRECT}?code=a&state={attempt.state}&state={attempt.state}")


def test_a_denial_is_told_as_such():
    attempt = begin()
    with pytest.raises(DeniedError, match="agree"):
        attempt.code(come_back(attempt, error="access_denied"))


def test_a_denial_with_a_wrong_state_is_a_wrong_state():
    with pytest.raises(WrongStateError):
        begin().code(f"{REDIRECT}?error=access_denied&state=x")


@pytest.mark.parametrize("members", [{"error": "server_error", "code": "a"}, {}, {"code": ""}])
def test_anything_but_one_code_is_an_error(members):
    attempt = begin()
    with pytest.raises(SignInError, match="instead of a code"):
        attempt.code(come_back(attempt, **members))
