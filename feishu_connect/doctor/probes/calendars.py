"""Calendars that are written to: whether the identity is their editor."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect.doctor.finding import Finding, passed, unchecked
from feishu_connect.doctor.refusals import refusal
from feishu_connect.doctor.visit import answer
from feishu_connect.endpoints import calendar as endpoints
from feishu_connect.errors import ScopeError

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_connect.doctor.visit import Visit

_EDITORS: t.Final = ("writer", "owner")
_TYPES: t.Final = ("primary", "shared")


@dataclass(frozen=True, slots=True)
class CalendarProbe:
    """Looks at the calendars whose ids the configuration names."""

    calendar_ids: tuple[str, ...] = ()
    #: The calendar of whoever calls is among them; it is open, if there are calendars at all.
    primary: bool = False
    #: Some ids come out of the records.
    others: bool = False

    @property
    def check(self) -> str:
        """The name of its findings."""
        return "calendars"

    def run(self, visit: Visit) -> Iterator[Finding]:
        """Ask for each calendar."""
        if self.primary:
            yield self._primary(visit)
        for calendar_id in self.calendar_ids:
            yield self._one(visit, calendar_id)
        if self.others:
            yield unchecked("calendars", "the ids of some calendars come out of the records")

    def _primary(self, visit: Visit) -> Finding:
        found = answer(visit.reader, endpoints.CALENDAR_PRIMARY)
        if found.error is not None:
            return refusal(visit, found.error) or visit.trouble("calendars", "primary", found.error)
        return passed("calendars", "the primary calendar is there")

    def _one(self, visit: Visit, calendar_id: str) -> Finding:
        found = answer(visit.reader, endpoints.CALENDAR_GET, path={"calendar_id": calendar_id})
        if isinstance(found.error, ScopeError):
            # Writing does not need it, so its lack is nothing to be put right.
            return unchecked("calendars", f"reading calendars needs {found.error.scopes[0]}")
        if found.error is not None:
            return refusal(visit, found.error) or visit.trouble(
                "calendars", calendar_id, found.error
            )
        kind, role = found.data.get("type"), found.data.get("role")
        name = found.data.get("summary") or calendar_id
        if kind in _TYPES and role in _EDITORS:
            return passed("calendars", f"{name} is open for writing")
        return Finding(
            "calendars",
            "failed",
            f"{name} ({calendar_id}) is not open for writing: type {kind}, role {role}",
            "Events are written by a calendar's editors, into primary and shared calendars",
            "Share the calendar as editor, in its settings, with the app's bot or the signed-in "
            "user, or take another calendar",
        )
