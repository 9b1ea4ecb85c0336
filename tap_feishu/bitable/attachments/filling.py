"""Put path and hash of the saved files into the attachment columns of a row."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field

from feishu_connect.errors import AccessError, IncompleteError, NotFoundError, RejectedError
from tap_feishu.bitable.attachments.folder import Source
from tap_feishu.bitable.rows import KEY

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_feishu.bitable.attachments.folder import AttachmentFolder
    from tap_feishu.bitable.bases import OpenTable
    from tap_feishu.bitable.rows import Row
    from tap_feishu.failures import Failures


@dataclass(frozen=True, slots=True)
class AttachmentFiller:
    """Fetches the files of the rows of one stream."""

    folder: AttachmentFolder
    entry: OpenTable
    #: Column -> field id, of the attachment columns that are selected.
    columns: Mapping[str, str]
    failures: Failures
    stream: str
    #: Tokens of files that are there, and were refused.
    _refused: set[str] = field(default_factory=set)

    def fill(self, row: Row) -> Row:
        """Fetch the files of a row, and tell in the row where they are.

        A file that is not to be had leaves its row with nulls, and lets the run end with an error.
        One that is gone is gone for good; one that is refused counts for `conclude`.

        Raises:
            FeishuError: A file cannot be had now; the row is to be read again.
        """
        for column, field_id in self.columns.items():
            for file in row.get(column) or ():
                self._fetch(file, field_id, str(row[KEY]))
        return row

    def _fetch(self, file: dict[str, t.Any], field_id: str, record_id: str) -> None:
        base = self.entry.base
        extra = ""
        if base.is_advanced or "extra=" in (file.get("url") or ""):
            extra = permission(self.entry.table.table_id, field_id, record_id, file["file_token"])
        source = Source(base.app_token, self.entry.table.table_id, file, extra)
        try:
            saved = self.folder.fetch(source)
        except (AccessError, NotFoundError, RejectedError) as error:
            what = f"file {file.get('name')!r} ({source.token}) of record {record_id}"
            self.failures.add(f"{what} in stream {self.stream}", error, group=self.stream)
            if not isinstance(error, NotFoundError):
                self._refused.add(source.token)
            return
        file["path"], file["sha256"] = saved.path, saved.sha256

    def conclude(self) -> None:
        """End the table.

        Raises:
            IncompleteError: Files were refused; the bookmark must not go past their rows.
        """
        if self._refused:
            msg = f"Files of {self.stream} that Feishu refused: {len(self._refused)}"
            cure = "See the warnings above; the rows come again until their files can be had"
            raise IncompleteError(msg, cure=cure)


def permission(table_id: str, field_id: str, record_id: str, file_token: str) -> str:
    """Name the cell that holds a file, which advanced permissions ask for.

    The address in the cell has a shorter form, with which large tables may time out.
    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/introduction`, `extra`.
    """
    attachments = {field_id: {record_id: [file_token]}}
    value = {"bitablePerm": {"tableId": table_id, "attachments": attachments}}
    return json.dumps(value, separators=(",", ":"))
