"""State of task as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class TaskState:
    """What a restart must bring back."""
