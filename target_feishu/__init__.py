"""Singer target for Feishu and Lark: rows into Bitable, records into messages."""

from __future__ import annotations

__all__ = ["TargetFeishu"]

from target_feishu.target import TargetFeishu
