from __future__ import annotations

import datetime as dt
import threading

import pytest

from feishu_connect import endpoints
from feishu_connect.codes import CODES
from feishu_connect.errors import AccessError, RetriesExhaustedError, ScopeError, SignInError
from feishu_connect.store import UserGrant
from feishu_connect.tokens.user import UserTokens
from feishu_connect.transport import ConnectionLostError
from tests.feishu_connect.tokens.support import (
    FakeStore,
    Platform,
    access,
    app_token,
    client,
    granted,
    refresh,
    refused,
    tenant_token,
)
from tests.support import START, FakeClock, html, reply


def grant(number: int, *, life: float = 7200, **more) -> UserGrant:
    parts = {
        "refresh_token": refresh(number),
        "refresh_expires_at": START + dt.timedelta(days=7),
        "access_token": access(number),
        "access_expires_at": START + dt.timedelta(seconds=life),
        "scope": "offline_access",
        "open_id": "ou_1",
    }
    return UserGrant(**{**parts, **more})


class Bench:
    def __init__(self, kept: UserGrant | None, *answers, **more) -> None:
        self.clock = FakeClock()
        self.store = FakeStore(self.clock)
        self.store.grant = kept
        self.platform = Platform(oauth=list(answers), business=reply({}))
        self.settings = more
        self.client = self.another()
        self.tokens = self.client._wallet.tokens

    def another(self):
        """Give a client as another process would have it, with the same store."""
        return client(self.platform, self.store, self.clock, identity="user", **self.settings)

    @property
    def redeemed(self) -> list[str]:
        return [request.body["refresh_token"] for request in self.platform.calls("oauth")]


def test_a_grant_that_is_alive_is_used_without_a_refresh_or_a_lock():
    bench = Bench(grant(1))
    assert bench.tokens.token() == access(1)
    assert bench.platform.sent == []
    assert bench.store.history == []


def test_business_calls_are_sent_with_the_users_token():
    bench = Bench(grant(1))
    bench.client.call(endpoints.BITABLE_APP_GET, path={"app_token": "x"})
    sent = bench.platform.calls("business")[0]
    assert sent.headers["Authorization"] == f"Bearer {access(1)}"


def test_an_expired_token_is_refreshed_and_its_successor_durable_before_it_is_used():
    bench = Bench(grant(1, life=-1), granted(2))
    assert bench.tokens.token() == access(2)
    assert bench.store.history == [
        "locked user-token",
        f"saved {refresh(2)}",
        "freed user-token",
    ]
    assert bench.platform.sent[0].body == {
        "grant_type": "refresh_token",
        "refresh_token": refresh(1),
        "client_id": "cli_a000000000000001",
        "client_secret": "secret-of-the-tests",
    }
    kept = bench.store.grant
    assert kept.access_expires_at == bench.clock.now() + dt.timedelta(seconds=7200)
    assert kept.refresh_expires_at == bench.clock.now() + dt.timedelta(days=7)
    assert (kept.scope, kept.open_id) == ("offline_access bitable:app:readonly", "ou_1")


def test_a_token_is_refreshed_a_margin_before_its_end_and_the_next_one_again():
    bench = Bench(grant(1), granted(2), granted(3))
    bench.tokens.token()
    bench.clock.sleep(7200 - 180 - 1)
    assert bench.tokens.token() == access(1)
    bench.clock.sleep(2)
    assert bench.tokens.token() == access(2)
    bench.clock.sleep(7200)
    assert bench.tokens.token() == access(3)
    assert bench.redeemed == [refresh(1), refresh(2)]


def test_a_token_that_is_not_saved_is_not_used():
    bench = Bench(grant(1, life=-1), granted(2))

    def fail(_grant, _user=""):
        raise OSError

    bench.store.save_user_token = fail
    with pytest.raises(OSError):  # noqa: PT011 - whatever the store raises
        bench.client.call(endpoints.BITABLE_APP_GET, path={"app_token": "x"})
    assert bench.platform.calls("business") == []


def test_processes_that_find_one_expired_token_refresh_it_once():
    bench = Bench(grant(1, life=-1), granted(2))
    looked, look = threading.Semaphore(0), bench.store.user_token

    def looking():
        found = look()
        looked.release()
        return found

    bench.store.user_token = looking
    sources = [bench.another()._wallet.tokens for _ in range(6)]
    got: list[str] = []
    threads = [
        threading.Thread(target=lambda source=source: got.append(source.token()))
        for source in sources
    ]
    with bench.store.lock("held until all have seen the old token"):
        for thread in threads:
            thread.start()
        for _ in threads:
            assert looked.acquire(timeout=10)
    for thread in threads:
        thread.join(timeout=10)
    assert got == [access(2)] * 6
    assert bench.redeemed == [refresh(1)]


