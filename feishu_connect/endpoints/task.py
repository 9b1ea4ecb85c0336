"""Tasks v2: lists, sections, tasks, comments."""

from __future__ import annotations
