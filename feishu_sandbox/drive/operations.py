"""Every endpoint of drive."""

from __future__ import annotations

from feishu_sandbox.drive import media

OPERATIONS = (*media.OPERATIONS,)