def test_a_refused_token_is_refreshed_once_though_it_has_not_expired():
    bench = Bench(grant(1), granted(2))
    other = bench.another()._wallet.tokens
    assert bench.tokens.token() == other.token() == access(1)
    assert bench.tokens.refresh(access(1)) == access(2)
    assert bench.tokens.refresh(access(1)) == access(2)
    assert other.refresh(access(1)) == access(2), "the other process takes what is in the store"
    assert bench.redeemed == [refresh(1)]


@pytest.mark.parametrize("code", [99991668, 99991677, 20005])
def test_the_codes_of_a_refused_user_token_lead_to_one_refresh(code):
    bench = Bench(grant(1), granted(2))
    bench.platform.answers["business"].appendleft(reply(code=code, status=400))
    bench.client.call(endpoints.BITABLE_APP_GET, path={"app_token": "x"})
    assert [sent.headers["Authorization"][-4:] for sent in bench.platform.calls("business")] == [
        "0001",
        "0002",
    ]


def test_a_user_token_refused_twice_asks_to_sign_in_again():
    bench = Bench(grant(1), granted(2))
    bench.platform.answers["business"][0] = reply(code=99991668, status=400)
    with pytest.raises(SignInError, match="feishu-connect login"):
        bench.client.call(endpoints.BITABLE_APP_GET, path={"app_token": "x"})
    assert len(bench.redeemed) == 1


def test_look_ups_that_take_no_user_are_made_by_the_app_and_nothing_else_is():
    bench = Bench(grant(1))
    bench.platform.add("tenant_token", tenant_token())
    for endpoint in (endpoints.CONTACT_USER_BATCH_GET_ID, endpoints.CONTACT_SCOPE_LIST):
        bench.client.call(endpoint)
    sent = [each.headers["Authorization"] for each in bench.platform.calls("business")]
    assert sent == ["Bearer t-tenant-0000000001", f"Bearer {access(1)}"]


@pytest.mark.parametrize("app_type", ["custom", "store"])
def test_an_apps_token_that_is_refused_while_a_user_acts_is_fetched_anew(app_type):
    bench = Bench(grant(1), app_type=app_type)
    bench.store.learn_tenant("tenant")
    bench.store.save_app_ticket("ticket")
    bench.platform.add("app_token", app_token())
    bench.platform.add("tenant_token", tenant_token("t-1-00000000"), tenant_token("t-2-00000000"))
    bench.platform.answers["business"].insert(0, reply(code=99991663, status=400))
    bench.client.call(endpoints.CONTACT_USER_BATCH_GET_ID)
    sent = [each.headers["Authorization"] for each in bench.platform.calls("business")]
    assert sent == ["Bearer t-1-00000000", "Bearer t-2-00000000"]
    assert bench.redeemed == []


@pytest.mark.parametrize(
    "answer",
    [
        reply(code=99991663, status=400),
        reply(code=99991668, status=400, msg="user access token not support"),
    ],
    ids=["the code of a tenant token", "the words"],
)
def test_an_api_that_takes_no_user_token_costs_no_refresh(answer):
    bench = Bench(grant(1), granted(2))
    bench.platform.answers["business"][0] = answer
    with pytest.raises(AccessError, match="identity `app`"):
        bench.client.call(endpoints.BITABLE_APP_GET, path={"app_token": "x"})
    assert bench.redeemed == []


def test_a_scope_that_the_user_has_not_granted_leads_to_another_sign_in():
    bench = Bench(grant(1))
    violations = [{"type": "action_privilege_required", "subject": "task:task:read"}]
    bench.platform.answers["business"][0] = reply(
        code=99991679, status=400, error={"permission_violations": violations}
    )
    with pytest.raises(ScopeError) as raised:
        bench.client.call(endpoints.BITABLE_APP_GET, path={"app_token": "x"})
    assert raised.value.scopes == ("task:task:read",)
    assert "token_type=user" in raised.value.console_url
    assert "feishu-connect login" in str(raised.value)


def test_nobody_signed_in_names_the_command():
    with pytest.raises(SignInError, match="feishu-connect login"):
        Bench(None).tokens.token()


