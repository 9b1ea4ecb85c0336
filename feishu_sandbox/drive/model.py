"""State of drive as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class DriveState:
    """What a restart must bring back."""
