"""Settings of such a route, what it needs, and what the tap sees of what it wrote."""

from __future__ import annotations

import typing as t

import pytest

from target_feishu.config import config_problems
from target_feishu.needs import needs
from tests.tap_feishu.conftest import Bench
from tests.target_feishu.calendar_events.agenda import NINE, Agenda, meeting
from tests.target_feishu.support import record, schema

if t.TYPE_CHECKING:
    import pathlib

CONNECTION = {"app_id": "cli_a000000000000001", "app_secret": "secret-of-the-tests"}


def problems(**route: t.Any) -> list[str]:
    config = {**CONNECTION, "routes": [{"stream": "m", "to": "calendar_event", **route}]}
    return config_problems(config)


@pytest.mark.parametrize(
    "route",
    [
        {},
        {"calendar_id": "feishu.cn_x@group.calendar.feishu.cn", "summary": "{{ name }}"},
        {"start_time": {"timestamp": "{{ at }}", "timezone": "Asia/Tokyo"}, "reminders": 5},
        {
            "attendees": ["{{ owner }}", "oc_1"],
            "operation": "{{ what }}",
            "need_notification": False,
        },
    ],
    ids=str,
)
def test_a_route_is_templates_under_the_apis_names(route: dict[str, t.Any]):
    assert problems(**route) == []


@pytest.mark.parametrize(
    "route,word",
    [
        ({"calendar_id": "Team"}, "calendar_id"),
        ({"operation": "remove"}, "operation"),
        ({"visibility": "secret"}, "visibility"),
        ({"reminders": [99999]}, "reminders"),
        ({"summary": "{{ name"}, "summary"),
        ({"start_time": {"timestamp": "{{ a", "timezone": "UTC"}}, "start_time.timestamp"),
        ({"attendees": [{"type": "robot"}]}, "attendees"),
        ({"title": "x"}, "title"),
        ({"color": True}, "color"),
    ],
    ids=str,
)
def test_wrong_settings_are_told_before_a_call_without_their_values(
    route: dict[str, t.Any], word: str
):
    (problem,) = problems(**route)
    assert word in problem
    assert "secret" not in problem.replace("`visibility`", "")


def test_the_scopes_of_every_call_are_needed():
    def scopes(**route: t.Any) -> set[str]:
        config = {**CONNECTION, "routes": [{"stream": "m", "to": "calendar_event", **route}]}
        return {group[0] for need in needs(config) for group in need.groups}

    events = {f"calendar:calendar.event:{action}" for action in ("create", "update", "delete")}
    always = {*events, "calendar:calendar.event:read", "contact:user.id:readonly"}
    assert scopes(calendar_id="x@y") == always
    assert scopes() == {*always, "calendar:calendar:read"}


def test_the_tap_reads_what_the_target_wrote_and_changed(agenda: Agenda, tmp_path: pathlib.Path):
    sandbox = agenda.sandbox
    bench = Bench(sandbox, f"sqlite:///{tmp_path}/tap.sqlite3")
    bench.config |= {"bases": [], "calendar_ids": [agenda.calendar.calendar_id]}
    streams = ("calendar_events", "calendar_event_attendees")
    ann = agenda.users[2]
    agenda.put(meeting("a", attendees=[ann.email]), meeting("b", "Other"))
    first = bench.run(*streams)
    events = {row["summary"]: row for row in first.records["calendar_events"]}
    assert events["Review"]["start_time"]["timestamp"] == "2026-03-02T09:00:00.000Z"
    (guest,) = first.records["calendar_event_attendees"]
    assert guest["user_id"] == ann.open_id

    agenda.put(meeting("a", "Moved"), {"id": "b", "_sdc_deleted_at": NINE})
    second = bench.run(*streams, state=first.state)
    changed = {row["summary"]: row["_sdc_deleted_at"] for row in second.records["calendar_events"]}
    assert changed["Moved"] is None
    assert changed["Other"] is not None
    agenda.put(meeting("a", "Moved"))
    third = bench.run(*streams, state=second.state)
    assert third.records.get("calendar_events", []) == []


def test_what_the_tap_reads_can_be_written_into_another_calendar(
    agenda: Agenda, tmp_path: pathlib.Path
):
    bench = Bench(agenda.sandbox, f"sqlite:///{tmp_path}/tap.sqlite3")
    source = agenda.acts.add_calendar("source")
    agenda.acts.add_event(source, "One", start=1772442000, location={"name": "Room"})
    agenda.acts.add_event(source, "Day", start="2026-03-02", recurrence="FREQ=WEEKLY")
    bench.config |= {"bases": [], "calendar_ids": [source.calendar_id]}
    run = bench.run("calendar_events")
    rows = run.records["calendar_events"]
    agenda.lines = lambda *_: [  # type: ignore[method-assign]
        schema("meetings", ("event_id",), **run.schemas["calendar_events"]["schema"]["properties"]),
        *(record("meetings", **row) for row in rows),
    ]
    agenda.put()
    copies = {event.summary: event for event in agenda.events}
    assert copies["One"].details["location"] == {"name": "Room"}
    assert copies["One"].start == {"timestamp": "1772442000", "timezone": "Asia/Shanghai"}
    assert copies["Day"].start == {"date": "2026-03-02", "timezone": "UTC"}
    assert copies["Day"].recurrence == "FREQ=WEEKLY"
