"""What people and administrators do with sheets, for tests and seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.sheets.addresses import number
from feishu_sandbox.sheets.model import Cell, Sheet, Spreadsheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from feishu_sandbox.world import World


class Sheets:
    """Builders; no tokens, no limits, no access checks. Every edit is one revision."""

    def __init__(self, world: World) -> None:
        """Belong to a world."""
        self.world = world

    def add_spreadsheet(
        self,
        title: str,
        rows: Sequence[Sequence[Any]] = (),
        *,
        apps: Sequence[str] = (),
        owner: str = "",
        token: str = "",
    ) -> Spreadsheet:
        """Create a spreadsheet with one worksheet that holds `rows`.

        Args:
            title: Its title.
            rows: Values or `Cell`s, from A1; None leaves a cell empty.
            apps: Apps that may read it, all registered ones by default.
            owner: open_id of the person who has it, the first one by default.
            token: Its token, for instance that of a wiki page; a fresh one by default.
        """
        with self.world.lock:
            person = owner or next(iter(self.world.state.users), "")
            made = Spreadsheet(token or self.world.new_id("spreadsheet"), title, person)
            made.access = dict.fromkeys(apps or self.world.state.apps, "view")
            made.access[person] = "edit"
            made.sheets.append(Sheet(self.world.new_id("sheet"), "Sheet1"))
            _fill(made.sheets[0], 1, 1, rows)
            self.world.state.sheets.spreadsheets[made.token] = made
        return made

    def spreadsheet(self, key: str) -> Spreadsheet:
        """Return the spreadsheet with this token or title.

        Raises:
            KeyError: There is none.
        """
        for spreadsheet in self.world.state.sheets.spreadsheets.values():
            if key in (spreadsheet.token, spreadsheet.title):
                return spreadsheet
        raise KeyError(key)

    def add_sheet(
        self,
        token: str,
        title: str,
        rows: Sequence[Sequence[Any]] = (),
        *,
        hidden: bool = False,
        resource_type: str = "sheet",
    ) -> Sheet:
        """Append a worksheet, or with another type an embedded table."""
        with self.world.lock:
            sheet = Sheet(self.world.new_id("sheet"), title)
            sheet.hidden, sheet.resource_type = hidden, resource_type
            _fill(sheet, 1, 1, rows)
            spreadsheet = self.spreadsheet(token)
            spreadsheet.sheets.append(sheet)
            spreadsheet.revision += 1
        return sheet

    def remove_sheet(self, token: str, sheet_id: str) -> None:
        """Delete a worksheet."""
        with self.world.lock:
            spreadsheet = self.spreadsheet(token)
            spreadsheet.sheets = [one for one in spreadsheet.sheets if one.sheet_id != sheet_id]
            spreadsheet.revision += 1

    def set_cells(
        self, token: str, sheet_id: str, first: str, rows: Sequence[Sequence[Any]]
    ) -> None:
        """Write values or `Cell`s from the cell `first` on; None empties a cell."""
        name = first.rstrip("0123456789")
        top, left = int(first[len(name) :]), number(name)
        self._change(token, sheet_id, lambda sheet: _fill(sheet, top, left, rows))

    def resize(self, token: str, sheet_id: str, rows: int, columns: int) -> None:
        """Give a worksheet another grid; what lies outside is gone."""

        def act(sheet: Sheet) -> None:
            sheet.row_count, sheet.column_count = rows, columns
            inside = {key: cell for key, cell in sheet.cells.items() if _fits(sheet, key)}
            sheet.cells = inside

        self._change(token, sheet_id, act)

    def add_row(self, token: str, sheet_id: str, values: Sequence[Any], at: int = 0) -> None:
        """Insert a row before row `at`, by default behind the last one that is not empty."""

        def act(sheet: Sheet) -> None:
            end = max((_place(key)[0] for key in sheet.cells), default=0) + 1
            _shift(sheet, at or end, 1)
            _fill(sheet, at or end, 1, [values])

        self._change(token, sheet_id, act)

    def delete_row(self, token: str, sheet_id: str, row: int) -> None:
        """Delete a row; those below move up."""

        def act(sheet: Sheet) -> None:
            kept = {key: cell for key, cell in sheet.cells.items() if _place(key)[0] != row}
            sheet.cells = kept
            _shift(sheet, row + 1, -1)

        self._change(token, sheet_id, act)

    def delete(self, token: str) -> None:
        """Put a spreadsheet into the trash."""
        with self.world.lock:
            self.spreadsheet(token).deleted = True

    def share(self, token: str, holder: str, right: str | None) -> None:
        """Give an app id or open_id `view` or `edit` on a spreadsheet; None takes it away."""
        with self.world.lock:
            access = self.spreadsheet(token).access
            access.pop(holder, None)
            if right:
                access[holder] = right

    def _change(self, token: str, sheet_id: str, act: Callable[[Sheet], None]) -> None:
        with self.world.lock:
            spreadsheet = self.spreadsheet(token)
            act(next(sheet for sheet in spreadsheet.sheets if sheet.sheet_id == sheet_id))
            spreadsheet.revision += 1


def _fill(sheet: Sheet, top: int, left: int, rows: Sequence[Sequence[Any]]) -> None:
    for row, values in enumerate(rows, top):
        for column, value in enumerate(values, left):
            sheet.cells.pop(f"{row}:{column}", None)
            if value is not None:
                cell = value if isinstance(value, Cell) else Cell(value)
                sheet.cells[f"{row}:{column}"] = cell
                sheet.row_count = max(sheet.row_count, row)
                sheet.column_count = max(sheet.column_count, column)


def _shift(sheet: Sheet, first: int, by: int) -> None:
    """Move the rows from `first` on; the grid grows or shrinks with them."""
    moved = {}
    for key, cell in sheet.cells.items():
        row, column = _place(key)
        moved[f"{row + by if row >= first else row}:{column}"] = cell
    sheet.cells = moved
    sheet.row_count += by


def _place(key: str) -> tuple[int, int]:
    row, column = key.split(":")
    return int(row), int(column)


def _fits(sheet: Sheet, key: str) -> bool:
    row, column = _place(key)
    return row <= sheet.row_count and column <= sheet.column_count
