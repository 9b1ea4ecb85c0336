from __future__ import annotations

import threading

import pytest

from feishu_connect import endpoints
from feishu_connect.errors import (
    AccessError,
    AmbiguousWriteError,
    CredentialsError,
    NotFoundError,
    PagingError,
    QuotaError,
    RegionError,
    RejectedError,
    RetriesExhaustedError,
    ScopeError,
)
from feishu_connect.replies import TokenRefusedError
from feishu_connect.transport import ConnectionLostError, Reply
from tests.support import FakeClock, ScriptedTransport, client, html, reply, token_reply

APP = {"app_token": "bascnAAAAAAAAAAAAAAAAAAAAAA"}
TABLE = {**APP, "table_id": "tblAAAAAAAAAAAA"}


def read(transport: ScriptedTransport, clock: FakeClock | None = None):
    return client(transport, clock).call(endpoints.BITABLE_APP_GET, path=APP)


def create(transport: ScriptedTransport, *, key: bool):
    params = {"client_token": "fe599b60-450f-46ff-b2ef-9f6675625b97"} if key else {}
    return client(transport).call(
        endpoints.BITABLE_RECORD_BATCH_CREATE, path=TABLE, params=params, body={"records": []}
    )


def test_a_call_sends_bearer_path_query_and_json_body():
    transport = ScriptedTransport(reply({"items": []}))
    client(transport).call(
        endpoints.BITABLE_RECORD_SEARCH, path=TABLE, params={"page_size": 500}, body={"x": 1}
    )
    sent = transport.sent[0]
    assert sent.method == "POST"
    assert sent.url == (
        "https://open.feishu.cn/open-apis/bitable/v1/apps/bascnAAAAAAAAAAAAAAAAAAAAAA"
        "/tables/tblAAAAAAAAAAAA/records/search"
    )
    assert sent.params == {"page_size": 500}
    assert sent.body == {"x": 1}
    assert sent.headers["Authorization"] == "Bearer t-token-000000000001"


@pytest.mark.parametrize("data", [None, {}])
def test_success_without_data_is_an_empty_object(data):
    assert read(ScriptedTransport(reply(data))) == {}


def test_code_zero_is_success_whatever_the_http_status():
    assert read(ScriptedTransport(reply({"app": {}}, status=400))) == {"app": {}}


@pytest.mark.parametrize(
    "code,status,error",
    [
        (91403, 200, AccessError),
        (1254302, 403, AccessError),
        (91402, 200, NotFoundError),
        (1254040, 200, NotFoundError),
        (1254018, 400, RejectedError),
        (99991403, 429, QuotaError),
        (99991673, 400, CredentialsError),
        (4711, 400, RejectedError),
    ],
)
def test_an_error_code_decides_also_inside_http_200(code, status, error):
    transport = ScriptedTransport(reply(code=code, status=status))
    with pytest.raises(error) as raised:
        read(transport)
    assert raised.value.code == code
    assert raised.value.log_id == "log-1"
    assert "bitable.app.get" in str(raised.value)
    assert len(transport.sent) == 1


@pytest.mark.parametrize(
    "failure",
    [
        reply(code=99991400, status=429, headers={"x-ogw-ratelimit-reset": "3"}),
        reply(code=99991400, status=400),
        reply(code=1254290),
        reply(code=1254290, status=400),
        reply(code=1254291),
        reply(code=1254607, status=400),
        reply(code=1255040, status=504),
        reply(code=1255001),
        html(502),
        html(429),
        html(200),
        ConnectionLostError("reset", sent=True),
        ConnectionLostError("refused", sent=False),
    ],
)
def test_a_passing_failure_of_a_read_is_tried_again(failure):
    clock = FakeClock()
    assert read(ScriptedTransport(failure, failure, reply({"ok": 1})), clock) == {"ok": 1}
    assert len([seconds for seconds in clock.slept if seconds > 0]) >= 2


def test_a_throttled_call_waits_as_long_as_the_server_says():
    clock = FakeClock()
    throttled = reply(code=99991400, status=429, headers={"x-ogw-ratelimit-reset": "7"})
    read(ScriptedTransport(throttled, reply({})), clock)
    assert 7.0 <= clock.seconds - 1000 <= 7.5


def test_a_wait_beyond_all_patience_is_not_begun():
    clock = FakeClock()
    throttled = reply(code=99991400, status=429, headers={"x-ogw-ratelimit-reset": "3600"})
    with pytest.raises(RetriesExhaustedError):
        read(ScriptedTransport(throttled), clock)
    assert clock.seconds - 1000 < 10


def test_an_outage_that_lasts_ends_in_an_error_with_a_cure():
    transport = ScriptedTransport(*[html(502)] * 20)
    with pytest.raises(RetriesExhaustedError, match="HTTP 502 with text/html"):
        read(transport)
    assert len(transport.sent) == 8


def test_a_host_that_never_answers_is_given_up_within_seconds():
    clock = FakeClock()
    refused = ConnectionLostError("refused", sent=False)
    transport = ScriptedTransport(tokens=[refused] * 20)
    with pytest.raises(RetriesExhaustedError, match="Check base_url"):
        read(transport, clock)
    assert clock.seconds - 1000 < 10


