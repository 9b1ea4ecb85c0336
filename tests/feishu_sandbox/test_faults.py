from __future__ import annotations

import pytest
import requests

from feishu_sandbox import FaultPlan
from feishu_sandbox.faults import KINDS

SEARCH = "bitable.record.search"
CREATE = "bitable.record.create"


@pytest.fixture
def table(base):
    made = base.add_table("T", [{"field_name": "名", "type": 1}])
    for number in range(6):
        made.add_row({"名": f"r{number}"})
    return made


@pytest.fixture
def create(api, table, at):
    def act():
        return api.send("POST", f"{at(table)}/records", json={"fields": {"名": "new"}})

    return act


def test_a_rate_limit_carries_its_headers(sandbox, create):
    sandbox.faults.add(CREATE, "rate_limit", reset=3, limit=50)
    reply = create()
    assert (reply.status_code, reply.json()["code"]) == (429, 99991400)
    assert reply.headers["x-ogw-ratelimit-reset"] == "3"
    assert reply.headers["x-ogw-ratelimit-limit"] == "50"
    assert create().json()["code"] == 0


@pytest.mark.parametrize(
    "code, status", [(1254290, 200), (1255040, 504), (2200, 500), (99991401, 400)]
)
def test_any_code_may_come_in_any_status(sandbox, table, create, code, status):
    sandbox.faults.add(CREATE, "code", code=code, status=status, message="planned")
    reply = create()
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.json()["msg"] == "planned"
    assert len(table.rows()) == 6


def test_a_proxy_page_is_html_and_nothing_happened(sandbox, table, create):
    sandbox.faults.add(CREATE, "html", status=502)
    reply = create()
    assert reply.status_code == 502
    assert reply.headers["Content-Type"].startswith("text/html")
    assert len(table.rows()) == 6


def test_a_cut_connection_leaves_nothing(sandbox, table, create):
    sandbox.faults.add(CREATE, "cut")
    with pytest.raises(requests.ConnectionError):
        create()
    assert len(table.rows()) == 6
    assert sandbox.calls.of(CREATE)[0].applied is False
    assert create().json()["code"] == 0


def test_a_lost_reply_leaves_the_write(sandbox, table, create):
    sandbox.faults.add(CREATE, "lost_reply")
    with pytest.raises(requests.ConnectionError):
        create()
    assert len(table.rows()) == 7
    assert sandbox.calls.of(CREATE)[0].applied is True


def test_a_truncated_body_breaks_off(sandbox, table, create):
    sandbox.faults.add(CREATE, "truncate")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        create()
    assert len(table.rows()) == 7


def test_a_slow_reply_outlasts_the_client(api, sandbox, table, at):
    sandbox.faults.add(SEARCH, "slow", seconds=0.3)
    headers = {"Authorization": f"Bearer {api.sign_in()}"}
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            api.url(f"{at(table)}/records/search"), json={}, headers=headers, timeout=0.05
        )


def test_all_tokens_can_expire_at_once(api, sandbox, table):
    old = api.sign_in()
    sandbox.faults.add(SEARCH, "expire_tokens")
    assert api.search(table)["code"] == 99991663
    assert api.sign_in() != old
    assert api.search(table)["code"] == 0


def test_rows_can_go_missing_from_a_page(api, sandbox, table):
    sandbox.faults.add(SEARCH, "drop_rows", count=2)
    assert api.titles(table, {}) == ["r0", "r1", "r2", "r3"]
    assert len(api.titles(table, {})) == 6


def test_has_more_can_lie(api, sandbox, table):
    sandbox.faults.add(SEARCH, "has_more", value=False)
    assert api.search(table, page_size=2)["data"]["has_more"] is False


def test_a_page_token_can_come_back(api, sandbox, table):
    sandbox.faults.add(SEARCH, "repeat_token", after=1)
    first = api.search(table, page_size=2)["data"]["page_token"]
    second = api.search(table, page_size=2, page_token=first)["data"]
    assert (second["page_token"], second["has_more"]) == (first, True)


