from __future__ import annotations

import pytest

APPS = "/bitable/v1/apps"


@pytest.fixture
def table(base):
    made = base.add_table("T", [{"field_name": "名", "type": 1}])
    made.add_row({"名": "x"})
    return made


def test_a_base_that_the_app_was_not_added_to_stays_shut(api, sandbox, base, table, at):
    base.share(sandbox.app.app_id, None)
    for method, path in (("GET", f"{APPS}/{base.app_token}"), ("GET", f"{at(table)}/fields")):
        reply = api.send(method, path)
        assert (reply.status_code, reply.json()["code"]) == (403, 91403)
    assert api.search(table)["code"] == 91403


def test_who_may_only_read_may_not_write(api, sandbox, base, table, at):
    base.share(sandbox.app.app_id, "view")
    assert api.search(table)["code"] == 0
    assert api.code("POST", f"{at(table)}/records", json={"fields": {}}) == 91403


def test_unknown_ids_have_their_codes(api, base, table, at):
    assert api.code("GET", f"{APPS}/unknown") == 1254040
    assert api.code("GET", f"{APPS}/{base.app_token}/tables/tblNone/fields") == 1254041
    assert api.code("GET", f"{at(table)}/records/recNone") == 1254043
    assert api.code("GET", f"{at(table)}/records/none") == 1254006


def test_the_status_of_a_code_depends_on_the_endpoint(api, base):
    missing = f"{APPS}/{base.app_token}/tables/tblNone"
    get = api.send("POST", f"{missing}/records/batch_get", json={"record_ids": ["recX"]})
    search = api.send("POST", f"{missing}/records/search", json={})
    patch = api.send("PATCH", missing, json={"name": "x"})
    assert [reply.status_code for reply in (get, search, patch)] == [404, 200, 404]
    assert {reply.json()["code"] for reply in (get, search, patch)} == {1254041}


def test_a_table_id_is_unique_only_inside_its_base(api, sandbox, table):
    other = sandbox.world.add_base("other")
    path = f"{APPS}/{other.app_token}/tables/{table.table_id}/records/search"
    assert api.code("POST", path, json={}) == 1254041


def test_a_wiki_token_is_no_app_token(api, sandbox):
    node = next(iter(sandbox.world.state.nodes))
    assert api.code("GET", f"{APPS}/{node}") == 91402


def test_advanced_permissions_show_empty_data_without_the_role(api, sandbox, base, table, at):
    base.data.is_advanced = True
    base.share(sandbox.app.app_id, "edit")
    assert api.data("GET", f"{APPS}/{base.app_token}")["app"]["is_advanced"] is True
    reply = api.search(table)
    assert (reply["code"], reply["data"]["items"], reply["data"]["total"]) == (0, [], 0)
    ids = list(table.data.records)
    got = api.data("POST", f"{at(table)}/records/batch_get", json={"record_ids": ids})
    assert (got["records"], got["forbidden_record_ids"]) == ([], ids)
    assert api.code("POST", f"{at(table)}/records", json={"fields": {}}) == 1254302


def test_advanced_permissions_may_refuse_instead(api, sandbox, base, table):
    base.data.is_advanced = True
    base.share(sandbox.app.app_id, "edit")
    sandbox.behaviour.advanced_without_role = "deny"
    assert api.search(table)["code"] == 1254302


def test_advanced_permissions_open_to_managers(api, base, table):
    base.data.is_advanced = True
    assert api.search(table)["data"]["total"] == 1


def test_slow_replicas_miss_what_was_just_made(api, sandbox, base):
    sandbox.behaviour.replica_lag = 2
    tables = f"{APPS}/{base.app_token}/tables"
    table_id = api.data("POST", tables, json={"table": {"name": "新"}})["table_id"]
    path = f"{tables}/{table_id}/fields"
    assert [api.code("GET", path) for _ in range(3)] == [1254041, 1254041, 0]
    api.data("POST", path, json={"field_name": "列", "type": 1})
    body = {"fields": {"列": "x"}}
    records = f"{tables}/{table_id}/records"
    assert [api.code("POST", records, json=body) for _ in range(3)] == [1254045, 1254045, 0]
    record_id = next(iter(base.table(table_id).data.records))
    update = [api.code("PUT", f"{records}/{record_id}", json=body) for _ in range(3)]
    assert update == [1254043, 1254043, 0]
