from __future__ import annotations

import pytest

from feishu_connect.errors import SignInError
from feishu_connect.oauth import Attempt, WrongStateError, complete
from tests.feishu_connect.tokens.support import (
    FakeStore,
    Platform,
    access,
    client,
    granted,
    refresh,
    refused,
)
from tests.support import FakeClock, html, reply

PERSON = {"name": "张三", "open_id": "ou_1", "tenant_key": "2ca1d211f64f6438"}


class Bench:
    def __init__(self, *answers, **more) -> None:
        self.clock = FakeClock()
        self.store = FakeStore(self.clock)
        self.platform = Platform(oauth=list(answers), user_info=reply(PERSON))
        self.client = client(self.platform, self.store, self.clock, identity="user", **more)
        self.attempt = Attempt.begin(self.client.settings, ["bitable:app:readonly"])

    def complete(self, query: str = ""):
        query = query or f"code=the-code-0001&state={self.attempt.state}"
        redirected = f"{self.attempt.redirect_uri}?{query}"
        return complete(self.client, self.store, self.attempt, redirected)


def test_a_redirect_becomes_a_grant_in_the_store_and_the_name_of_its_owner():
    bench = Bench(granted(1))
    person = bench.complete()
    assert (person.name, person.open_id, person.tenant_key) == (
        "张三",
        "ou_1",
        "2ca1d211f64f6438",
    )
    assert (person.missing, person.lasting) == ((), True)
    assert bench.platform.calls("oauth")[0].body == {
        "grant_type": "authorization_code",
        "code": "the-code-0001",
        "redirect_uri": "http://localhost:8371/callback",
        "code_verifier": bench.attempt.verifier,
        "client_id": "cli_a000000000000001",
        "client_secret": "secret-of-the-tests",
    }
    kept = bench.store.grant
    assert (kept.access_token, kept.refresh_token, kept.open_id) == (access(1), refresh(1), "ou_1")


def test_the_grant_is_durable_before_the_token_is_used():
    bench = Bench(granted(1))
    seen = []

    def ask(request):
        seen.append((list(bench.store.history), request.headers["Authorization"]))
        return reply(PERSON)

    bench.platform.answers["user_info"][0] = ask
    bench.complete()
    history, header = seen[0]
    assert f"saved {refresh(1)}" in history
    assert header == f"Bearer {access(1)}"


def test_the_first_sign_in_of_a_store_app_tells_its_tenant():
    bench = Bench(granted(1), app_type="store")
    bench.complete()
    assert list(bench.store.known) == ["2ca1d211f64f6438"]


def test_what_was_not_granted_is_told():
    person = Bench(granted(1, scope="bitable:app:readonly", refresh_token="")).complete()
    assert person.missing == ("offline_access",)
    assert not person.lasting


def test_a_wrong_state_costs_no_call():
    bench = Bench(granted(1))
    with pytest.raises(WrongStateError):
        bench.complete("code=abc&state=other")
    assert bench.platform.sent == []


@pytest.mark.parametrize("code", [20003, 20004, 20065, 20049, 20071])
def test_a_code_that_is_refused_asks_to_sign_in_again(code):
    bench = Bench(refused(code))
    with pytest.raises(SignInError, match="feishu-connect login"):
        bench.complete()
    assert bench.store.grant is None


def test_a_lost_reply_is_not_repeated():
    bench = Bench(html(502))
    with pytest.raises(SignInError, match="was lost"):
        bench.complete()
    assert len(bench.platform.sent) == 1


def test_code_and_verifier_are_known_to_the_redactor():
    bench = Bench(granted(1))
    bench.complete()
    assert bench.client.redactor.clean(f"the-code-0001 {bench.attempt.verifier}") == "*** ***"