@pytest.mark.parametrize("after", [0, 1])
def test_an_empty_page_announces_more_and_loses_nothing(api, sandbox, table, after):
    sandbox.faults.add(SEARCH, "empty_page", after=after)
    seen, sizes, token = [], [], ""
    while len(sizes) < 5:
        data = api.search(table, page_size=3, page_token=token)["data"]
        sizes.append(len(data["items"]))
        seen += [item["fields"]["名"][0]["text"] for item in data["items"]]
        if not data["has_more"]:
            break
        assert data["page_token"] != token
        token = data["page_token"]
    assert seen == [f"r{number}" for number in range(6)]
    assert sorted(sizes) == [0, 3, 3]


def test_rows_can_change_between_two_pages(api, sandbox, table):
    def edit(call):
        assert call.query["page_size"] == ["3"]
        table.remove_rows(next(iter(table.data.records)))

    sandbox.faults.add(SEARCH, "callback", after=1, call=edit)
    first = api.search(table, page_size=3)["data"]["page_token"]
    assert api.titles(table, {}, page_size=3, page_token=first) == ["r4", "r5"]


def test_a_callback_may_call_the_sandbox_itself(api, sandbox, table, create):
    sandbox.faults.add(SEARCH, "callback", call=lambda _: create())
    assert api.search(table)["data"]["total"] == 7


def test_faults_strike_every_nth_call_after_some(api, sandbox, table):
    sandbox.faults.add(SEARCH, "code", times=None, every=3, after=2, code=1254290)
    codes = [api.search(table)["code"] for _ in range(8)]
    assert codes == [0, 0, 0, 0, 1254290, 0, 0, 1254290]


def test_a_fault_strikes_as_often_as_planned(api, sandbox, table):
    sandbox.faults.add(SEARCH, "code", times=2)
    assert [api.search(table)["code"] for _ in range(3)] == [1255040, 1255040, 0]


@pytest.mark.parametrize(
    "pattern, hit",
    [
        (SEARCH, True),
        ("bitable.*", True),
        ("*/records/search", True),
        ("POST */records/*", True),
        ("GET */records/*", False),
        ("*", True),
        ("contact.*", False),
    ],
)
def test_a_pattern_names_operations_or_paths(api, sandbox, table, pattern, hit):
    api.sign_in()
    sandbox.faults.add(pattern, "code")
    assert api.search(table)["code"] == (1255040 if hit else 0)


def test_several_faults_strike_one_call(api, sandbox, table):
    sandbox.faults.add(SEARCH, "drop_rows", count=5)
    sandbox.faults.add(SEARCH, "has_more", value=True)
    data = api.search(table)["data"]
    assert (len(data["items"]), data["has_more"]) == (1, True)
    assert sandbox.calls.of(SEARCH)[0].fault == "drop_rows,has_more"


def test_token_endpoints_can_fail_too(api, sandbox):
    sandbox.faults.add("auth.*", "code", code=1500)
    with pytest.raises(KeyError):
        api.sign_in()
    assert api.sign_in().startswith("t-")


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": "fire"},
        {"kind": "cut", "seconds": 1},
        {"kind": "cut", "every": 0},
        {"kind": "cut", "after": -1},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(arguments):
    with pytest.raises(ValueError, match="fault"):
        FaultPlan().add("*", **arguments)


@pytest.mark.parametrize(
    "given", [{"kind": "cut"}, {"match": "*"}, {"match": "*", "kind": "callback"}]
)
def test_a_described_fault_needs_match_and_kind(given):
    with pytest.raises(ValueError, match="match and kind"):
        FaultPlan().add_json(given)


def test_every_kind_has_defaults(api, sandbox):
    api.sign_in()
    for kind in set(KINDS) - {"cut", "lost_reply", "truncate", "callback"}:
        sandbox.faults.add(SEARCH, kind)
        api.send("POST", "/bitable/v1/apps/x/tables/y/records/search", json={})
        api.sign_in()
    assert all(fault.struck == 1 for fault in sandbox.faults)
