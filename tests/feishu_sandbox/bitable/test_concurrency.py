"""One write at a time, and each idempotency key once."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests


@pytest.fixture
def table(base):
    return base.add_table("T", [{"field_name": "名", "type": 1}])


@pytest.fixture
def post(api, table, at):
    """Create a row on a connection of its own."""
    token = api.sign_in()
    url = api.url(f"{at(table)}/records")

    def act(text="x", **params):
        body = {"fields": {"名": text}}
        headers = {"Authorization": f"Bearer {token}"}
        return requests.post(url, json=body, params=params, headers=headers, timeout=10)

    return act


def test_a_write_during_a_write_conflicts(sandbox, table, post):
    started, go_on = threading.Event(), threading.Event()
    sandbox.behaviour.write_seconds = 0

    def hold(_call):
        started.set()
        assert go_on.wait(5)

    sandbox.faults.add("bitable.record.create", "callback", call=hold, locked=True)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post, "first")
        assert started.wait(5)
        second = post("second")
        go_on.set()
        assert first.result().json()["code"] == 0
    assert (second.status_code, second.json()["code"]) == (200, 1254291)
    assert [row["名"][0]["text"] for row in table.rows().values()] == ["first"]
    assert post("third").json()["code"] == 0


def test_reads_do_not_conflict(sandbox, api, table, post):
    go_on = threading.Event()
    sandbox.faults.add(
        "bitable.record.create", "callback", call=lambda _: go_on.wait(5), locked=True
    )
    with ThreadPoolExecutor(1) as pool:
        write = pool.submit(post)
        assert api.search(table)["code"] == 0
        go_on.set()
        assert write.result().json()["code"] == 0


def test_writes_side_by_side_collide_without_any_help(sandbox, post):
    sandbox.behaviour.write_seconds = 0.3
    with ThreadPoolExecutor(4) as pool:
        codes = sorted(reply.json()["code"] for reply in pool.map(post, "abcd"))
    assert codes[0] == 0
    assert 1254291 in codes


def test_writes_one_after_another_do_not_collide(table, post):
    assert {post(str(number)).json()["code"] for number in range(20)} == {0}
    assert len(table.rows()) == 20


def test_a_client_token_makes_the_row_once(table, post):
    token = str(uuid.uuid4())
    first, again = (post(client_token=token).json() for _ in range(2))
    assert first == again
    assert len(table.rows()) == 1


def test_a_batch_is_remembered_with_its_record_ids(api, table, at):
    params = {"client_token": str(uuid.uuid4()).upper()}
    body = {"records": [{"fields": {"名": "a"}}, {"fields": {"名": "b"}}]}
    path = f"{at(table)}/records/batch_create"
    first = api.data("POST", path, params=params, json=body)
    assert api.data("POST", path, params=params, json=body) == first
    assert len(table.rows()) == 2


def test_a_failed_call_does_not_use_the_token_up(api, table, at, post):
    token = str(uuid.uuid4())
    bad = {"fields": {"none": "x"}}
    path = f"{at(table)}/records"
    assert api.code("POST", path, params={"client_token": token}, json=bad) == 1254045
    assert post(client_token=token).json()["code"] == 0
    assert len(table.rows()) == 1


def test_an_empty_token_is_no_token(table, post):
    post(client_token="")
    post(client_token="")
    assert len(table.rows()) == 2


def test_a_used_token_does_not_fit_another_request(table, post):
    token = str(uuid.uuid4())
    post("one", client_token=token)
    reply = post("two", client_token=token)
    assert (reply.status_code, reply.json()["code"]) == (400, 1255006)
    assert len(table.rows()) == 1


def test_the_platform_may_refuse_a_repetition(sandbox, table, post):
    sandbox.behaviour.repeated_create = "1254608"
    token = str(uuid.uuid4())
    post(client_token=token)
    reply = post(client_token=token)
    assert (reply.status_code, reply.json()["code"]) == (403, 1254608)
    assert len(table.rows()) == 1


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "6b6e86be-e5c1-11f1-ae8e-02fc00000001",  # version 1
        "8d311a20eda24dabac96ae182dcfeebb",
        "{c89c9595-0a72-4d17-b69a-65a530934e3e}",
    ],
)
def test_a_client_token_has_to_be_a_standard_uuid4(table, post, token):
    reply = post(client_token=token)
    assert (reply.status_code, reply.json()["code"]) == (400, 1254037)
    assert table.rows() == {}
