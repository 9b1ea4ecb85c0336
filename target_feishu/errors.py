"""What goes wrong with records on their way in."""

from __future__ import annotations

from feishu_connect import FeishuError


class RecordError(FeishuError):
    """A record cannot be written the way its route says."""
