"""Calendars and what changed in them."""
