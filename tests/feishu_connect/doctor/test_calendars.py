from __future__ import annotations

from tests.feishu_connect.doctor.conftest import ailing, by_check, only


def route(calendar_id, **more):
    return {"stream": "m", "to": "calendar_event", "calendar_id": calendar_id, **more}


def calendar_with(surgery, role, kind="shared"):
    acts = surgery.sandbox.world.calendars
    return acts.add_calendar("Team", roles={surgery.app.app_id: role}, kind=kind).calendar_id


def test_calendars_that_are_open_for_writing(surgery):
    routes = [route("primary"), route(calendar_with(surgery, "writer"), stream="n")]
    findings = surgery.target(routes=routes)
    assert not ailing(findings)
    assert by_check(findings)["calendars"] == "ok"


def test_a_calendar_that_is_open_for_reading_only(surgery):
    finding = only(surgery.target(routes=[route(calendar_with(surgery, "reader"))]))
    assert (finding.check, finding.status) == ("calendars", "failed")
    assert "role reader" in finding.detail
    assert "editor" in finding.cure


def test_a_calendar_of_a_room_takes_no_events(surgery):
    finding = only(surgery.target(routes=[route(calendar_with(surgery, "owner", "resource"))]))
    assert "type resource" in finding.detail


def test_a_calendar_that_is_not_there(surgery):
    finding = only(surgery.target(routes=[route("feishu.cn_x@group.calendar.feishu.cn")]))
    assert (finding.check, finding.status) == ("calendars", "failed")


def test_an_app_without_bot_has_no_calendar(surgery):
    surgery.app.bot = False
    finding = only(surgery.target(routes=[route("primary")]))
    assert "Bot" in finding.cure


def test_ids_out_of_records_are_named_as_not_checked(surgery):
    findings = surgery.target(routes=[route("{{ calendar }}")])
    assert not ailing(findings)
    assert by_check(findings)["calendars"] == "skipped"
