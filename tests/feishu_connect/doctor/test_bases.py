from __future__ import annotations

import pytest

from tests.feishu_connect.doctor.conftest import ailing, by_check, only
from tests.support import reply


def shut(findings):
    finding = only(findings)
    assert (finding.check, finding.status) == ("base", "failed")
    return finding


def test_a_base_that_is_not_shared_with_the_app(surgery):
    surgery.base.share(surgery.app.app_id, None)
    finding = shut(surgery.tap())
    assert "(91403)" in finding.detail
    assert "not shared with the app" in finding.cause
    assert "Add document app" in finding.cure


def test_a_wiki_token_in_place_of_an_app_token(surgery):
    node = surgery.sandbox.world.add_node(surgery.base.app_token, "Page")
    finding = shut(surgery.tap(bases=[node.node_token]))
    assert "(91402)" in finding.detail
    assert "wiki page" in finding.cause
    assert "whole link" in finding.cure


def test_a_base_that_does_not_exist(surgery):
    finding = shut(surgery.tap(bases=["BascnDoesNotExist0000000000"]))
    assert "(1254040)" in finding.detail
    assert "no such base" in finding.cause


def test_a_wiki_page_that_can_be_read_leads_to_its_base(surgery):
    node = surgery.sandbox.world.add_node(surgery.base.app_token, "Page")
    link = f"https://acme.feishu.cn/wiki/{node.node_token}"
    assert not ailing(surgery.tap(bases=[link]))


def test_a_wiki_page_that_may_not_be_read(surgery):
    node = surgery.sandbox.world.add_node(surgery.base.app_token, "Page")
    node.readers.clear()
    link = f"https://acme.feishu.cn/wiki/{node.node_token}"
    finding = shut(surgery.tap(bases=[link]))
    assert "(131006)" in finding.detail
    assert "wiki space" in finding.cure
    assert finding.url == link


def test_a_wiki_page_that_is_not_there(surgery):
    finding = shut(surgery.tap(bases=["https://acme.feishu.cn/wiki/wikcnNowhere000000000"]))
    assert "(131005)" in finding.detail


def test_a_wiki_page_that_holds_a_document(surgery):
    node = surgery.sandbox.world.add_node("doxcn0000000000", "Page", obj_type="docx")
    finding = shut(surgery.tap(bases=[f"https://acme.feishu.cn/wiki/{node.node_token}"]))
    assert "holds a docx" in finding.detail
    assert "base itself" in finding.cure


def test_each_base_is_examined_for_itself(surgery):
    surgery.base.share(surgery.app.app_id, None)
    other = surgery.sandbox.world.add_base("Other")
    findings = surgery.tap(bases=[surgery.base.app_token, other.app_token])
    assert [f.status for f in findings if f.check == "base"] == ["failed", "ok"]


def test_a_table_that_the_base_does_not_have(surgery):
    finding = shut(surgery.tap(bases=[{"base": surgery.base.app_token, "tables": ["T", "U"]}]))
    assert "has no table 'U'" in finding.detail
    assert surgery.table.table_id in finding.cure


def test_a_route_to_a_missing_table_fails_where_none_may_be_made(surgery):
    route = {"stream": "x", "base": surgery.base.app_token, "table": "U"}
    assert not ailing(surgery.target(routes=[route]))
    shut(surgery.target(routes=[{**route, "create_table": False}]))


def test_advanced_permissions_with_the_manage_right_are_well(surgery):
    surgery.base.data.is_advanced = True
    findings = surgery.tap()
    assert not ailing(findings)
    assert by_check(findings)["advanced_permissions"] == "ok"


def test_advanced_permissions_without_it_show_empty_data(surgery):
    surgery.base.data.is_advanced = True
    surgery.base.share(surgery.app.app_id, "edit")
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("advanced_permissions", "warning")
    assert "empty data" in finding.cause
    assert "can manage" in finding.cure


def test_advanced_permissions_that_refuse(surgery):
    surgery.base.data.is_advanced = True
    surgery.sandbox.faults.add(
        "bitable.record.search", "code", code=1254302, status=403, times=None
    )
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("advanced_permissions", "failed")
    assert "(1254302)" in finding.detail
    assert "can manage" in finding.cure


def test_advanced_permissions_that_keep_the_base_shut(surgery):
    surgery.base.data.is_advanced = True
    surgery.base.share(surgery.app.app_id, "view")
    surgery.sandbox.behaviour.advanced_without_role = "deny"
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("advanced_permissions", "failed")


def test_advanced_permissions_of_a_base_that_is_only_written_to(surgery):
    surgery.base.data.is_advanced = True
    searching = f"bitable__v1__apps__{surgery.base.app_token}__tables__{surgery.table.table_id}"
    refused = reply(code=99991672, status=400)
    surgery.rehearse(**{f"{searching}__records__search": refused})
    routes = [{"stream": "*", "base": surgery.base.app_token, "load_method": "append-only"}]
    finding = only(surgery.target(routes=routes))
    assert (finding.check, finding.status) == ("advanced_permissions", "warning")


def test_trouble_with_looking_for_rows_is_told(surgery):
    surgery.base.data.is_advanced = True
    surgery.sandbox.faults.add(
        "bitable.record.search", "code", code=1254018, status=200, times=None
    )
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("advanced_permissions", "failed")
    assert "code 1254018" in finding.cause


def test_a_target_that_may_not_read_the_base_itself_is_no_failure(surgery):
    refused = reply(code=99991672, status=400)
    surgery.rehearse(**{f"bitable__v1__apps__{surgery.base.app_token}": refused})
    findings = surgery.target()
    assert not ailing(findings)
    assert by_check(findings)["base"] == "ok"


@pytest.mark.parametrize("code", [2200, 1254200])
def test_trouble_at_feishu_is_told_as_such(surgery, code):
    surgery.sandbox.faults.add("bitable.app.get", "code", code=code, status=500, times=None)
    finding = shut(surgery.tap())
    assert f"code {code}" in finding.cause
