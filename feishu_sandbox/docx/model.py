"""State of docx as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class DocxState:
    """What a restart must bring back."""
