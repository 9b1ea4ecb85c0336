"""Lists of events: anchors, tokens, windows, what changes look like."""

from __future__ import annotations

import pytest

HOUR = 3600
DAY = 24 * HOUR
NOON = 1_770_000_000


def test_timed_and_whole_day_events_have_times_of_their_own_shape(room):
    room.acts.add_event(room.calendar, "会", start=NOON, zone="Europe/London")
    room.acts.add_event(room.calendar, "节", start="2026-02-17", end="2026-02-19")
    timed, whole = room.page()["items"]
    assert timed["start_time"] == {"timestamp": "1770000000", "timezone": "Europe/London"}
    assert timed["end_time"]["timestamp"] == "1770003600"
    assert whole["start_time"] == {"date": "2026-02-17", "timezone": "UTC"}
    assert isinstance(timed["create_time"], str)
    assert "location" not in timed
    assert "recurring_event_id" not in timed


def test_an_anchor_keeps_series_and_leaves_out_what_ended_before(room):
    room.acts.add_event(room.calendar, "旧", start=NOON - DAY)
    series = room.acts.add_event(room.calendar, "周会", start=NOON - DAY, recurrence="FREQ=DAILY")
    room.acts.change_instance(series, NOON - 5 * HOUR, summary="旧例外")
    room.acts.change_instance(series, NOON + DAY, summary="例外")
    room.acts.add_event(room.calendar, "正好", start=NOON - HOUR)
    found, _ = room.all(anchor_time=str(NOON))
    assert [title for title, _ in found] == ["周会", "例外", "正好"]


def test_page_tokens_come_with_an_anchor_only_and_0_is_none(room):
    for number in range(60):
        room.acts.add_event(room.calendar, str(number))
    with_anchor = room.page(page_size="50")
    assert (len(with_anchor["items"]), with_anchor["has_more"]) == (50, True)
    assert "sync_token" not in with_anchor
    rest = room.page(page_size="50", page_token=with_anchor["page_token"])
    assert (len(rest["items"]), rest["has_more"], "page_token" in rest) == (10, False, False)
    without = room.page(page_size="50", anchor_time="0")
    assert without["has_more"]
    assert "page_token" not in without


def test_a_sync_token_gives_what_changed_whole_and_cancelled_events(room):
    kept, moved, gone = (room.acts.add_event(room.calendar, name) for name in ("留", "移", "删"))
    found, token = room.all()
    assert len(found) == 3
    assert room.all(sync_token=token)[0] == []
    room.acts.move_event(moved, NOON)
    room.acts.cancel_event(gone)
    changed, later = room.all(sync_token=token)
    assert changed == [("移", "confirmed"), ("删", "cancelled")]
    assert room.all(sync_token=token)[0] == changed
    assert room.all(sync_token=later)[0] == []
    assert [title for title, _ in room.all()[0]] == [kept.summary, "移"]


def test_what_changes_while_pages_are_read_comes_with_the_next_token(room):
    room.acts.most_per_page = 1
    first, second = (room.acts.add_event(room.calendar, name) for name in ("甲", "乙"))
    page = room.page()
    room.acts.edit_event(first, summary="甲改")
    room.acts.cancel_event(second)
    last = room.page(page_token=page["page_token"])
    assert (last["items"], last["has_more"]) == ([], False)
    assert room.all(sync_token=last["sync_token"])[0] == [
        ("甲改", "confirmed"),
        ("乙", "cancelled"),
    ]


def test_pages_come_empty_where_nothing_of_them_is_shown(room):
    room.acts.most_per_page = 1
    gone, _ = (room.acts.add_event(room.calendar, name) for name in ("删", "留"))
    room.acts.cancel_event(gone)
    page = room.page()
    assert (page["items"], page["has_more"]) == ([], True)
    assert [title for title, _ in room.all()[0]] == ["留"]


def test_one_changed_and_one_cancelled_instance_are_exceptions_of_their_series(room):
    series = room.acts.add_event(room.calendar, "周会", start=NOON, recurrence="FREQ=WEEKLY")
    _, token = room.all()
    room.acts.change_instance(series, NOON + 7 * DAY, summary="改期")
    room.acts.cancel_instance(series, NOON + 14 * DAY)
    items = room.page(sync_token=token)["items"]
    uid = series.event_id.removesuffix("_0")
    assert [(one["event_id"], one["status"]) for one in items] == [
        (f"{uid}_{NOON + 7 * DAY}", "confirmed"),
        (f"{uid}_{NOON + 14 * DAY}", "cancelled"),
    ]
    assert all(one["recurring_event_id"] == series.event_id for one in items)
    assert ("周会", "cancelled") in room.all()[0]
    room.acts.cancel_event(series)
    assert room.all()[0] == []


def test_an_event_has_one_id_in_every_calendar_that_shows_it(room):
    other = room.acts.add_calendar("客人")
    event = room.acts.add_event(room.calendar, "会")
    room.acts.show_in(event, other)
    assert other.entries.keys() == room.calendar.entries.keys()
    room.acts.take_out(event, other)
    assert room.all()[0] == [("会", "confirmed")]


def test_private_events_hide_their_title_from_readers(room):
    room.acts.add_event(room.calendar, "秘密", visibility="private")
    assert "summary" not in room.page()["items"][0]
    room.acts.share(room.calendar, room.sandbox.app.app_id, "writer")
    assert room.page()["items"][0]["summary"] == "秘密"


def test_expired_tokens_are_refused_and_foreign_ones_too(room):
    room.acts.most_per_page = 1
    for name in ("甲", "乙"):
        room.acts.add_event(room.calendar, name)
    page_token, (_, sync_token) = room.page()["page_token"], room.all()
    other = room.acts.add_calendar("别处")
    path = f"/calendar/v4/calendars/{other.calendar_id}/events"
    assert room.api.code("GET", path, params={"sync_token": sync_token}) == 190002
    room.acts.expire_page_tokens()
    room.acts.expire_sync_tokens()
    assert room.code(anchor_time="1", page_token=page_token) == 190008
    assert room.code(anchor_time="1", sync_token=sync_token) == 190008


@pytest.mark.parametrize(
    "params,code",
    [
        ({"sync_token": "x", "start_time": "1", "end_time": "2"}, 190009),
        ({"anchor_time": "1", "start_time": "1", "end_time": "2"}, 190002),
        ({"page_token": "x", "start_time": "1", "end_time": "2"}, 190002),
        ({"start_time": "1"}, 190002),
        ({"anchor_time": "yesterday"}, 190002),
        ({"sync_token": "nonsense"}, 190002),
        ({"page_token": "nonsense"}, 190002),
        ({"page_size": "20"}, 99992402),
        ({"updated_min": "1"}, 99992402),
    ],
)
def test_parameters_that_do_not_go_together_are_refused(room, params, code):
    assert room.code(**params) == code


def test_a_window_is_cut_off_without_a_word(room):
    for number in range(60):
        room.acts.add_event(room.calendar, str(number), start=NOON)
    params = {"start_time": str(NOON - DAY), "end_time": str(NOON + DAY), "page_size": "50"}
    data = room.api.data("GET", f"{room.path}/events", params=params)
    assert (len(data["items"]), data["has_more"]) == (50, False)
    assert data.keys() == {"items", "has_more"}


def test_a_platform_without_the_scope_says_so(room):
    for scope in list(room.sandbox.app.scopes):
        if scope.startswith("calendar:calendar.event"):
            del room.sandbox.app.scopes[scope]
    assert room.code() == 99991672
