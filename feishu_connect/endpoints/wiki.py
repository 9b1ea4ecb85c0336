"""Wiki v2: spaces and nodes."""

from __future__ import annotations