def test_the_first_refresh_token_may_come_from_the_settings():
    bench = Bench(None, granted(2), refresh_token=refresh(1))
    assert bench.tokens.token() == access(2)
    assert bench.redeemed == [refresh(1)]


def test_the_store_wins_over_the_settings():
    bench = Bench(grant(5, life=-1), granted(6), refresh_token=refresh(1))
    bench.tokens.token()
    assert bench.redeemed == [refresh(5)]


def test_a_grant_without_refresh_token_serves_until_its_end():
    bench = Bench(grant(1, refresh_token="", refresh_expires_at=None))
    assert bench.tokens.token() == access(1)
    bench.clock.sleep(7200)
    with pytest.raises(SignInError, match="offline_access"):
        bench.tokens.token()


@pytest.mark.parametrize(
    "lost",
    [ConnectionLostError("reset", sent=True), html(502), html(200)],
    ids=["connection", "gateway", "garbage"],
)
def test_a_lost_reply_is_never_followed_by_a_blind_repeat(lost):
    bench = Bench(grant(1, life=-1), lost)
    for _ in range(3):
        with pytest.raises(SignInError, match="feishu-connect login"):
            bench.tokens.token()
    assert bench.redeemed == [refresh(1)]


def test_after_another_sign_in_a_failed_source_goes_on():
    bench = Bench(grant(1, life=-1), html(502))
    with pytest.raises(SignInError):
        bench.tokens.token()
    bench.store.grant = grant(7)
    assert bench.tokens.token() == access(7)


def test_a_request_that_was_never_sent_is_sent_again():
    bench = Bench(grant(1, life=-1), ConnectionLostError("refused", sent=False), granted(2))
    assert bench.tokens.token() == access(2)


@pytest.mark.parametrize("code,status", [(20050, 500), (20072, 503)])
def test_a_definite_server_error_is_tried_again(code, status):
    bench = Bench(grant(1, life=-1), refused(code, status), refused(code, status), granted(2))
    assert bench.tokens.token() == access(2)
    assert bench.redeemed == [refresh(1)] * 3


def test_a_server_error_that_stays_is_no_reason_to_sign_in_again():
    bench = Bench(grant(1, life=-1), refused(20050, 500))
    with pytest.raises(RetriesExhaustedError):
        bench.tokens.token()
    assert len(bench.redeemed) == 4


@pytest.mark.parametrize(
    "code,cure",
    [
        (20026, "feishu-connect login"),
        (20037, "once a year"),
        (20064, "feishu-connect login"),
        (20073, "store_url"),
        (20074, "Refresh user_access_token"),
        (20024, "Check app_id"),
        (20010, "availability range"),
        (20066, "administrator"),
        (20069, "Publish a version"),
    ],
)
def test_each_refusal_of_a_refresh_has_its_cure_and_is_not_repeated(code, cure):
    bench = Bench(grant(1, life=-1), refused(code))
    for _ in range(2):
        with pytest.raises(SignInError, match=cure) as raised:
            bench.tokens.token()
        assert raised.value.code == code
        assert "The words" in str(raised.value)
    assert bench.redeemed == [refresh(1)]


@pytest.mark.parametrize(
    "code",
    # Reference 2.4, and the extra codes of 2.5 that name a cure
    [
        *(20001, 20002, 20003, 20004, 20065, 20008, 20066, 20009, 20010, 20048, 20069, 20024),
        *(20026, 20037, 20064, 20073, 20074, 20027, 20029, 20036, 20063, 20067, 20068, 20070),
        *(20071, 20049, 20050, 20072, 20005, 20021, 20022, 20023, 20042, 20046),
    ],
)
def test_every_code_of_the_sign_in_has_a_row(code):
    assert CODES[code].cure or CODES[code].error is RetriesExhaustedError


def test_a_reply_without_a_token_is_told():
    bench = Bench(grant(1, life=-1), reply())
    with pytest.raises(SignInError, match="holds no token"):
        bench.tokens.token()


def test_old_and_new_tokens_are_known_to_the_redactor():
    bench = Bench(grant(1, life=-1), granted(2))
    bench.tokens.token()
    clean = bench.client.redactor.clean
    assert clean(f"{refresh(1)} {access(2)} {refresh(2)}") == "*** *** ***"


def test_the_settings_choose_the_source_also_for_store_apps():
    assert isinstance(Bench(None, app_type="store").tokens, UserTokens)
