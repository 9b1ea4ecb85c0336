"""One empty calendar that the app reads."""

from __future__ import annotations

import pytest

PATH = "/calendar/v4/calendars"


class Room:
    """A calendar, and short ways to ask for its events."""

    def __init__(self, sandbox, api):
        self.sandbox, self.api = sandbox, api
        self.acts = sandbox.world.calendars
        self.calendar = self.acts.add_calendar("团队")

    @property
    def path(self):
        return f"{PATH}/{self.calendar.calendar_id}"

    def page(self, **params):
        """Give one page of the events from an anchor on."""
        return self.api.data("GET", f"{self.path}/events", params={"anchor_time": "1", **params})

    def code(self, **params):
        return self.api.code("GET", f"{self.path}/events", params=params)

    def all(self, **params):
        """Give titles and states of all pages, and the sync token of the last."""
        found, page = [], self.page(**params)
        while page["has_more"]:
            found += page["items"]
            page = self.page(page_token=page["page_token"], **params)
        found += page["items"]
        return [(one.get("summary"), one["status"]) for one in found], page["sync_token"]


@pytest.fixture
def room(sandbox, api):
    return Room(sandbox, api)
