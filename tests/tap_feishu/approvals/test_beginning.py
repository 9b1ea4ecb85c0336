"""Where the first read begins, and how older instances are found."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from feishu_connect.errors import RejectedError, SettingsError
from tap_feishu.approvals.reading import Approvals
from tap_feishu.config import TapSettings
from tap_feishu.spool import Spool
from tests.tap_feishu.approvals.truth import (
    DAY,
    LIST,
    NOW,
    QUERY,
    Warehouse,
    assert_equal_to,
    calls,
    codes,
    cursor,
    iso,
    read,
)


def test_what_started_before_the_start_date_is_left_out_in_every_run(office, start):
    old, new = start(2)
    begin = iso(new.start)
    run = read(office, start_date=begin)
    assert codes(run) == [new.instance_code]
    office.approvals.approve(old)
    office.approvals.approve(new)
    again = read(office, state=run.state, start_date=begin)
    assert codes(again) == [new.instance_code]


def test_the_beginning_is_found_by_a_query_and_recalled_ones_of_a_month_before_too(office, start):
    recalled, first = start(2, apart=20 * DAY)
    office.approvals.cancel(recalled)
    office.sandbox.clock.advance(100 * DAY)
    run = read(office, start_date=None)
    assert_equal_to(office.approvals, office.code, Warehouse().load(run))
    assert cursor(run)["since"] == first.start - 31 * DAY * 1000
    assert calls(office, QUERY) == 1


def without_scope(sandbox):
    del sandbox.app.scopes["approval:approval.list:readonly"]


def for_custom_apps_only(sandbox):
    become_store = lambda _: setattr(sandbox.app, "kind", "store")  # noqa: E731
    sandbox.faults.add(QUERY, "callback", call=become_store)


def not_on_this_host(sandbox):
    sandbox.faults.add(QUERY, "code", code=99991201, status=404, times=None)


def nothing_shown(sandbox):
    sandbox.behaviour.approval_query_lag = 1000 * DAY


@pytest.mark.parametrize("hinder", [without_scope, for_custom_apps_only, not_on_this_host])
def test_a_beginning_that_feishu_does_not_tell_has_to_be_set(office, start, hinder):
    start(2, apart=30 * DAY)
    hinder(office.sandbox)
    run = read(office, start_date=None)
    assert run.error
    assert not codes(run)


def test_the_cure_names_the_setting_that_helps(office, caplog):
    without_scope(office.sandbox)
    read(office, start_date=None)
    assert caplog.text.count("or set `start_date`") == 1


def test_where_nothing_is_shown_the_last_month_is_read_and_the_user_is_told(office, start, caplog):
    _, new = start(2, apart=30 * DAY)
    nothing_shown(office.sandbox)
    run = read(office, start_date=None)
    assert not run.error
    assert codes(run) == [new.instance_code]
    assert cursor(run)["since"] == office.sandbox.clock.now_ms() - 31 * DAY * 1000
    assert caplog.text.count("set `start_date`") == 1


def test_a_store_app_has_to_be_told_where_to_begin():
    connection = SimpleNamespace(app_type="store", user_id_type="open_id")
    settings = SimpleNamespace(connection=connection, start_date=None)
    started = dt.datetime.fromtimestamp(NOW / 1000, tz=dt.timezone.utc)
    run = SimpleNamespace(settings=settings, started=started, spool=Spool(), client=None)
    with pytest.raises(RejectedError, match="Set `start_date`"):
        Approvals(run).beginning("code")


def test_by_query_older_instances_cost_a_call_a_month(office, start):
    made = start(20, apart=10 * DAY)
    recalled = made[3]
    office.approvals.cancel(recalled)
    complete = read(office)
    listed = calls(office, LIST)
    assert set(codes(complete)) == {one.instance_code for one in made}
    run = read(office, approval_listing="query")
    assert not run.error
    assert set(codes(complete)) - set(codes(run)) == {recalled.instance_code}
    assert calls(office, QUERY) == 6
    assert calls(office, LIST) < listed / 4
    again = read(office, state=run.state, approval_listing="query")
    assert calls(office, QUERY) == 0
    assert set(codes(again)) == set(codes(run))


def test_a_query_follows_pages_that_are_empty(office, start):
    made = start(250)
    for one in made[20:]:
        office.approvals.cancel(one)
    office.sandbox.clock.advance(60 * DAY)
    run = read(office, approval_listing="query")
    assert set(codes(run)) == {one.instance_code for one in made[:20]}


def test_a_query_without_its_scope_ends_the_stream(office, start):
    start(apart=60 * DAY)
    del office.sandbox.app.scopes["approval:approval.list:readonly"]
    run = read(office, approval_listing="query")
    assert "approval_instances" in run.error


def test_a_store_app_is_told_that_it_cannot_query(office):
    config = {**office.config, "app_type": "store", "approval_listing": "query"}
    with pytest.raises(SettingsError, match="approval_listing"):
        TapSettings.from_config(config)
