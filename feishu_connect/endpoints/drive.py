"""Drive v1: folders, statistics, view records, subscriptions."""

from __future__ import annotations
