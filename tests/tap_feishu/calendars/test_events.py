"""Events against what the sandbox holds: whole readings, changes, restarts."""

from __future__ import annotations

from tests.tap_feishu.calendars.office import DAY, NOON, add


def test_every_calendar_event_and_attendee_comes_once(office, team):
    room = office.acts.add_calendar("会议室", kind="resource")
    review, plan = add(office, team, "评审", "计划")
    office.acts.show_in(review, room)
    office.acts.add_attendees(review, "a@x.example", "b@x.example")
    series = office.acts.add_event(team, "周会", start=NOON, recurrence="FREQ=WEEKLY")
    office.acts.change_instance(series, NOON + 7 * DAY, summary="改期")
    run = office.run()
    assert not run.error
    assert [row["summary"] for row in run.records["calendars"]] == ["团队", "会议室"]
    assert office.alive() == office.truth()
    assert len(run.records["calendar_events"]) == 5
    assert len(run.records["calendar_event_attendees"]) == 4
    assert plan.event_id in {row["event_id"] for row in run.records["calendar_events"]}


def test_rows_have_every_column_times_are_times_and_sizes_numbers(office, team):
    office.acts.add_event(
        team,
        "会",
        start=1_769_846_400,
        attachments=[{"file_token": "box", "file_size": "2345", "name": "a.txt"}],
        location={"name": "东方明珠", "latitude": 31.2, "longitude": 121.5},
    )
    office.acts.add_event(team, "节", start="2026-02-17", end="2026-02-19")
    run = office.run("calendar_events")
    timed, whole = run.records["calendar_events"]
    assert timed["start_time"] == {
        "date": None,
        "timestamp": "2026-01-31T08:00:00.000Z",
        "timezone": "Asia/Shanghai",
    }
    assert whole["end_time"] == {"date": "2026-02-19", "timestamp": None, "timezone": "UTC"}
    assert timed["attachments"] == [{"file_token": "box", "file_size": 2345, "name": "a.txt"}]
    assert timed["create_time"].endswith("Z")
    assert timed["location"]["longitude"] == 121.5
    columns = set(run.schemas["calendar_events"]["schema"]["properties"])
    assert set(timed) == set(whole) == columns
    assert whole["recurring_event_id"] is whole["_sdc_deleted_at"] is None


def test_a_second_run_gives_the_changes_and_nothing_else(office, team):
    kept, moved, gone = add(office, team, "留", "移", "删")
    office.run()
    assert office.run().records.keys() == {"calendars"}
    office.acts.move_event(moved, NOON + DAY)
    office.acts.cancel_event(gone)
    add(office, team, "新")
    run = office.run()
    assert office.titles(run) == ["-删", "新", "移"]
    assert office.alive() == office.truth()
    assert kept.event_id in {key[1] for key in office.alive()}
    deleted = next(row for row in run.records["calendar_events"] if row["_sdc_deleted_at"])
    assert (deleted["summary"], deleted["status"]) == ("删", "cancelled")


def test_the_same_anchor_goes_with_the_token_whatever_the_start_date_becomes(office, team):
    add(office, team, "会")
    office.run("calendar_events", start_date="2026-01-01T00:00:00Z")
    office.run("calendar_events", start_date="2026-06-01T00:00:00Z")
    first, second = (call.query for call in office.calls())
    assert first["anchor_time"] == second["anchor_time"] == ["1767225600"]
    assert "sync_token" not in first
    assert second["sync_token"]
    assert first["page_size"] == ["1000"]


def test_without_a_start_date_everything_is_read_with_pages(office, team):
    office.acts.most_per_page = 2
    office.acts.add_event(team, "很久以前", start=5)
    gone = add(office, team, *"甲乙丙丁戊")[:3]
    for event in gone:
        office.acts.cancel_event(event)
    run = office.run()
    assert office.titles(run) == ["丁", "很久以前", "戊"]
    assert {call.query["anchor_time"][0] for call in office.calls()} == {"1"}


def test_a_start_date_leaves_out_what_ended_before(office, team):
    add(office, team, "早")
    office.acts.add_event(team, "晚", start=NOON + 300 * DAY)
    run = office.run("calendar_events", start_date="2026-06-01T00:00:00Z")
    assert office.titles(run) == ["晚"]


def test_what_changes_while_pages_are_read_comes_with_the_next_run(office, team):
    office.acts.most_per_page = 1
    first, second = add(office, team, "甲", "乙")

    def edit(_):
        office.acts.edit_event(first, summary="甲改")
        office.acts.cancel_event(second)

    office.sandbox.faults.add("calendar.event.list", "callback", after=1, call=edit)
    office.run("calendar_events")
    office.run("calendar_events")
    assert office.alive() == office.truth()


def test_an_event_that_comes_on_two_pages_comes_once_as_read_last(office, team):
    office.acts.most_per_page = 1
    first, _ = add(office, team, "甲", "乙")

    def push_back(_):
        first.summary = "甲改"
        office.acts.enter(team, first)
        team.entries[first.event_id].place = 9

    office.sandbox.faults.add("calendar.event.list", "callback", after=1, call=push_back)
    rows = office.run("calendar_events").records["calendar_events"]
    assert [row["summary"] for row in rows] == ["乙", "甲改"]


def test_instances_are_changes_of_their_own_and_cancelled_ones_are_deleted(office, team):
    series = office.acts.add_event(team, "周会", start=NOON, recurrence="FREQ=WEEKLY")
    office.run()
    office.acts.change_instance(series, NOON + 7 * DAY, summary="改期")
    office.acts.cancel_instance(series, NOON + 14 * DAY)
    run = office.run()
    rows = {row["event_id"].rpartition("_")[2]: row for row in run.records["calendar_events"]}
    changed, cancelled = rows[str(NOON + 7 * DAY)], rows[str(NOON + 14 * DAY)]
    assert (changed["summary"], changed["is_exception"]) == ("改期", True)
    assert changed["recurring_event_id"] == series.event_id
    assert cancelled["_sdc_deleted_at"]
    office.acts.cancel_event(series)
    office.run()
    assert office.alive() == office.truth() == {}


def test_a_run_that_goes_on_from_an_earlier_state_ends_with_the_same_rows(office, team):
    other = office.acts.add_calendar("其他")
    add(office, team, "甲", "乙")
    (gone,) = add(office, other, "丙")
    state = office.run().state
    office.acts.cancel_event(gone)
    add(office, team, "丁")
    unbroken = office.run().records["calendar_events"]
    again = office.run(state=state).records["calendar_events"]
    for row in (*unbroken, *again):
        row["_sdc_deleted_at"] = bool(row["_sdc_deleted_at"])
    assert again == unbroken


def test_the_state_holds_one_small_cursor_per_calendar(office, team):
    add(office, team, *"甲乙丙")
    office.run()
    assert office.cursor(team).keys() == {"sync_token", "anchor", "snapshot"}
    guests = office.cursor(team, "calendar_event_attendees")
    assert guests.keys() == {"sync_token", "anchor"}
    again = office.cursor(team)["snapshot"]
    office.run()
    assert office.cursor(team)["snapshot"] == again


def test_rate_limits_of_the_calendar_are_waited_for(office, team):
    add(office, team, "会")
    for code in (190004, 190005, 190010):
        office.sandbox.faults.add("calendar.event.list", "code", code=code, status=429)
    office.sandbox.faults.add("calendar.list", "code", code=190003, status=500)
    run = office.run()
    assert not run.error
    assert office.titles(run) == ["会"]
