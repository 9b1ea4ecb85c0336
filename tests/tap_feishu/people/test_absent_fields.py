"""Fields that are left out for want of a scope are told, once each."""

from __future__ import annotations

import logging

import pytest


@pytest.fixture
def warnings(caplog):
    """Give the warnings about columns since the last time."""

    def told():
        found = [
            record.getMessage()
            for record in caplog.records
            if record.levelno == logging.WARNING and "is empty in every row" in record.getMessage()
        ]
        caplog.clear()
        return found

    return told


def run(bench, *streams, **config):
    found = bench.run(*streams, bases=[], **config)
    assert not found.error
    return found


def columns_of(told):
    return {line.split()[2] for line in told}


def test_nothing_is_said_where_every_field_comes(bench, warnings):
    run(bench, "departments", "users", "user_departments")
    assert warnings() == []
    assert bench.sandbox.calls.of("application.scope.list") == []


def test_a_missing_field_scope_is_told_once_with_its_scopes_and_page(bench, warnings):
    del bench.sandbox.app.scopes["contact:user.email:readonly"]
    found = run(bench, "users")
    (line,) = warnings()
    assert "column email of the stream users" in line
    assert "the app lacks a scope" in line
    assert "contact:user.email:readonly" in line
    assert f"/app/{bench.config['app_id']}/auth?q=contact:user.email:readonly" in line
    assert {row["email"] for row in found.records["users"]} == {None}


def test_each_field_has_a_line_and_the_scopes_are_asked_for_once(bench, warnings):
    for scope in ("user.phone", "user.department", "department.organize", "user.user_geo"):
        bench.sandbox.app.scopes.pop(f"contact:{scope}:readonly", None)
    bench.sandbox.app.scopes.pop("contact:user.user_geo")
    run(bench, "departments", "users", "user_departments")
    told = warnings()
    assert len(told) == len(set(told))
    assert {"mobile", "orders", "geo", "member_count", "is_primary_dept"} <= columns_of(told)
    assert len(bench.sandbox.calls.of("application.scope.list")) == 1


def test_the_root_which_feishu_does_not_show_hides_no_missing_field(bench, warnings):
    del bench.sandbox.app.scopes["contact:department.base:readonly"]
    run(bench, "departments")
    assert "department_id" in columns_of(warnings())


def test_a_field_that_nobody_has_is_no_missing_scope(bench, warnings):
    bench.sandbox.world.state.contact.custom_attrs_open = False
    run(bench, "users")
    assert warnings() == []
    assert len(bench.sandbox.calls.of("application.scope.list")) == 1


def test_a_broad_scope_stands_for_the_fine_ones(bench, warnings):
    bench.sandbox.app.scopes.clear()
    bench.sandbox.app.scopes["contact:contact:readonly_as_app"] = 1
    bench.sandbox.app.scopes["contact:contact.base:readonly"] = 1
    run(bench, "users")
    assert columns_of(warnings()) == {
        *("user_id", "email", "mobile", "mobile_visible", "geo", "job_level_id"),
        *("job_family_id", "dotted_line_leader_user_ids"),
    }


def test_where_the_scopes_cannot_be_read_it_may_be(bench, warnings):
    del bench.sandbox.app.scopes["contact:user.email:readonly"]
    bench.sandbox.faults.add("application.scope.list", "code", code=99991672, status=400)
    run(bench, "users")
    (line,) = warnings()
    assert "the app may lack a scope" in line


def test_a_deselected_column_is_not_missed(bench, warnings):
    del bench.sandbox.app.scopes["contact:user.email:readonly"]
    metadata = [
        {"breadcrumb": [], "metadata": {"selected": True}},
        {"breadcrumb": ["properties", "email"], "metadata": {"selected": False}},
    ]
    entry = bench.discover(bases=[])["users"]
    catalog = {"streams": [{**entry, "metadata": metadata}]}
    run(bench, catalog=catalog)
    assert warnings() == []


def test_without_items_nothing_can_be_said(bench, warnings):
    bench.sandbox.app.contact_range.everyone = False
    bench.sandbox.app.scopes.pop("contact:user.email:readonly")
    run(bench, "departments", "users", "user_departments")
    assert warnings() == []


def test_for_a_user_the_scopes_of_the_sign_in_count(bench, warnings, tmp_path):
    del bench.sandbox.app.user_scopes["contact:user.email:readonly"]
    granted = bench.sandbox.sign_in()
    store = f"sqlite:///{tmp_path}/store.db"
    settings = {"identity": "user", "refresh_token": granted.refresh_token, "store_url": store}
    run(bench, "users", **settings)
    (line,) = warnings()
    assert "column email" in line
    assert "feishu-connect login" in line
    assert "token_type=user" in line
