"""Cheap reads that tell whether the data behind a need is in reach."""

from __future__ import annotations

from feishu_connect.doctor.probes.bases import BaseProbe
from feishu_connect.doctor.probes.calendars import CalendarProbe
from feishu_connect.doctor.probes.chats import ChatProbe
from feishu_connect.doctor.probes.contacts import ContactProbe

__all__ = ["BaseProbe", "CalendarProbe", "ChatProbe", "ContactProbe"]
