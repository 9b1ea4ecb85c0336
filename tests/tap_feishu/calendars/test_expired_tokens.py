"""Tokens that expire or are refused, and the ids that tell deletions then."""

from __future__ import annotations

import pytest

from tap_feishu.calendars import agenda
from tests.tap_feishu.calendars.office import DAY, NOON, add


def test_after_an_expired_token_deleted_events_are_found_by_difference(office, team):
    kept, gone = add(office, team, "留", "删")
    office.run()
    office.acts.edit_event(kept, summary="留改")
    office.acts.cancel_event(gone)
    add(office, team, "新")
    office.acts.expire_sync_tokens()
    run = office.run()
    assert not run.error
    assert office.titles(run) == ["-删", "新", "留改"]
    assert office.alive() == office.truth()
    tombstone = run.records["calendar_events"][-1]
    assert set(tombstone) == set(run.records["calendar_events"][0])
    assert tombstone["summary"] is None
    assert office.run().records.keys() == {"calendars"}


def test_ids_follow_every_run_so_that_old_and_new_deletions_are_told_apart(office, team):
    first, second = add(office, team, "甲", "乙")
    office.run()
    office.acts.cancel_event(first)
    (third,) = add(office, team, "丙")
    office.run()
    office.acts.cancel_event(second)
    office.acts.cancel_event(third)
    office.acts.expire_sync_tokens()
    assert office.titles(office.run()) == ["-丙", "-乙"]
    assert office.alive() == office.truth() == {}


def test_a_token_that_expires_with_time_is_replaced(office, team):
    (gone,) = add(office, team, "删")
    office.run("calendar_events")
    office.sandbox.clock.advance(91 * DAY)
    office.acts.cancel_event(gone)
    assert office.titles(office.run("calendar_events")) == ["-删"]


def test_a_run_whose_state_was_lost_swallows_no_deletion(office, team):
    gone, later = add(office, team, "甲", "乙")
    before = office.run().state
    office.acts.cancel_event(gone)
    office.run()
    office.acts.cancel_event(later)
    office.acts.expire_sync_tokens()
    assert office.titles(office.run(state=before)) == ["-乙", "-甲"]


def test_runs_that_are_killed_again_and_again_do_not_push_the_ids_out(office, team, caplog):
    (gone,) = add(office, team, "甲")
    before = office.run().state
    for number in range(12):
        add(office, team, f"新{number}")
        office.run(state=before)
    office.acts.cancel_event(gone)
    office.acts.expire_sync_tokens()
    run = office.run(state=before)
    assert "-甲" in office.titles(run)
    assert office.alive() == office.truth()
    assert "may stay unknown" not in caplog.text


def test_page_tokens_that_expire_on_the_way_lose_and_double_nothing(office, team):
    office.acts.most_per_page = 2
    add(office, team, *"甲乙丙丁戊")
    office.sandbox.faults.add(
        "calendar.event.list",
        "callback",
        after=1,
        call=lambda _: office.acts.expire_page_tokens(),
    )
    run = office.run("calendar_events")
    assert not run.error
    assert office.titles(run) == sorted("甲乙丙丁戊")


def test_a_page_token_that_expires_among_changes_does_not_cost_the_sync_token(office, team):
    add(office, team, "旧")
    office.run("calendar_events")
    office.acts.most_per_page = 1
    add(office, team, *"甲乙丙")
    office.sandbox.faults.add(
        "calendar.event.list",
        "callback",
        after=1,
        call=lambda _: office.acts.expire_page_tokens(),
    )
    assert office.titles(office.run("calendar_events")) == ["丙", "乙", "甲"]


def test_a_sync_token_that_expires_on_the_way_leads_to_a_whole_reading(office, team):
    add(office, team, *"甲乙丙")
    office.run("calendar_events")
    office.acts.most_per_page = 1
    for event in office.state.events.values():
        office.acts.edit_event(event, summary=event.summary + "改")

    def expire(_):
        office.acts.expire_page_tokens()
        office.acts.expire_sync_tokens()

    office.sandbox.faults.add("calendar.event.list", "callback", after=1, call=expire)
    run = office.run("calendar_events")
    assert office.titles(run) == ["丙改", "乙改", "甲改"]


