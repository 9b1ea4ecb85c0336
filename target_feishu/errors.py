"""What goes wrong with records on their way in."""

from __future__ import annotations

import typing as t

from feishu_connect import AccessError, CellError, FeishuError, NotFoundError, RejectedError


class RecordError(FeishuError):
    """A record cannot be written the way its route says."""


#: Failures of one record, which leave hope for the others.
_OF_RECORDS: t.Final = (RecordError, CellError, RejectedError, NotFoundError, AccessError)


def is_about_record(error: FeishuError) -> bool:
    """Tell a failure of one record from those that any other record would meet too."""
    return isinstance(error, _OF_RECORDS) and not error.stops_run
