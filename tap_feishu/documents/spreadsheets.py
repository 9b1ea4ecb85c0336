"""Spreadsheets, their worksheets, and their rows at one revision.

Every answer with values tells the revision of the whole workbook. The grid is asked for after it
is known, and all windows have to be of it: else the workbook was edited and is read again.
Docs: `/ukTMukTMukTM/ukTMzUjL5EzM14SOxMTN`.
"""

from __future__ import annotations

import functools
import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import FeishuError
from tap_feishu.documents.cells import Cells, MovedError
from tap_feishu.documents.drafts import drafted
from tap_feishu.documents.patience import attempts, restless
from tap_feishu.documents.sought import Sought
from tap_feishu.documents.windows import trimmed

if t.TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from tap_feishu.documents.windows import Row
    from tap_feishu.run import Run

Item = dict[str, t.Any]

#: The spreadsheet does not exist, or was deleted.
GONE: t.Final = frozenset({1310214, 1310249, 90214})

#: A worksheet or a part of it went away since the grid was asked for.
_SHRUNK = frozenset({90215, 90202})


class Spreadsheets:
    """The spreadsheets that are read; worksheets are asked for once for both streams."""

    def __init__(self, run: Run) -> None:
        """Call nothing yet."""
        self._run = run

    @functools.cached_property
    def sought(self) -> Sought:
        """Which spreadsheets there are to read."""
        return Sought(self._run, "spreadsheets", "sheet")

    def described(self, token: str) -> Item:
        """Give title, owner and address of a spreadsheet."""
        data = self._run.client.call(
            endpoints.sheets.SPREADSHEET_GET,
            path={"spreadsheet_token": token},
            params={"user_id_type": self._run.settings.connection.user_id_type},
        )
        return data.get("spreadsheet") or {}

    def sheets(self, token: str) -> list[Item]:
        """List the worksheets, as they were when first asked for in this run."""
        return self._run.spool.remember(f"sheets:{token}", lambda: self._sheets(token))

    def rows(self, token: str, known: t.Any) -> Generator[Item, None, t.Any]:
        """Give all rows of a spreadsheet, unless its revision is the `known` one.

        Returns:
            The revision; None where nothing in it has cells.

        Raises:
            IncompleteError: It was edited during every reading.
        """
        what = f"Spreadsheet {token}"
        for attempt in attempts(self._run.client.clock, what):
            sheets = self._sheets(token) if attempt else self.sheets(token)
            try:
                return (yield from self._once(token, known, sheets))
            except MovedError:
                continue
            except FeishuError as error:
                if error.code not in _SHRUNK:
                    raise
        raise restless(what, "Run again when it is at rest")

    def _once(self, token: str, known: t.Any, sheets: list[Item]) -> Generator[Item, None, t.Any]:
        with_cells = [sheet for sheet in sheets if _has_cells(sheet)]
        if not with_cells:
            return None
        cells = Cells(self._run, token)
        revision = cells.look(with_cells[0]["sheet_id"])
        if known is not None and revision == known:
            return known
        grids = [sheet for sheet in self._sheets(token) if _has_cells(sheet)]
        with drafted(self._all_rows(cells, token, grids)) as rows:
            yield from rows
        return revision

    def _all_rows(self, cells: Cells, token: str, grids: Iterable[Item]) -> Iterator[Item]:
        sizes = {str(sheet["sheet_id"]): _size(sheet) for sheet in grids}
        for sheet_id, rows in cells.by_sheet(sizes):
            for place, row in up_to_last(rows):
                yield {
                    "spreadsheet_token": token,
                    "sheet_id": sheet_id,
                    "row": place,
                    "values": row,
                    "revision": cells.revision,
                }

    def _sheets(self, token: str) -> list[Item]:
        path = {"spreadsheet_token": token}
        return list(self._run.client.items(endpoints.sheets.SHEET_QUERY, path=path))


def up_to_last(rows: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    """Number rows from 1, as far as the last one that is not empty; the first is always given.

    An empty row is one without values, so that a row that was emptied is known as such, and the
    first row tells of a worksheet without any.
    """
    waiting = 1
    for place, row in enumerate(map(trimmed, rows), 1):
        if row:
            yield from ((empty, []) for empty in range(waiting, place))
            yield place, row
            waiting = place + 1
    if waiting == 1:
        yield 1, []


def _has_cells(sheet: Item) -> bool:
    """Whether a worksheet is a grid with cells, and no embedded Bitable table."""
    rows, columns = _size(sheet)
    return sheet.get("resource_type", "sheet") == "sheet" and rows > 0 and columns > 0


def _size(sheet: Item) -> tuple[int, int]:
    grid = sheet.get("grid_properties") or {}
    return int(grid.get("row_count") or 0), int(grid.get("column_count") or 0)
