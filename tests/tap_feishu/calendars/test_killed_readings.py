"""Events that came out before a kill, and were deleted before the next run."""

from __future__ import annotations

from tests.tap_feishu.calendars.office import add


def test_what_a_first_run_emitted_before_it_was_killed_is_told_as_deleted(office, team):
    _, gone = add(office, team, "留", "删")
    office.run()
    office.acts.cancel_event(gone)
    run = office.run(state=None)
    assert office.titles(run) == ["-删", "留"]
    assert office.alive() == office.truth()


def test_what_a_whole_reading_emitted_before_it_was_killed_is_told_as_deleted(office, team):
    add(office, team, "留")
    before = office.run().state
    (young,) = add(office, team, "新")
    office.acts.expire_sync_tokens()
    office.run(state=before)
    office.acts.cancel_event(young)
    office.acts.expire_sync_tokens()
    assert "-新" in office.titles(office.run(state=before))
    assert office.alive() == office.truth()


def test_without_a_kill_a_first_run_deletes_nothing(office, team):
    add(office, team, "甲", "乙")
    assert office.titles(office.run()) == ["乙", "甲"]
