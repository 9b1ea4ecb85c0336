"""Approvals v4: definitions, instances, subscriptions."""

from __future__ import annotations
