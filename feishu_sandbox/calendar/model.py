"""State of calendar as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class CalendarState:
    """What a restart must bring back."""
