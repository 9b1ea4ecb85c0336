"""The ways to read one table: all of it, or what a ModifiedTime column dates after a time."""

from __future__ import annotations

import logging
import typing as t

from feishu_connect import endpoints
from feishu_connect.bitable import milliseconds_of
from feishu_connect.bitable.base import list_tables
from feishu_connect.errors import RejectedError
from tap_feishu.bitable.lookups import look_up
from tap_feishu.bitable.narrow import Narrow, modified_time_column, narrowing
from tap_feishu.bitable.scan import Scan

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feishu_connect import Page
    from feishu_connect.bitable import Field
    from tap_feishu.bitable.bases import OpenTable
    from tap_feishu.bitable.lookups import Found
    from tap_feishu.run import Run

logger = logging.getLogger(__name__)


class TableReads:
    """Makes the readings of one table; nothing is called before their first row is asked for."""

    def __init__(self, run: Run, entry: OpenTable) -> None:
        """Keep what is read, and how."""
        self._run = run
        self._entry = entry
        #: What the table is called in messages.
        self.title = f"{entry.base.name} / {entry.table.name}"

    def scan(self) -> Scan:
        """Read every row, or every row of the view."""
        return Scan(
            pages=self._watched_pages,
            revision=self._entry.table.revision,
            read_revision=self._revision,
            started_ms=milliseconds_of(self._run.started),
            clock=self._run.client.clock,
            name=self.title,
        )

    def narrow(self, column: Field, since: int) -> Narrow:
        """Read the rows that a ModifiedTime column dates after a time in milliseconds."""
        return Narrow(
            name=self.title,
            pages=lambda: self._search(narrowing(column.name, since)),
            column=column.name,
            since=since,
            clock=self._run.client.clock,
        )

    def narrowing_column(self) -> Field | None:
        """Find the ModifiedTime column that narrows the read, where the settings name one.

        Raises:
            RejectedError: It does not exist, or is of another type, or the stream is a view.
        """
        said = self._run.settings.modified_time_columns.get(self._entry.table.table_id)
        if said is None:
            return None
        if self._entry.view_id:
            msg = f"`modified_time_columns` cannot narrow {self.title}: only a view of it is read"
            cure = "Feishu filters and sorts whole tables only: paste the link without `view=`"
            raise RejectedError(msg, cure=cure)
        return modified_time_column(self._entry.fields, said, self.title)

    def look_up(self, ids: Sequence[str]) -> Iterator[Found]:
        """Ask for rows by their ids."""
        return look_up(self._run, self._entry, ids)

    def pages(self) -> Iterator[Page]:
        """List every row, or every row of the view."""
        return self._search({"view_id": self._entry.view_id} if self._entry.view_id else {})

    def _search(self, more: dict[str, t.Any]) -> Iterator[Page]:
        return self._run.client.pages(
            endpoints.BITABLE_RECORD_SEARCH,
            path=self._entry.path,
            params={"user_id_type": self._run.settings.connection.user_id_type},
            body={"automatic_fields": True, **more},
        )

    def _watched_pages(self) -> Iterator[Page]:
        """Warn of a listing that may be empty for want of permission."""
        count = 0
        for page in self.pages():
            count += len(page.items)
            yield page
        if not count and self._entry.base.is_advanced:
            logger.warning(
                "%s came back empty, and its base has advanced permissions on: "
                "give this app the manage permission if the table is not empty",
                self.title,
            )

    def _revision(self) -> int:
        tables = list_tables(self._run.client, self._entry.base.app_token)
        found = (one for one in tables if one.table_id == self._entry.table.table_id)
        return next((one.revision for one in found), -1)