def test_page_tokens_that_keep_expiring_fail_the_calendar_and_keep_its_cursor(office, team):
    add(office, team, "旧")
    office.run("calendar_events")
    cursor = office.cursor(team)
    office.acts.most_per_page = 1
    add(office, team, *"甲乙丙")
    office.sandbox.faults.add(
        "calendar.event.list",
        "callback",
        times=None,
        call=lambda _: office.acts.expire_page_tokens(),
    )
    run = office.run("calendar_events")
    assert team.calendar_id in run.error
    assert office.cursor(team) == cursor


def test_a_platform_that_takes_no_anchor_with_a_token_is_asked_without(office, team):
    add(office, team, "旧")
    office.run("calendar_events")
    add(office, team, "新")
    office.sandbox.faults.add("calendar.event.list", "code", code=190009, status=400)
    run = office.run("calendar_events")
    assert office.titles(run) == ["新"]
    refused, taken = (call.query for call in office.calls()[1:])
    assert {"anchor_time", "sync_token"} <= refused.keys()
    assert "anchor_time" not in taken
    assert taken["sync_token"] == refused["sync_token"]


@pytest.mark.parametrize("pages", [0, 1])
def test_a_platform_that_takes_the_token_in_no_way_is_read_whole(office, team, pages):
    _, gone = add(office, team, "留", "删")
    office.run("calendar_events")
    office.acts.cancel_event(gone)
    add(office, team, "新")
    office.acts.most_per_page = pages
    refusals = 1 if pages else 2
    office.sandbox.faults.add(
        "calendar.event.list", "code", code=190009, status=400, times=refusals
    )
    run = office.run("calendar_events")
    assert not run.error
    assert office.alive() == office.truth()
    assert "-删" in office.titles(run)


def test_a_store_that_cannot_be_opened_is_told_once_and_costs_only_late_deletions(
    office, team, caplog, tmp_path
):
    other = office.acts.add_calendar("其他")
    _, gone = add(office, team, "留", "删")
    add(office, other, "丙")
    (tmp_path / "file").write_text("no folder")
    closed = {"store_url": f"sqlite:///{tmp_path}/file/store.sqlite3"}
    run = office.run(**closed)
    assert not run.error
    assert caplog.text.count("without noting which ones there are") == 1
    assert office.cursor(team)["snapshot"] == ""
    office.acts.cancel_event(gone)
    assert office.titles(office.run(**closed)) == ["-删"]
    office.acts.expire_sync_tokens()
    run = office.run(**closed)
    assert not run.error
    assert "deletions since the last run may stay unknown" in caplog.text
    assert office.titles(run) == ["丙", "留"]
    assert office.run().records.keys() == {"calendars"}
    assert office.cursor(team)["snapshot"] == ""


def test_ids_that_another_machine_kept_are_not_known_until_everything_is_read_again(
    office, team, caplog, tmp_path
):
    add(office, team, "甲")
    office.run()
    elsewhere = {"store_url": f"sqlite:///{tmp_path}/elsewhere.sqlite3"}
    (gone,) = add(office, team, "乙")
    office.run(**elsewhere)
    assert office.cursor(team)["snapshot"] == ""
    office.acts.expire_sync_tokens()
    office.run(**elsewhere)
    assert "may stay unknown" in caplog.text
    office.acts.cancel_event(gone)
    office.acts.expire_sync_tokens()
    assert office.titles(office.run(**elsewhere)) == ["-乙", "甲"]


def test_a_listing_without_a_sync_token_is_read_whole_the_next_time(office, team, monkeypatch):
    gone, _ = add(office, team, "删", "留")
    read = agenda.Agenda._read

    def without_token(self, *place):
        found = read(self, *place)
        return agenda.Changes(found.events, "", found.complete)

    monkeypatch.setattr(agenda.Agenda, "_read", without_token)
    office.run("calendar_events")
    office.acts.cancel_event(gone)
    office.run("calendar_events")
    assert office.alive() == office.truth()


def test_an_instance_cancelled_before_a_whole_reading_is_told_once(office, team):
    series = office.acts.add_event(team, "周会", start=NOON, recurrence="FREQ=WEEKLY")
    moved = office.acts.change_instance(series, NOON + 7 * DAY, summary="改期")
    office.run("calendar_events")
    office.acts.edit_event(moved, status="cancelled")
    office.acts.expire_sync_tokens()
    assert office.titles(office.run("calendar_events")) == ["-改期", "周会"]
