"""What this run has seen of a table's rows, so that only cells that differ are written."""

from __future__ import annotations

import typing as t

from feishu_connect import AccessError, CellError, IncompleteError, endpoints
from feishu_connect.endpoints import MAX_RECORDS_PER_GET
from target_feishu.bitable.prints import Prints, print_of

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from target_feishu.bitable.table import Cells, DestinationTable

Item = dict[str, t.Any]


class Sight:
    """Fingerprints of cells, by the readings and writings of this run."""

    def __init__(self, table: DestinationTable) -> None:
        """See nothing yet."""
        self._table = table
        self._prints = Prints()
        #: Fields whose cells are compared: those of all streams into the table.
        self.watched: dict[str, None] = {}
        #: Rows of the table, as Feishu or the last run counted them; None where nobody has.
        self.total: int | None = 0 if table.is_new else None

    def watch(self, field_ids: Iterable[str]) -> None:
        """Compare the cells of these fields too, from now on."""
        self.watched.update(dict.fromkeys(field_ids))

    def saw(self, item: Item, field_ids: Iterable[str]) -> None:
        """Take note of a row that was read with these fields."""
        prints: dict[str, bytes] = {}
        for field_id in field_ids:
            try:
                value = self._table.read(item, field_id)
            except CellError:
                # Whatever is there, it is nothing that could be written.
                continue
            prints[field_id] = print_of(self._table.codec(field_id), value)
        self._prints.put(str(item["record_id"]), prints)

    def wrote(self, record_id: str, cells: Cells) -> None:
        """Take note of cells that Feishu has confirmed."""
        self._prints.put(record_id, self.prints(cells))

    def made(self, record_id: str, cells: Cells) -> None:
        """Take note of a new row, whose other cells are empty."""
        empty: Cells = dict.fromkeys(self.watched)
        self.wrote(record_id, {**empty, **cells})
        if self.total is not None:
            self.total += 1

    def forget(self, record_id: str) -> None:
        """Forget a row that is gone."""
        self._prints.forget(record_id)
        if self.total:
            self.total -= 1

    def prints(self, cells: Cells) -> dict[str, bytes]:
        """Give the fingerprints that cells will have."""
        return {each: print_of(self._table.codec(each), value) for each, value in cells.items()}

    def knows(self, record_id: str, field_ids: Iterable[str]) -> bool:
        """Tell whether these cells of a row were seen."""
        return all(self._prints.get(record_id, each) is not None for each in field_ids)

    def differing(self, record_id: str, cells: Cells) -> Cells:
        """Give the cells that the row does not hold, as far as is known."""
        return {
            field_id: cells[field_id]
            for field_id, each in self.prints(cells).items()
            if self._prints.get(record_id, field_id) != each
        }

    def get(self, record_ids: Sequence[str]) -> Iterator[Item]:
        """Read rows by id, a hundred a call; those that are gone are left out.

        Raises:
            AccessError: The app may not see one of them.
            IncompleteError: Feishu said nothing of one of them.
        """
        for start in range(0, len(record_ids), MAX_RECORDS_PER_GET):
            asked = list(record_ids[start : start + MAX_RECORDS_PER_GET])
            for item in self._get(asked):
                self.saw(item, self.watched)
                yield item

    def _get(self, asked: list[str]) -> list[Item]:
        table = self._table
        data = table.client.call(
            endpoints.BITABLE_RECORD_BATCH_GET,
            path=table.path,
            body={"record_ids": asked, "user_id_type": table.client.settings.user_id_type},
            fresh=table.is_fresh,
        )
        items: list[Item] = list(data.get("records") or ())
        told = {str(item["record_id"]) for item in items}
        _check_told(table.name, asked, told, data)
        return items


def _check_told(table: str, asked: list[str], told: set[str], data: Mapping[str, t.Any]) -> None:
    """A row that is neither shown nor absent is hidden: it must not be made a second time."""
    forbidden = set(data.get("forbidden_record_ids") or ())
    name = endpoints.BITABLE_RECORD_BATCH_GET.name
    if not forbidden.isdisjoint(asked):
        msg = f"The app may not see {len(forbidden)} rows of the table `{table}`"
        cure = "Give the app the right to manage the base: advanced permissions hide rows from it"
        raise AccessError(msg, cure=cure, endpoint=name)
    missing = set(asked) - told - set(data.get("absent_record_ids") or ())
    if missing:
        msg = f"Feishu told nothing of {len(missing)} rows of the table `{table}`"
        cure = "Give the app the right to manage the base, and run again"
        raise IncompleteError(msg, cure=cure, endpoint=name)
