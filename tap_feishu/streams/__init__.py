"""The streams of the tap: the fixed ones are declared, one for each table is discovered."""

from __future__ import annotations

import typing as t

from tap_feishu.streams import (
    approvals,
    bitable,
    calendars,
    chats,
    contacts,
    documents,
    drive,
    events,
    people,
    sheets,
    tasks,
    wiki,
)
from tap_feishu.streams.records import BitableRecords

if t.TYPE_CHECKING:
    from tap_feishu.streams.base import FixedStream

__all__ = ["FIXED_STREAMS", "BitableRecords"]

#: Every fixed stream, in the order of the docs.
FIXED_STREAMS: t.Final[tuple[type[FixedStream], ...]] = (
    *bitable.STREAMS,
    *contacts.STREAMS,
    *people.STREAMS,
    *approvals.STREAMS,
    *tasks.STREAMS,
    *calendars.STREAMS,
    *chats.STREAMS,
    *drive.STREAMS,
    *wiki.STREAMS,
    *documents.STREAMS,
    *sheets.STREAMS,
    *events.STREAMS,
)
