"""Listing calendars and events: whole, or what changed since a sync token.

Docs: R/calendar-v4/calendar/list and R/calendar-v4/calendar-event/list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from feishu_sandbox.calendar import tokens
from feishu_sandbox.calendar.access import need_bot, readable_calendar
from feishu_sandbox.calendar.rendering import shown_calendar, shown_event
from feishu_sandbox.calendar.times import seconds
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.paging import PageRules, page_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.calendar.model import Calendar, Entry, Event
    from feishu_sandbox.calendar.tokens import Place
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_PAGES = PageRules(default=500, maximum=1000)
_MIN_PAGE = 50
_BAD = 190002

T = TypeVar("T", "Calendar", "Entry")


@dataclass(frozen=True, slots=True)
class _Cut(Generic[T]):
    """Rows of one page before those that are not shown are left out."""

    rows: list[T]
    place: Place
    has_more: bool
    after: int


def list_calendars(call: Incoming) -> Json:
    """List the calendars that the caller is subscribed to."""
    need_bot(call)
    listing = f"calendars {call.principal}"
    place = tokens.start(call, listing)
    rows = list(call.world.state.calendars.calendars.values())
    cut = _cut(call, rows, place)
    shown = [one for one in cut.rows if call.principal in one.subscribers]
    if not place.since:
        shown = [one for one in shown if not one.deleted]
    data: Json = {"calendar_list": [shown_calendar(one, call.principal) for one in shown]}
    return {**data, **_end(call, cut, listing, pages=True)}


def list_events(call: Incoming) -> Json:
    """List the events of a calendar: from an anchor, since a token, or in one window."""
    calendar = readable_calendar(call)
    anchor = _seconds(call, "anchor_time")
    if call.query.get("start_time") or call.query.get("end_time"):
        return _window(call, calendar, anchor)
    listing = f"events {calendar.calendar_id} {call.principal}"
    place = tokens.start(call, listing)
    cut = _cut(call, list(calendar.entries.values()), place)
    items = [
        shown_event(call, calendar, entry, event)
        for entry, event in _with_events(call, cut.rows)
        if _listed(call, entry, event, anchor, changes=bool(place.since))
    ]
    return {"items": items, **_end(call, cut, listing, pages=bool(anchor))}


def _with_events(call: Incoming, entries: Sequence[Entry]) -> list[tuple[Entry, Event]]:
    events = call.world.state.calendars.events
    return [(entry, events[entry.event_id]) for entry in entries]


def _listed(call: Incoming, entry: Entry, event: Event, anchor: int, *, changes: bool) -> bool:
    """Tell whether a row is shown: after a token also as deleted, and never before the anchor."""
    if changes and (entry.gone or event.status == "cancelled"):
        return True
    if entry.gone or (event.status == "cancelled" and not _is_left_out(call, event)):
        return False
    return _in_reach(event, anchor)


def _is_left_out(call: Incoming, event: Event) -> bool:
    """Tell whether a cancelled event is an instance that a living series has to leave out."""
    series = call.world.state.calendars.events.get(event.recurring_event_id)
    return series is not None and series.status != "cancelled"


def _in_reach(event: Event, anchor: int) -> bool:
    """Apply the anchor: to all but the masters of series."""
    if event.recurrence:
        return True
    original = event.original_time if event.is_exception else anchor
    return seconds(event.end) >= anchor and original >= anchor


def _window(call: Incoming, calendar: Calendar, anchor: int) -> Json:
    """Answer for one window at once, cut off without a word at the page size."""
    if call.query.get("sync_token"):
        raise ApiError(190009)
    start, end = _seconds(call, "start_time"), _seconds(call, "end_time")
    if anchor or call.query.get("page_token") or not start or not end or start > end:
        raise ApiError(_BAD)
    inside = [
        shown_event(call, calendar, entry, event)
        for entry, event in _with_events(call, list(calendar.entries.values()))
        if _listed(call, entry, event, start, changes=False) and seconds(event.start) <= end
    ]
    return {"has_more": False, "items": inside[: _size(call)]}


def _cut(call: Incoming, rows: list[T], place: Place) -> _Cut[T]:
    """Cut the page out of the rows that changed after the token, in the order of their places."""
    left = sorted(
        (row for row in rows if row.version > place.since and row.place > place.after),
        key=lambda row: row.place,
    )
    size = min(_size(call), call.world.calendars.most_per_page or _PAGES.maximum)
    taken = left[:size]
    after = taken[-1].place if taken else place.after
    return _Cut(taken, place, len(left) > size, after)


def _end(call: Incoming, cut: _Cut[T], listing: str, *, pages: bool) -> Json:
    """Return the end of a page: a page token while there is more, then a sync token."""
    if not cut.has_more:
        return {"has_more": False, "sync_token": tokens.sync_token(call, listing, cut.place)}
    if not pages:
        return {"has_more": True}
    return {"has_more": True, "page_token": tokens.page_token(call, listing, cut.place, cut.after)}


def _size(call: Incoming) -> int:
    size = page_size(call, _PAGES)
    if size < _MIN_PAGE:
        refuse_field("page_size", size, f"the min value is {_MIN_PAGE}")
    return size


def _seconds(call: Incoming, name: str) -> int:
    """Read a time in seconds; 0 stands for none, as a missing one does."""
    text = call.query.get(name) or "0"
    if not text.isdecimal():
        raise ApiError(_BAD)
    return int(text)
