"""Sheets: worksheets (v3) and their values (v2)."""

from __future__ import annotations
