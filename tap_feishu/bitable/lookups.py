"""Ask for rows by their ids: the one way to learn that a row does not exist any more."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect import endpoints

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tap_feishu.bitable.bases import OpenTable
    from tap_feishu.bitable.scan import Record
    from tap_feishu.run import Run


@dataclass(frozen=True, slots=True)
class Found:
    """What Feishu says of some ids; each is in one of the three."""

    records: list[Record]
    #: Rows that do not exist any more.
    absent: list[str]
    #: Rows that the app may not see; whether they exist is not told.
    forbidden: list[str]


def look_up(run: Run, entry: OpenTable, ids: Sequence[str]) -> Iterator[Found]:
    """Ask for rows, 100 a call; records have the shapes of a search.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-record/batch_get`.
    """
    for start in range(0, len(ids), endpoints.MAX_RECORDS_PER_GET):
        data = run.client.call(
            endpoints.BITABLE_RECORD_BATCH_GET,
            path=entry.path,
            body={
                "record_ids": list(ids[start : start + endpoints.MAX_RECORDS_PER_GET]),
                "user_id_type": run.settings.connection.user_id_type,
                "automatic_fields": True,
            },
        )
        yield Found(
            data.get("records") or [],
            data.get("absent_record_ids") or [],
            data.get("forbidden_record_ids") or [],
        )