def test_a_page_that_is_no_api_names_the_region_setting():
    with pytest.raises(RegionError, match="base_url"):
        read(ScriptedTransport(html(404)))


@pytest.mark.parametrize("failure", [html(502), ConnectionLostError("reset", sent=True)])
def test_a_write_whose_reply_was_lost_is_repeated_only_with_its_key(failure):
    assert create(ScriptedTransport(failure, reply({"records": []})), key=True) == {"records": []}
    with pytest.raises(AmbiguousWriteError):
        create(ScriptedTransport(failure), key=False)


def test_a_write_that_was_refused_is_repeated_without_a_key():
    assert create(ScriptedTransport(reply(code=1254291), reply({"a": 1})), key=False) == {"a": 1}


def test_a_keyed_repeat_is_the_identical_request():
    transport = ScriptedTransport(html(502), reply({}))
    create(transport, key=True)
    first, second = transport.sent
    assert (first.params, first.body) == (second.params, second.body)


@pytest.mark.parametrize("code", [1254608, 1255006])
def test_a_key_that_was_seen_before_asks_the_caller_to_look(code):
    with pytest.raises(AmbiguousWriteError) as raised:
        create(ScriptedTransport(reply(code=code)), key=True)
    assert raised.value.code == code


def test_a_table_is_never_created_twice_blindly():
    transport = ScriptedTransport(html(504))
    with pytest.raises(AmbiguousWriteError):
        client(transport).call(endpoints.BITABLE_TABLE_CREATE, path=APP, body={"table": {}})


def test_data_not_changed_is_success():
    assert read(ScriptedTransport(reply(code=1254606, status=400))) == {}


def test_not_found_is_retried_only_for_what_has_just_been_made():
    transport = ScriptedTransport(reply(code=1254041), reply({"items": [], "has_more": False}))
    assert list(client(transport).items(endpoints.BITABLE_FIELD_LIST, path=TABLE, fresh=True)) == []
    with pytest.raises(NotFoundError):
        read(ScriptedTransport(reply(code=1254041)))


@pytest.mark.parametrize("code", [99991661, 99991663, 99991664, 99991668, 99991671, 99991677])
def test_a_refused_token_is_refreshed_once(code):
    transport = ScriptedTransport(
        reply(code=code, status=400),
        reply({"ok": 1}),
        tokens=[token_reply("t-old-00000000000001"), token_reply("t-new-00000000000002")],
    )
    assert read(transport) == {"ok": 1}
    assert transport.sent[1].headers["Authorization"] == "Bearer t-new-00000000000002"
    assert transport.token_calls == 2


def test_a_call_that_names_its_access_token_is_sent_with_no_other():
    """An idempotency key of tasks holds for one token only."""
    transport = ScriptedTransport(
        reply({"ok": 1}),
        reply(code=99991663, status=400),
        tokens=[token_reply("t-old-00000000000001"), token_reply("t-new-00000000000002")],
    )
    asking = client(transport)
    token = asking.access_token()
    assert asking.call(endpoints.BITABLE_APP_GET, path=APP, access_token=token) == {"ok": 1}
    with pytest.raises(TokenRefusedError):
        asking.call(endpoints.BITABLE_APP_GET, path=APP, access_token=token)
    sent = {request.headers["Authorization"] for request in transport.sent}
    assert sent == {f"Bearer {token}"}
    assert asking.access_token(token) == "t-new-00000000000002"


def test_a_token_refused_twice_ends_the_run():
    transport = ScriptedTransport(*[reply(code=99991663, status=400)] * 2)
    with pytest.raises(CredentialsError):
        read(transport)
    assert transport.token_calls == 2


