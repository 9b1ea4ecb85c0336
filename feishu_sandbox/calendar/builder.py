"""What people and administrators do with calendar, for tests and seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.calendar.access import SUFFIX
from feishu_sandbox.calendar.events import EventActs
from feishu_sandbox.calendar.invitations import InvitationActs
from feishu_sandbox.calendar.model import Calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feishu_sandbox.calendar.model import CalendarState
    from feishu_sandbox.world import World

_DAY = 86_400
#: Documented for the list of calendars; for events no life is told.
_TOKEN_DAYS = 90


class Calendars(EventActs, InvitationActs):
    """Builders; no tokens, no limits, no access checks.

    Attributes:
        sync_token_seconds: Life of a sync token.
        most_per_page: Rows of a page at most, whatever size is asked for; 0 leaves it alone.
            Rows that are not shown count too, so pages come short, or empty.
        key_seconds: Life of the key under which an event is made once; None for ever. Nothing is
            documented.
        merges_attendees: Somebody who is invited twice is one attendee, not two. Nothing is
            documented.
    """

    def __init__(self, world: World) -> None:
        """Belong to a world."""
        self.world = world
        self.sync_token_seconds = _TOKEN_DAYS * _DAY
        self.most_per_page = 0
        self.key_seconds: float | None = None
        self.merges_attendees = True

    @property
    def state(self) -> CalendarState:
        """The calendars and events."""
        return self.world.state.calendars

    def add_calendar(  # noqa: PLR0913 - what the form asks for
        self,
        summary: str,
        *,
        roles: Mapping[str, str] | None = None,
        kind: str = "shared",
        permissions: str = "private",
        owner: str = "",
        description: str = "",
    ) -> Calendar:
        """Create a calendar.

        Args:
            summary: Its title.
            roles: app_id or open_id -> `free_busy_reader`, `reader`, `writer` or `owner`; these
                are subscribed to it. All apps are readers by default.
            kind: `primary`, `shared`, `resource`, `google`, `exchange` or `unknown`.
            permissions: `private`, `show_only_free_busy` or `public`.
            owner: open_id or app_id of its owner, the first person by default.
            description: Its description.
        """
        with self.world.lock:
            given = dict.fromkeys(self.world.state.apps, "reader") if roles is None else roles
            mine = owner or next(iter(self.world.state.users), "")
            calendar = Calendar(
                calendar_id=self.world.new_id("calendar") + SUFFIX,
                summary=summary,
                place=len(self.state.calendars),
                version=self.next_version(),
                description=description,
                permissions=permissions,
                type=kind,
                owner=mine,
                third_party=kind in {"google", "exchange"},
                roles={mine: "owner", **given},
                subscribers=list(dict.fromkeys((mine, *given))),
            )
            self.state.calendars[calendar.calendar_id] = calendar
        return calendar

    def primary(self, principal: str) -> Calendar:
        """Return the primary calendar of an app or person, which all have."""
        for calendar in self.state.calendars.values():
            if calendar.type == "primary" and calendar.owner == principal:
                return calendar
        people, apps = self.world.state.users, self.world.state.apps
        named = people.get(principal) or apps.get(principal)
        title = named.name if named else principal
        return self.add_calendar(title, kind="primary", owner=principal, roles={})

    def share(self, calendar: Calendar, principal: str, role: str) -> None:
        """Give an app or person a role, and subscribe it; "" takes the role away."""
        with self.world.lock:
            calendar.version = self.next_version()
            if role:
                calendar.roles[principal] = role
                calendar.subscribers = list(dict.fromkeys((*calendar.subscribers, principal)))
            else:
                calendar.roles.pop(principal, None)

    def unsubscribe(self, calendar: Calendar, principal: str) -> None:
        """Take a calendar off somebody's list; the role stays."""
        with self.world.lock:
            calendar.subscribers = [one for one in calendar.subscribers if one != principal]

    def delete_calendar(self, calendar: Calendar) -> None:
        """Delete a calendar with all that is in it."""
        with self.world.lock:
            calendar.deleted = True
            calendar.version = self.next_version()

    def expire_sync_tokens(self) -> None:
        """Make all sync tokens that were given out expire at once."""
        self.state.void_sync_tokens = self.state.tokens_issued

    def expire_page_tokens(self) -> None:
        """Make all page tokens that were given out expire at once."""
        self.state.void_page_tokens = self.state.tokens_issued
