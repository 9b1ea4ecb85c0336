"""Worksheets and their rows."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from tap_feishu.streams.base import FixedStream

STREAMS: tuple[type[FixedStream], ...] = ()
