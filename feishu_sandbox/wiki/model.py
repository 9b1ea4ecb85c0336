"""State of wiki as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class WikiState:
    """What a restart must bring back."""
