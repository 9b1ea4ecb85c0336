"""Singer tap for Feishu and Lark."""

from __future__ import annotations

from tap_feishu.tap import TapFeishu

__all__ = ["TapFeishu"]
