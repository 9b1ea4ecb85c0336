"""What later runs read again, and what the state keeps for it."""

from __future__ import annotations

import pytest

from tap_feishu.approvals.slots import read_slots, slot_of
from tests.tap_feishu.approvals.truth import (
    DAY,
    GET,
    LIST,
    NOW,
    STREAMS,
    Warehouse,
    assert_equal_to,
    calls,
    codes,
    cursor,
    iso,
    read,
)
from tests.tap_feishu.conftest import Collector, Run


def test_the_state_holds_two_times_and_the_slots_of_what_may_change(office, start):
    start(3)
    run = read(office)
    now = office.sandbox.clock.now_ms()
    assert cursor(run) == {"since": NOW, "until": now, "slots": str(slot_of(NOW))}
    assert run.state["bookmarks"]["approval_tasks"]["cursors"] == {office.code: cursor(run)}


def test_a_second_run_reads_what_may_change_and_leaves_what_ended_long_ago(office, start):
    done, open_one = start(2, apart=2 * DAY)
    office.approvals.approve(done)
    office.sandbox.clock.advance(40 * DAY)
    run = read(office)
    assert set(codes(run)) == {done.instance_code, open_one.instance_code}
    assert read_slots(cursor(run)["slots"]) == {slot_of(open_one.start)}
    again = read(office, state=run.state)
    assert codes(again) == [open_one.instance_code]
    assert (calls(office, LIST), calls(office, GET)) == (2, 1)


def test_changes_after_the_first_run_all_arrive(office, start):
    approved, recalled, revoked, commented, deleted = made = start(5, apart=DAY)
    for one in (revoked, commented, deleted):
        office.approvals.approve(one)
    run = read(office)
    warehouse = Warehouse().load(run)
    office.sandbox.clock.advance(20 * DAY)
    office.approvals.approve(approved)
    office.approvals.cancel(recalled)
    office.approvals.revoke(revoked)
    office.approvals.comment(commented, "补充")
    office.approvals.delete(deleted)
    made += start(2)
    warehouse.load(read(office, state=run.state))
    assert_equal_to(office.approvals, office.code, warehouse)
    assert len(warehouse.rows["approval_instances"]) == len(made)


def test_an_instance_leaves_the_state_when_it_ended_long_enough_ago(office, start):
    (one,) = start()
    office.approvals.approve(one)
    run = read(office, ended_lookback=DAY)
    assert cursor(run)["slots"] == str(slot_of(NOW))
    office.sandbox.clock.advance(2 * DAY)
    run = read(office, state=run.state, ended_lookback=DAY)
    assert codes(run) == [one.instance_code]
    assert cursor(run)["slots"] == ""
    office.sandbox.clock.advance(2 * DAY)
    assert codes(read(office, state=run.state, ended_lookback=DAY)) == []


def test_an_end_without_a_time_counts_from_the_start(office, start):
    old, new = start(2, apart=20 * DAY)
    for one in (old, new):
        office.approvals.approve(one)
        one.end = 0
    assert cursor(read(office))["slots"] == str(slot_of(new.start))


def test_the_lookback_lists_again_what_the_source_showed_late(office):
    config = {"start_date": iso(NOW - 10 * DAY * 1000)}
    run = read(office, **config)
    late = office.approvals.start_instance(office.code)
    late.start = NOW - DAY * 1000
    assert codes(read(office, state=run.state, **config)) == []
    found = read(office, state=run.state, lookback=2 * DAY, **config)
    assert codes(found) == [late.instance_code]


def test_instances_of_after_the_runs_start_are_the_next_runs(office, start):
    start()
    late = []

    def meanwhile(_call):
        office.sandbox.clock.advance(5)
        late.append(office.approvals.start_instance(office.code))
        office.sandbox.clock.advance(5)

    office.sandbox.faults.add(LIST, "callback", call=meanwhile)
    run = read(office)
    assert late[0].instance_code not in codes(run)
    assert len(codes(run)) == 1
    assert cursor(run)["until"] < late[0].start
    assert late[0].instance_code in codes(read(office, state=run.state))


def test_a_broken_run_goes_on_within_the_definition_and_misses_nothing(office, start):
    made = start(12, apart=DAY)
    office.sandbox.faults.add(GET, "code", code=1390009, status=403, after=6)
    broken = read(office, streams=("approval_instances",))
    assert office.code in broken.error
    assert len(codes(broken)) == 6
    assert made[4].start <= cursor(broken)["until"] <= made[6].start
    warehouse = Warehouse().load(broken)
    for one in made[:6]:
        office.approvals.approve(one)
    run = read(office, state=broken.state)
    assert not run.error
    assert_equal_to(office.approvals, office.code, warehouse.load(run))
    assert cursor(run)["since"] == NOW


@pytest.mark.parametrize("listing", ["complete", "query"])
def test_a_run_killed_at_any_state_and_begun_again_ends_in_the_same_warehouse(
    office, start, monkeypatch, listing
):
    monkeypatch.setattr("tap_feishu.streams.units._CHECKPOINT", 0)
    made = start(8, apart=8 * DAY)
    for one in made[::2]:
        office.approvals.approve(one)
    writer = Collector()
    tap = office.tap(writer=writer, approval_listing=listing)
    for name, stream in tap.streams.items():
        stream.selected = name in STREAMS
    tap.sync_all()
    office.sandbox.clock.advance(DAY)
    office.approvals.cancel(made[-1])
    office.approvals.revoke(made[-2])
    states = [n for n, one in enumerate(writer.messages) if one["type"] == "STATE"]
    assert len(states) > 20
    for cut in states[:: len(states) // 10]:
        killed = Run(state=writer.messages[cut]["value"])
        for message in writer.messages[:cut]:
            if message["type"] == "RECORD":
                killed.records.setdefault(message["stream"], []).append(message["record"])
        again = read(office, state=killed.state, approval_listing=listing)
        assert_equal_to(office.approvals, office.code, Warehouse().load(killed).load(again))


def test_a_stream_selected_later_gets_a_first_read_of_its_own(office, start):
    (old,) = start(apart=DAY)
    office.approvals.comment(old, "一")
    office.approvals.approve(old)
    office.sandbox.clock.advance(60 * DAY)
    run = read(office, streams=("approval_instances",))
    assert cursor(run)["slots"] == ""
    later = read(office, state=run.state)
    assert codes(later) == []
    assert codes(later, "approval_tasks") == [old.instance_code]
    assert len(later.records["approval_comments"]) == 1
