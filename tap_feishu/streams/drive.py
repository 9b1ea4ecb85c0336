"""Files of drive, their statistics and view records."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from tap_feishu.streams.base import FixedStream

STREAMS: tuple[type[FixedStream], ...] = ()
