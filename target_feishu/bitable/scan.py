"""Read the rows of a destination: all of them, or an error."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect import IncompleteError, endpoints

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from target_feishu.bitable.table import DestinationTable

T = t.TypeVar("T")

#: Whole scans of a table whose number of rows moves meanwhile.
_SCANS = 4
#: Seconds before the second scan, doubled before each later one: whoever edits may be done then.
_FIRST_PAUSE = 1.0
#: Fields that a search can be asked for by name
#: (docs /uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-record/search).
_MAX_FIELD_NAMES = 200


@dataclass(frozen=True, slots=True)
class Scanned(t.Generic[T]):
    """What a scan has found: record id -> what was made of the row."""

    rows: dict[str, T]
    #: Whether these are all rows; False where the scan was called off after its first page.
    is_whole: bool = True
    #: Whether one page held them all. Between two pages a row that goes while another comes moves
    #: others over the border unseen, as Feishu's count stays the same.
    is_one_page: bool = False


@dataclass(slots=True)
class _Pass(t.Generic[T]):
    """One time through the table."""

    rows: dict[str, T]
    #: How many rows Feishu counted, at each page that told.
    totals: list[int]
    is_whole: bool = True
    pages: int = 0

    @property
    def is_settled(self) -> bool:
        """Nothing moved, and nothing is missing: a page token is an offset, no snapshot."""
        return not self.totals or set(self.totals) == {len(self.rows)}

    @property
    def only_grew(self) -> bool:
        """Rows that come push others back: these are seen twice, and none is overlooked."""
        return _never_falls(self.totals) and len(self.rows) >= self.totals[0]


def _always(_: int) -> bool:
    return True


def _never_falls(totals: list[int]) -> bool:
    return totals == sorted(totals)


def scan_while(
    table: DestinationTable,
    field_ids: Iterable[str],
    take: Callable[[dict[str, t.Any]], T],
    *,
    automatic: bool = False,
    go_on: Callable[[int], bool] = _always,
) -> Scanned[T]:
    """Read all rows, unless the number of rows is a reason not to.

    Rows that are added or deleted meanwhile can make a scan miss others. It is repeated until
    Feishu counts on every page as many rows as it finds; rows of all scans are given, also those
    that are gone by now.

    Args:
        table: Whose rows.
        field_ids: The cells that are needed; others may come too.
        take: Gives what is kept of a row.
        automatic: Read also when and by whom rows were made.
        go_on: Asked after a first page that is not the last, with the number of rows in all.

    Raises:
        IncompleteError: Rows stayed missing.
    """
    found: dict[str, T] = {}
    totals: list[int] = []
    body = _body(table, field_ids, automatic=automatic)
    for number in range(_SCANS):
        if number:
            table.client.clock.sleep(_FIRST_PAUSE * 2 ** (number - 1))
        once = _scan_once(table, body, take, go_on if number == 0 else _always)
        found.update(once.rows)
        totals += once.totals
        if once.is_settled or not once.is_whole:
            return Scanned(found, once.is_whole, is_one_page=once.pages == 1)
    if once.only_grew or (_never_falls(totals) and len(found) >= totals[-1]):
        return Scanned(found)
    raise _incomplete(table.name, len(found), totals)


def _incomplete(table: str, found: int, totals: list[int]) -> IncompleteError:
    if _never_falls(totals):
        msg = f"Only {found} of {totals[-1]} rows of the table `{table}` could be read"
    else:
        msg = f"Rows of the table `{table}` were deleted while each of {_SCANS} scans read it"
    return IncompleteError(msg, cure="Run again when fewer people edit the table")


def scan(
    table: DestinationTable,
    field_ids: Iterable[str],
    take: Callable[[dict[str, t.Any]], T],
    *,
    automatic: bool = False,
) -> dict[str, T]:
    """Read all rows: record id -> what `take` makes of a row.

    Raises:
        IncompleteError: Rows stayed missing.
    """
    return scan_while(table, field_ids, take, automatic=automatic).rows


def record_ids(table: DestinationTable) -> set[str]:
    """Read the ids of all rows."""
    first = next((each for each in table.fields.values() if each.is_primary), None)
    return set(scan(table, [first.field_id] if first else [], lambda _: None))


def names_of(table: DestinationTable, field_ids: Iterable[str]) -> dict[str, list[str]]:
    """Give the part of a search's body that names fields; nothing where they are too many."""
    names = [table.field(field_id).name for field_id in field_ids]
    return {"field_names": names} if 0 < len(names) <= _MAX_FIELD_NAMES else {}


def _body(
    table: DestinationTable, field_ids: Iterable[str], *, automatic: bool
) -> dict[str, t.Any]:
    return {**names_of(table, field_ids), **({"automatic_fields": True} if automatic else {})}


def _scan_once(
    table: DestinationTable,
    body: dict[str, t.Any],
    take: Callable[[dict[str, t.Any]], T],
    go_on: Callable[[int], bool],
) -> _Pass[T]:
    once: _Pass[T] = _Pass({}, [])
    pages = table.client.pages(
        endpoints.BITABLE_RECORD_SEARCH,
        path=table.path,
        params={"user_id_type": table.client.settings.user_id_type},
        body=body,
        fresh=table.is_fresh,
    )
    for once.pages, page in enumerate(pages, 1):
        once.rows.update({str(item["record_id"]): take(item) for item in page.items})
        total = page.total
        if total is None:
            continue
        once.totals.append(total)
        table.sight.total = total
        if once.pages == 1 and page.data.get("has_more") and not go_on(total):
            once.is_whole = False
            break
    return once
