"""Read the rows of a destination: all of them, or an error."""

from __future__ import annotations

import typing as t

from feishu_connect import IncompleteError, endpoints

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from target_feishu.bitable.table import DestinationTable

T = t.TypeVar("T")

#: Whole scans of a table whose number of rows moves meanwhile.
_SCANS = 4


def scan(
    table: DestinationTable,
    field_ids: Iterable[str],
    take: Callable[[dict[str, t.Any]], T],
    *,
    automatic: bool = False,
) -> dict[str, T]:
    """Read all rows: record id -> what `take` makes of a row.

    Rows that are added or deleted meanwhile can make a scan miss others. It is repeated until
    it finds as many rows as Feishu counts; rows of all scans are given.

    Raises:
        IncompleteError: Rows stayed missing.
    """
    found: dict[str, T] = {}
    names = [table.field(field_id).name for field_id in field_ids]
    for _ in range(_SCANS):
        seen, total = _scan_once(table, {"field_names": names, "automatic_fields": automatic})
        found.update({record_id: take(item) for record_id, item in seen.items()})
        if total is None or len(seen) == total:
            return found
    if total is not None and len(found) >= total:
        return found
    msg = f"Only {len(found)} of {total} rows of the table `{table.name}` could be read"
    raise IncompleteError(msg, cure="Run again when fewer people edit the table")


def record_ids(table: DestinationTable) -> set[str]:
    """Read the ids of all rows."""
    first = next((each for each in table.fields.values() if each.is_primary), None)
    return set(scan(table, [first.field_id] if first else [], lambda _: None))


def _scan_once(
    table: DestinationTable, body: dict[str, t.Any]
) -> tuple[dict[str, dict[str, t.Any]], int | None]:
    seen: dict[str, dict[str, t.Any]] = {}
    total = None
    pages = table.client.pages(
        endpoints.BITABLE_RECORD_SEARCH,
        path=table.path,
        params={"user_id_type": table.client.settings.user_id_type},
        body=body,
        fresh=table.is_fresh,
    )
    for page in pages:
        seen.update({item["record_id"]: item for item in page.items})
        total = page.total
    return seen, total
