"""Calendars v4: calendars, events, attendees, subscriptions."""

from __future__ import annotations
