"""The streams of the tap: the fixed ones are declared, one for each table is discovered."""

from __future__ import annotations

import typing as t

from tap_feishu.streams.bitable import BitableApps, BitableFields, BitableTables, BitableViews
from tap_feishu.streams.contacts import Departments, Users
from tap_feishu.streams.records import BitableRecords

if t.TYPE_CHECKING:
    from tap_feishu.streams.base import FixedStream

__all__ = ["FIXED_STREAMS", "BitableRecords"]

#: Every fixed stream, in the order of the docs.
FIXED_STREAMS: t.Final[tuple[type[FixedStream], ...]] = (
    BitableApps,
    BitableTables,
    BitableViews,
    BitableFields,
    Departments,
    Users,
)
