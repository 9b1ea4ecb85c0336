"""Ask for rows by their ids: the one way to learn that a row does not exist any more."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect import endpoints
from feishu_connect.errors import IncompleteError

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tap_feishu.bitable.bases import OpenTable
    from tap_feishu.bitable.scan import Record
    from tap_feishu.run import Run


@dataclass(frozen=True, slots=True)
class Found:
    """What Feishu says of some ids; each is in one of the four."""

    records: list[Record]
    #: Rows that do not exist any more.
    absent: list[str]
    #: Rows that the app may not see; whether they exist is not told.
    forbidden: list[str]
    #: Rows of which nothing is said: under advanced permissions a call may succeed without data.
    unanswered: list[str]


def look_up(run: Run, entry: OpenTable, ids: Sequence[str]) -> Iterator[Found]:
    """Ask for rows, 100 a call; records have the shapes of a search.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-record/batch_get`.
    """
    for start in range(0, len(ids), endpoints.MAX_RECORDS_PER_GET):
        asked = list(ids[start : start + endpoints.MAX_RECORDS_PER_GET])
        data = run.client.call(
            endpoints.BITABLE_RECORD_BATCH_GET,
            path=entry.path,
            body={
                "record_ids": asked,
                "user_id_type": run.settings.connection.user_id_type,
                "automatic_fields": True,
            },
        )
        records = data.get("records") or []
        absent = data.get("absent_record_ids") or []
        forbidden = data.get("forbidden_record_ids") or []
        told = {record["record_id"] for record in records}.union(absent, forbidden)
        yield Found(records, absent, forbidden, [one for one in asked if one not in told])


def hidden(table: str, count: int) -> IncompleteError:
    """Build the error of a table with rows that are known, and were not shown to the app.

    Args:
        table: What it is called in messages.
        count: Number of these rows.
    """
    msg = f"Rows of {table} that the app could read before are not shown to it any more: {count}"
    cure = (
        "Give this app the manage permission on the base (... > More > Add document app); "
        "if it is not to read these rows, take this stream out of the state"
    )
    return IncompleteError(msg, cure=cure)
