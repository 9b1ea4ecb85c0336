"""What fails alone, what is no failure, and what is waited out."""

from __future__ import annotations

from tests.tap_feishu.approvals.truth import (
    GET,
    LIST,
    STREAMS,
    Warehouse,
    assert_equal_to,
    calls,
    codes,
    cursor,
    read,
)


def test_a_definition_that_is_gone_stops_no_other(office):
    gone = office.approvals.add_definition("旧")
    gone.status = "DELETED"
    listed = ["7C468A54-8745-2245-9675-08B7C63E7A85", gone.approval_code, office.code]
    run = read(office, streams=("approval_definitions",), approval_codes=listed)
    assert [row["approval_code"] for row in run.records["approval_definitions"]] == [office.code]
    assert gone.approval_code in run.error
    assert listed[0] in run.error


def test_what_vanishes_between_listing_and_reading_is_no_failure(office, start):
    made = start(3)
    office.sandbox.faults.add(GET, "callback", call=lambda _: office.approvals.purge(made[0]))
    run = read(office)
    assert not run.error
    assert codes(run) == [one.instance_code for one in made[1:]]
    assert calls(office, GET) == 3


def test_a_definition_that_is_closed_to_the_app_fails_alone(office, start):
    start(2)
    closed = office.approvals.add_definition("机密")
    office.approvals.start_instance(closed.approval_code)
    closed.closed = True
    run = read(office, approval_codes=[closed.approval_code, office.code])
    assert len(codes(run)) == 2
    assert f"approval definition {closed.approval_code} of stream approval_instances" in run.error
    assert cursor(run, code=office.code)["until"]


def test_an_unknown_definition_is_told_and_the_others_are_read(office, start):
    start()
    unknown = "7C468A54-8745-2245-9675-08B7C63E7A85"
    run = read(office, approval_codes=[unknown, office.code])
    assert unknown in run.error
    assert len(codes(run)) == 1


def test_a_missing_scope_ends_the_streams_of_instances_only(office, start, caplog):
    start()
    del office.sandbox.app.scopes["approval:instance"]
    run = read(office, streams=("approval_definitions", *STREAMS))
    assert len(run.records["approval_definitions"]) == 1
    assert codes(run) == []
    assert "approval_instances" in run.error
    assert "approval:approval:readonly" in caplog.text
    assert calls(office, LIST) == 3


def test_the_streams_are_for_the_apps_identity_alone(office, tmp_path):
    store = f"sqlite:///{tmp_path}/store.db"
    catalog = office.discover(identity="user", store_url=store)
    for name in STREAMS:
        (root,) = [one for one in catalog[name]["metadata"] if one["breadcrumb"] == []]
        assert root["metadata"]["selected-by-default"] is False


def test_throttling_and_passing_errors_are_waited_out(office, start):
    start(4)
    office.sandbox.faults.add(LIST, "rate_limit", times=2)
    office.sandbox.faults.add(GET, "code", code=1395001, status=400, times=2, after=1)
    run = read(office)
    assert not run.error
    assert_equal_to(office.approvals, office.code, Warehouse().load(run))
