"""The cells of one workbook: as few answers as hold them, each below the greatest size.

Docs: `/ukTMukTMukTM/ukTMzUjL5EzM14SOxMTN`.
"""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import FeishuError, IncompleteError
from tap_feishu.documents.windows import Row, Window, below, beside

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tap_feishu.run import Run

#: Cells in one answer: some MB of usual text. An answer holds 10 MB at most.
_CELLS = 50_000
#: Ranges in one address, which proxies limit to 8 KB.
_RANGES = 100

#: The answer is too large; Feishu ran out of time over it.
_TOO_LARGE = frozenset({90221, 90235})


class MovedError(Exception):
    """The workbook is not at the revision any more that is being read; never shown to users."""


class _Unfit(Exception):  # noqa: N818 - a signal inside this room
    """An answer does not tell which range is which: one range alone cannot be mistaken."""


class Cells:
    """Reads values, not formulas, and dates as the text that the cell shows."""

    def __init__(self, run: Run, token: str) -> None:
        """Call nothing yet; windows are smaller for a while where an answer was too large."""
        self._run = run
        self._token = token
        self._budget = _CELLS
        #: Of the workbook: that of the first answer, and then of each.
        self.revision: t.Any = None
        self._begun = False

    def look(self, sheet_id: str) -> t.Any:
        """Ask for one cell, and give the revision that all further answers have to have."""
        self._read([Window(sheet_id, 1, 1, 1, 1)])
        return self.revision

    def by_sheet(self, sizes: Mapping[str, tuple[int, int]]) -> Iterator[tuple[str, Iterator[Row]]]:
        """Give the rows of each worksheet from the first on; take them in this order.

        Args:
            sizes: Rows and columns of the grid by worksheet.

        Raises:
            MovedError: The workbook was edited meanwhile.
        """
        pieces = self._pieces(sizes)
        for sheet_id, (height, _) in sizes.items():
            yield sheet_id, self._rows_of(height, pieces)

    def _rows_of(self, height: int, pieces: Iterator[tuple[Window, list[Row]]]) -> Iterator[Row]:
        done = 0
        while done < height:
            window, rows = next(pieces)
            yield from rows
            yield from ([] for _ in range(window.bottom - window.top + 1 - len(rows)))
            done = window.bottom

    def _pieces(self, sizes: Mapping[str, tuple[int, int]]) -> Iterator[tuple[Window, list[Row]]]:
        batch: list[Window] = []
        for window in self._windows(sizes):
            if batch and (self._full(batch, window) or len(batch) == _RANGES):
                yield from self._taken(batch)
                batch = []
            batch.append(window)
        if batch:
            yield from self._taken(batch)

    def _taken(self, batch: list[Window]) -> Iterator[tuple[Window, list[Row]]]:
        """Read a batch; where it fitted, the next one may be larger again."""
        budget = self._budget
        rows = self._read(batch)
        if self._budget == budget:
            self._budget = min(_CELLS, 2 * budget)
        return zip(batch, rows, strict=True)

    def _full(self, batch: list[Window], window: Window) -> bool:
        return sum(one.cells for one in batch) + window.cells > self._budget

    def _windows(self, sizes: Mapping[str, tuple[int, int]]) -> Iterator[Window]:
        for sheet_id, (height, width) in sizes.items():
            top = 1
            while top <= height:
                bottom = min(height, top + max(1, self._budget // width) - 1)
                yield Window(sheet_id, top, bottom, 1, width)
                top = bottom + 1

    def _read(self, windows: list[Window]) -> list[list[Row]]:
        """Give the rows of each window; what does not fit into one answer is read in pieces."""
        try:
            return self._ask(windows)
        except (FeishuError, _Unfit) as error:
            if isinstance(error, FeishuError):
                if error.code not in _TOO_LARGE:
                    raise
                self._budget = max(1, sum(window.cells for window in windows) // 2)
            if len(windows) > 1:
                middle = len(windows) // 2
                return self._read(windows[:middle]) + self._read(windows[middle:])
            if isinstance(error, _Unfit):
                msg = f"Feishu answered with other cells than {windows[0].text}"
                raise IncompleteError(msg, cure="Run again") from None
            return [self._halves(windows[0], error)]

    def _halves(self, window: Window, error: FeishuError) -> list[Row]:
        if halves := window.rows():
            top, bottom = ([*self._read([half])[0]] for half in halves)
            return below(top, halves[0].bottom - window.top + 1, bottom)
        if halves := window.columns():
            left, right = ([*self._read([half])[0]] for half in halves)
            return beside(left, halves[0].right - window.left + 1, right)
        raise error

    def _ask(self, windows: list[Window]) -> list[list[Row]]:
        """Ask for windows in one call.

        Raises:
            _Unfit: The answer does not tell range by range what was asked for.
            MovedError: It is of another revision.
        """
        id_type = self._run.settings.connection.user_id_type
        params = {
            "ranges": ",".join(window.text for window in windows),
            "valueRenderOption": "UnformattedValue",
            "dateTimeRenderOption": "FormattedString",
            # Values take no `user_id`, and their own default is an id that nothing else knows.
            "user_id_type": "open_id" if id_type == "user_id" else id_type,
        }
        path = {"spreadsheet_token": self._token}
        data = self._run.client.call(endpoints.sheets.VALUES_BATCH_GET, path=path, params=params)
        self._check(data.get("revision"))
        return _matched(windows, data.get("valueRanges") or [])

    def _check(self, revision: t.Any) -> None:
        if not self._begun:
            self._begun, self.revision = True, revision
        if revision != self.revision:
            raise MovedError


def _matched(windows: list[Window], found: list[dict[str, t.Any]]) -> list[list[Row]]:
    """Put each range of an answer under the window that it was asked for with."""
    if not found and len(windows) == 1:
        return [[]]
    told = [str(one.get("range") or "") for one in found]
    fits = len(found) == len(windows) and all(
        not text or text.startswith(f"{window.sheet_id}!")
        for window, text in zip(windows, told, strict=True)
    )
    if not fits:
        raise _Unfit
    return [
        window.placed(text, one.get("values"))
        for window, text, one in zip(windows, told, found, strict=True)
    ]
