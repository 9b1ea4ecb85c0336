"""What the seeded company has of calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.calendar.model import Calendar
    from feishu_sandbox.model import App
    from feishu_sandbox.world import World

_DAY = 86_400
#: 2026-02-02 10:00 in Beijing, a Monday.
_MONDAY = 1_769_997_600
_ROOM = "omm_eada1d61a550955240c28757e7dec3af"


def seed(world: World, app: App) -> None:
    """Fill the company: a team's calendar, a room, a colleague's own one, and two closed ones."""
    people = list(world.state.users)
    team = world.calendars.add_calendar(
        "产品发布 Launch", roles={app.app_id: "owner"}, owner=people[2], description="版本与活动"
    )
    room = world.calendars.add_calendar(
        "F3-启明", roles={app.app_id: "reader"}, kind="resource", permissions="public"
    )
    own = world.calendars.primary(people[3])
    world.calendars.share(own, app.app_id, "reader")
    world.calendars.add_calendar("Google 日历", roles={app.app_id: "reader"}, kind="google")
    world.calendars.add_calendar("高管 Board", roles={app.app_id: "free_busy_reader"})
    world.calendars.primary(app.app_id)
    _seed_series(world, team, people)
    _seed_meetings(world, team, room, own, people)


def _seed_series(world: World, team: Calendar, people: list[str]) -> None:
    """Add a weekly meeting of which one was moved and one was called off."""
    calendars = world.calendars
    weekly = calendars.add_event(
        team, "产品周会 Weekly", start=_MONDAY, recurrence="FREQ=WEEKLY;INTERVAL=1;BYDAY=MO"
    )
    calendars.add_attendees(weekly, *people[2:6])
    second, third = _MONDAY + 7 * _DAY, _MONDAY + 14 * _DAY
    moved = calendars.change_instance(weekly, second, summary="产品周会（改期）")
    calendars.move_event(moved, second + _DAY)
    calendars.cancel_instance(weekly, third)


def _seed_meetings(
    world: World, team: Calendar, room: Calendar, own: Calendar, people: list[str]
) -> None:
    calendars = world.calendars
    review = calendars.add_event(
        team,
        "v2.0 评审 Review",
        start=_MONDAY + 2 * _DAY,
        description="请先读文档",
        location={
            "name": "东方明珠",
            "address": "世纪大道1号",
            "latitude": 31.239702224731445,
            "longitude": 121.49971771240234,
        },
        attachments=[{"file_token": "boxcnreview", "file_size": "20480", "name": "议程.docx"}],
    )
    invited = calendars.add_attendees(review, people[2], people[3], "guest@partner.example", _ROOM)
    calendars.rsvp(review, invited[1], "accept")
    calendars.show_in(review, room)
    calendars.show_in(review, own)
    calendars.add_event(team, "发布日 Launch day", start="2026-02-27", end="2026-02-28")
    calendars.add_event(own, "体检 Check-up", start=_MONDAY + 3 * _DAY, visibility="private")
    hidden = calendars.add_event(own, "一对一", start=_MONDAY + 4 * _DAY)
    calendars.add_attendees(hidden, people[3], people[7])
    calendars.hide_attendees(hidden)