def test_threads_that_are_refused_together_refresh_together():
    gate = threading.Barrier(4, timeout=10)

    def refuse(request):
        if request.headers["Authorization"].endswith("1"):
            gate.wait()
            return reply(code=99991663, status=400)
        return reply({})

    transport = ScriptedTransport(
        *[refuse] * 8,
        tokens=[token_reply("t-old-00000000000001"), token_reply("t-new-00000000000002")],
    )
    shared = client(transport)
    threads = [
        threading.Thread(target=lambda: shared.call(endpoints.BITABLE_APP_GET, path=APP))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert transport.token_calls == 2


def test_a_wrong_secret_names_the_cure_and_not_the_secret():
    transport = ScriptedTransport(tokens=[reply(code=10014, msg="app secret-of-the-tests invalid")])
    with pytest.raises(CredentialsError) as raised:
        read(transport)
    text = str(raised.value)
    assert "app_secret" in text
    assert "`lark`" in text
    assert "secret-of-the-tests" not in text


@pytest.mark.parametrize("key", ["subject", "scope"])
def test_a_missing_scope_names_all_that_would_do_and_the_console_page(key):
    violations = [{key: "bitable:app"}, {key: "bitable:app:readonly"}]
    missing = reply(code=99991672, status=400, error={"permission_violations": violations})
    with pytest.raises(ScopeError) as raised:
        read(ScriptedTransport(missing))
    assert raised.value.scopes == ("bitable:app", "bitable:app:readonly")
    assert raised.value.console_url == (
        "https://open.feishu.cn/app/cli_a000000000000001/auth"
        "?q=bitable:app,bitable:app:readonly&op_from=openapi&token_type=tenant"
    )


def test_a_validation_error_names_the_fields():
    invalid = reply(
        code=99992402,
        status=400,
        error={"field_violations": [{"field": "page_size", "description": "max is 500"}]},
    )
    with pytest.raises(RejectedError, match="page_size: max is 500"):
        read(ScriptedTransport(invalid))


def pages(*replies, path=TABLE):
    transport = ScriptedTransport(*replies)
    rows = list(client(transport).items(endpoints.BITABLE_TABLE_LIST, path=path))
    return transport, rows


def test_paging_stops_on_has_more_alone_and_survives_empty_pages():
    transport, rows = pages(
        reply({"items": [{"n": 1}], "has_more": True, "page_token": "a"}),
        reply({"items": [], "has_more": True, "page_token": "b"}),
        reply({"items": None, "has_more": True, "page_token": "c"}),
        reply({"items": [{"n": 2}], "has_more": False, "page_token": "d"}),
    )
    assert rows == [{"n": 1}, {"n": 2}]
    assert [sent.params.get("page_token") for sent in transport.sent] == [None, "a", "b", "c"]
    assert {sent.params["page_size"] for sent in transport.sent} == {100}


@pytest.mark.parametrize("token", ["a", "", None])
def test_paging_refuses_a_repeated_or_missing_token(token):
    with pytest.raises(PagingError):
        pages(
            reply({"items": [], "has_more": True, "page_token": "a"}),
            reply({"items": [], "has_more": True, "page_token": token}),
        )


@pytest.mark.parametrize("code", [1254030, 1254607, 1255040, 1254002])
def test_a_page_that_is_too_much_is_asked_for_in_halves(code):
    transport, rows = pages(
        reply(code=code),
        reply(code=code),
        reply({"items": [{"n": 1}], "has_more": True, "page_token": "a"}),
        reply({"items": [{"n": 2}], "has_more": False}),
    )
    assert rows == [{"n": 1}, {"n": 2}]
    assert [sent.params["page_size"] for sent in transport.sent] == [100, 50, 25, 25]


def test_a_page_that_stays_too_large_is_an_error():
    with pytest.raises(RejectedError):
        pages(*[reply(code=1254030)] * 10)


def test_the_call_budget_stops_before_it_is_exceeded_and_leaves_out_what_is_not_counted():
    transport = ScriptedTransport(*[reply({"items": [], "has_more": False})] * 5)
    limited = client(transport, call_budget=2)
    for _ in range(2):
        list(limited.items(endpoints.BITABLE_TABLE_LIST, path=APP))
        list(limited.items(endpoints.CONTACT_SCOPE_LIST))
    with pytest.raises(QuotaError, match="call_budget"):
        list(limited.items(endpoints.BITABLE_TABLE_LIST, path=APP))
    assert len(transport.sent) == 4


def test_writes_to_one_base_never_overlap():
    held = []

    def answer(_request):
        turn = shared._turn("base:a")
        held.append(not turn.acquire(blocking=False))
        return html(502) if len(held) == 1 else reply({})

    shared = client(ScriptedTransport(answer, answer))
    shared.call(endpoints.BITABLE_RECORD_BATCH_UPDATE, path=TABLE, body={}, exclusive="base:a")
    assert held == [True, True], "the turn is kept over retries"
    assert shared._turn("base:a").acquire(blocking=False), "and given back at the end"


def test_a_clock_that_runs_ahead_is_moved_back_to_feishus():
    clock = FakeClock()
    ahead = client(
        ScriptedTransport(reply({}, headers={"Date": "Sat, 31 Jan 2026 07:50:00 GMT"})), clock
    )
    ahead.call(endpoints.BITABLE_APP_GET, path=APP)
    assert ahead.feishu_time(clock.now()).isoformat() == "2026-01-31T07:50:00+00:00"


def test_a_clock_that_runs_behind_is_left_alone():
    clock = FakeClock()
    behind = client(
        ScriptedTransport(reply({}, headers={"Date": "Sat, 31 Jan 2026 09:00:00 GMT"})), clock
    )
    behind.call(endpoints.BITABLE_APP_GET, path=APP)
    assert behind.feishu_time(clock.now()) == clock.now()


def test_a_file_comes_as_bytes_and_its_failure_as_an_error():
    raw = Reply(200, {"Content-Type": "image/png"}, b"\x89PNG")
    path = {"file_token": "boxcnAAAAAAAAAAAAAAAAAAAAAA"}
    got = client(ScriptedTransport(html(502), raw)).download(
        endpoints.DRIVE_MEDIA_DOWNLOAD, path=path
    )
    assert got == b"\x89PNG"
    with pytest.raises(AccessError):
        client(ScriptedTransport(reply(code=1061004, status=403))).download(
            endpoints.DRIVE_MEDIA_DOWNLOAD, path=path
        )
