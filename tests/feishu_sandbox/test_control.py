"""The routes under /sandbox/."""

from __future__ import annotations

import pytest


@pytest.fixture
def control(api, sandbox):
    def act(method, path, body=None):
        return api.session.request(method, f"{sandbox.url}/sandbox{path}", json=body, timeout=10)

    return act


def test_the_config_is_ready_to_use(control, sandbox):
    config = control("GET", "/config").json()
    assert config == sandbox.config
    assert set(config) == {"app_id", "app_secret", "base_url", "bases"}


def test_calls_are_logged_and_can_be_forgotten(api, control):
    api.call("GET", "/tenant/v2/tenant/query")
    calls = control("GET", "/calls").json()["calls"]
    assert [call["operation"] for call in calls] == ["auth.tenant_access_token", "tenant.query"]
    assert {"method", "path", "query", "body", "status", "code", "time"} <= set(calls[0])
    one = control("GET", "/calls?match=tenant.*").json()["calls"]
    assert [(call["status"], call["code"]) for call in one] == [(200, 0)]
    control("DELETE", "/calls")
    assert control("GET", "/calls").json() == {"calls": []}


def test_faults_are_planned_and_dropped_over_http(api, control):
    fault = {"match": "tenant.query", "kind": "code", "code": 2200, "status": 500, "times": None}
    assert control("POST", "/faults", fault).status_code == 200
    assert api.send("GET", "/tenant/v2/tenant/query").status_code == 500
    assert control("GET", "/faults").json()["faults"][0]["struck"] == 1
    control("DELETE", "/faults")
    assert api.code("GET", "/tenant/v2/tenant/query") == 0


@pytest.mark.parametrize("fault", [{"kind": "cut"}, {"match": "*", "kind": "fire"}])
def test_a_bad_fault_is_refused(control, fault):
    assert control("POST", "/faults", fault).status_code == 400


def test_a_reset_brings_the_company_back(api, control, sandbox):
    api.sign_in()
    config, base = sandbox.config, sandbox.config["bases"][0]
    sandbox.world.base(base).remove_table("空表 Empty")
    sandbox.faults.add("*", "cut")
    assert control("POST", "/reset").json() == config
    assert sandbox.world.base(base).table("空表 Empty")
    assert (len(sandbox.calls), list(sandbox.faults)) == (0, [])
    assert api.code("GET", "/tenant/v2/tenant/query") == 99991663


def test_the_clock_can_be_pushed(control, sandbox):
    sandbox.clock.freeze(1_000_000)
    assert control("POST", "/clock", {"advance": 5}).json() == {"now": 1005.0}
    assert sandbox.clock.now_ms() == 1_005_000


def test_a_person_edits_rows_without_tokens_or_calls(api, control, sandbox):
    base = sandbox.world.base("CRM 客户管理")
    table = base.table("空表 Empty")
    path = f"/bases/{base.app_token}/tables/{table.table_id}/records"
    record_id = control("POST", path, {"fields": {"标题": "手工", "数量": 1}}).json()["record_id"]
    control("PUT", f"{path}/{record_id}", {"fields": {"数量": 2}})
    item = api.search(table, {"automatic_fields": True})["data"]["items"][0]
    assert item["fields"] == {"标题": [{"type": "text", "text": "手工"}], "数量": 2}
    assert item["last_modified_by"]["name"] == "王思远"
    assert list(control("GET", path).json()["records"]) == [record_id]
    control("DELETE", f"{path}/{record_id}")
    assert table.rows() == {}
    assert not sandbox.calls.of("/sandbox/*")


def test_bases_and_messages_can_be_looked_at(api, control, sandbox):
    bases = control("GET", "/bases").json()["bases"]
    assert "客户 Customers" in bases[0]["tables"].values()
    chat = next(iter(sandbox.world.state.chats))
    body = {"receive_id": chat, "msg_type": "text", "content": '{"text": "hi"}'}
    api.data("POST", "/im/v1/messages", params={"receive_id_type": "chat_id"}, json=body)
    messages = control("GET", f"/messages?chat_id={chat}").json()["messages"]
    assert [message["content"] for message in messages] == ['{"text": "hi"}']
    assert control("GET", "/messages?chat_id=none").json() == {"messages": []}


@pytest.mark.parametrize(
    "method, path, body, status",
    [
        ("GET", "/bases/none/tables/none/records", None, 404),
        ("GET", "/files/none", None, 404),
        ("POST", "/clock", {}, 404),
        ("POST", "/clock", {"advance": "x"}, 400),
    ],
)
def test_a_wrong_control_call_is_refused(control, method, path, body, status):
    assert control(method, path, body).status_code == status


def test_a_bad_edit_names_the_code(control, sandbox):
    base = sandbox.world.base("CRM 客户管理")
    table = base.table("空表 Empty")
    path = f"/bases/{base.app_token}/tables/{table.table_id}/records"
    reply = control("POST", path, {"fields": {"数量": "one"}})
    assert (reply.status_code, reply.json()["error"]) == (400, "1254061")
