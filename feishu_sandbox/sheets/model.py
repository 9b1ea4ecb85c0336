"""State of sheets as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class SheetsState:
    """What a restart must bring back."""
