"""Files of drive, their statistics and view records."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import NotFoundError
from tap_feishu.columns import INTEGER, SECONDS, TEXT, record
from tap_feishu.drive.metas import with_metas
from tap_feishu.settling import settled
from tap_feishu.streams.base import FixedStream
from tap_feishu.streams.units import UnitStream

if t.TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.columns import Columns

Item = dict[str, t.Any]

#: Columns that no listing has.
_META_COLUMNS: t.Final[Columns] = {
    "title": TEXT,
    "create_time": SECONDS,
    "latest_modify_user": TEXT,
    "latest_modify_time": SECONDS,
    "sec_label_name": TEXT,
}

#: What finding documents calls.
_FINDING: t.Final = (
    endpoints.drive.FILE_LIST,
    endpoints.wiki.NODE_LIST,
    endpoints.WIKI_NODE_GET,
)


class DriveFiles(FixedStream):
    """Files and folders below the configured folders, each once; without any, below the root.

    The root is listed without its shortcuts. A second run reads and emits everything again: all
    folders have to be listed, and that a rename, a move or a change of the metadata moves
    `modified_time` is documented nowhere.
    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file/list`.
    """

    name = "drive_files"
    named_by = ("drive_folders",)
    keys = ("token",)
    only_if: t.ClassVar[Mapping[Endpoint, str]] = {
        endpoints.drive.META_BATCH_QUERY: f"one of {', '.join(_META_COLUMNS)} is selected",
    }
    endpoints = (endpoints.drive.FILE_LIST, endpoints.drive.META_BATCH_QUERY)
    cost = (
        "1 per 200 files of a folder, at least 1, twice where there are more; 1 per 200 files "
        "where metadata is selected"
    )
    columns: t.ClassVar[Columns] = {
        "token": TEXT,
        "name": TEXT,
        "type": TEXT,
        "parent_token": TEXT,
        "url": TEXT,
        "shortcut_info": record(target_type=TEXT, target_token=TEXT),
        "created_time": SECONDS,
        "modified_time": SECONDS,
        "owner_id": TEXT,
        **_META_COLUMNS,
    }

    def items(self) -> Iterator[Item]:
        """Walk the folders, and ask for metadata where one of its columns is selected."""
        files = self.run.files.walk()
        yield from with_metas(self.run, files) if self.wants(*_META_COLUMNS) else files
        self.run.files.unread.check()


class _DocumentStream(UnitStream):
    """A stream that asks about document after document; a unit is its type and its token."""

    unit = "document"
    only_if: t.ClassVar[Mapping[Endpoint, str]] = {
        endpoints.wiki.NODE_LIST: "`wiki_spaces` is set",
        endpoints.WIKI_NODE_GET: "the settings hold links of wiki pages",
    }

    def units(self) -> Iterator[str]:
        """Name the documents of the folders, the wiki spaces and the settings."""
        for kind, token in self.run.audience.documents():
            yield f"{kind} {token}"

    def read(self, unit: str, cursor: t.Any | None) -> Generator[Item, None, None]:  # noqa: ARG002
        """Give the items of one document; none where it went after it was listed."""
        kind, token = unit.split(" ", 1)
        try:
            yield from self.ask(kind, token)
        except NotFoundError:
            if token in self.run.audience.named:
                raise

    def ask(self, kind: str, token: str) -> Iterator[Item]:
        """Call the API for one document."""
        raise NotImplementedError


class FileStatistics(_DocumentStream):
    """How often each document was read: a snapshot a run, so that rows make a history.

    `uv`, `pv` and `like_count` are totals of its whole life. A `like_count` of -1 says that this
    type cannot be liked. The identity needs manage permission on the document.
    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file-statistics/get`.
    """

    name = "file_statistics"
    keys = ("file_token", "timestamp")
    replication_key = "timestamp"
    replication = "a snapshot of every document a run; rows of earlier runs stay"
    endpoints = (endpoints.drive.FILE_STATISTICS_GET, *_FINDING)
    cost = "1 per document, and finding them as `drive_files` and `wiki_nodes` do"
    columns: t.ClassVar[Columns] = {
        "file_token": TEXT,
        "file_type": TEXT,
        "timestamp": SECONDS,
        "uv": INTEGER,
        "pv": INTEGER,
        "like_count": INTEGER,
        "uv_today": INTEGER,
        "pv_today": INTEGER,
        "like_count_today": INTEGER,
    }

    def ask(self, kind: str, token: str) -> Iterator[Item]:
        """Give the snapshot; one without a time of its own has that of the run."""
        data = self.run.client.call(
            endpoints.drive.FILE_STATISTICS_GET,
            path={"file_token": token},
            params={"file_type": kind},
        )
        statistics = data.get("statistics") or {}
        taken = statistics.get("timestamp") or int(self.run.started.timestamp())
        yield {**statistics, "timestamp": taken, "file_token": token, "file_type": kind}


class FileViewRecords(_DocumentStream):
    """Who opened each document, with the latest time: one row a person, however often.

    The identity needs manage permission on the document, and the tenant the feature.
    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file-view_record/list`.
    """

    name = "file_view_records"
    keys = ("file_token", "viewer_id")
    endpoints = (endpoints.drive.FILE_VIEW_RECORD_LIST, *_FINDING)
    cost = "1 per 50 readers of a document, at least 1, twice where there are more"
    columns: t.ClassVar[Columns] = {
        "file_token": TEXT,
        "file_type": TEXT,
        "viewer_id": TEXT,
        "name": TEXT,
        "avatar_url": TEXT,
        "last_view_time": SECONDS,
    }

    def ask(self, kind: str, token: str) -> Iterator[Item]:
        """List the readers; people who come back meanwhile change places."""
        id_type = self.run.settings.connection.user_id_type
        viewers = settled(
            self.run.client,
            endpoints.drive.FILE_VIEW_RECORD_LIST,
            "viewer_id",
            path={"file_token": token},
            params={"file_type": kind, "viewer_id_type": id_type},
        )
        for viewer in viewers:
            yield {**viewer, "file_token": token, "file_type": kind}


STREAMS = (DriveFiles, FileStatistics, FileViewRecords)
