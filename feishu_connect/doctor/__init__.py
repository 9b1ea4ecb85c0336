"""Finds what is wrong between a configuration and Feishu, and says how to put it right."""

from __future__ import annotations

from feishu_connect.doctor.examination import examine
from feishu_connect.doctor.finding import Finding

__all__ = ["Finding", "examine"]
