"""State of approval as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class ApprovalState:
    """What a restart must bring back."""
