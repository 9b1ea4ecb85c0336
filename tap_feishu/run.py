"""What the streams of one run share: settings, client, bases, directory, failures."""

from __future__ import annotations

import datetime as dt
import functools
import typing as t
from pathlib import Path

from feishu_connect import FeishuClient
from tap_feishu.approvals.reading import Approvals
from tap_feishu.bitable.attachments import AttachmentFolder
from tap_feishu.bitable.bases import OpenBase, OpenTable, open_bases
from tap_feishu.bitable.record_events import RecordEvents
from tap_feishu.calendars.agenda import Agenda
from tap_feishu.calendars.event_ids import EventIds
from tap_feishu.calendars.listing import Calendars
from tap_feishu.chats.listing import Chats
from tap_feishu.documents.documents import Documents
from tap_feishu.documents.spreadsheets import Spreadsheets
from tap_feishu.drive.audience import Audience
from tap_feishu.drive.files import Files
from tap_feishu.drive.wiki import Wiki
from tap_feishu.failures import Failures
from tap_feishu.people.absent_fields import AbsentFields
from tap_feishu.people.colleagues import Colleagues
from tap_feishu.people.directory import Directory
from tap_feishu.spool import Spool
from tap_feishu.tasks.reading import Tasks

if t.TYPE_CHECKING:
    import logging

    from feishu_connect.errors import FeishuError
    from tap_feishu.config import TapSettings


class Run:
    """One run of the tap; everything in it is made when first asked for."""

    def __init__(self, settings: TapSettings, *, started_ms: int, logger: logging.Logger) -> None:
        """Call nothing yet.

        Args:
            settings: The configuration.
            started_ms: Start of the run by the local clock, Unix milliseconds.
            logger: The tap's.
        """
        self.settings = settings
        self.failures = Failures(logger)
        self._logger = logger
        self._started_ms = started_ms

    @functools.cached_property
    def client(self) -> FeishuClient:
        """The run's one way to the API."""
        return FeishuClient(self.settings.connection)

    def close(self) -> None:
        """Close what was opened; a client that is asked again opens anew."""
        if "spool" in vars(self):
            self.spool.close()
        if "client" in vars(self):
            self.client.close()

    @property
    def bases(self) -> list[OpenBase]:
        """The bases of the settings that could be opened."""
        return self._opened[0]

    @property
    def refused(self) -> dict[str, FeishuError]:
        """The bases that could not be opened, by how the settings name them, and why."""
        return self._opened[1]

    @functools.cached_property
    def _opened(self) -> tuple[list[OpenBase], dict[str, FeishuError]]:
        return open_bases(self.client, self.settings.bases)

    @property
    def tables(self) -> list[OpenTable]:
        """The tables of all bases, in the order of the bases."""
        return [table for base in self.bases for table in base.tables]

    @functools.cached_property
    def directory(self) -> Directory:
        """Departments and groups in sight."""
        return Directory(self.client, self.spool, self.settings.connection.user_id_type)

    @functools.cached_property
    def colleagues(self) -> Colleagues:
        """People in sight."""
        return Colleagues(self.directory, self.spool)

    @functools.cached_property
    def absent_fields(self) -> AbsentFields:
        """Fields that Feishu leaves out for want of a scope."""
        return AbsentFields(self.client, self._logger)

    @functools.cached_property
    def record_events(self) -> RecordEvents:
        """Changes of tables that the receiver stored."""
        return RecordEvents(self.client)

    @functools.cached_property
    def attachments(self) -> AttachmentFolder:
        """Where downloaded attachments are kept."""
        return AttachmentFolder(self.client, Path(self.settings.attachments_dir))

    @functools.cached_property
    def spool(self) -> Spool:
        """A memo on the disk, for replies that several streams need."""
        return Spool()

    @functools.cached_property
    def files(self) -> Files:
        """The files below the configured folders."""
        return Files(self)

    @functools.cached_property
    def wiki(self) -> Wiki:
        """Wiki spaces and their nodes."""
        return Wiki(self)

    @functools.cached_property
    def audience(self) -> Audience:
        """The documents that are asked who read them."""
        return Audience(self)

    @functools.cached_property
    def approvals(self) -> Approvals:
        """Approval instances: listings and details, each asked for once."""
        return Approvals(self)

    @functools.cached_property
    def chats(self) -> Chats:
        """The chats to read."""
        return Chats(self)

    @functools.cached_property
    def tasks(self) -> Tasks:
        """Task lists and what is found in them."""
        return Tasks(self)

    @functools.cached_property
    def calendars(self) -> Calendars:
        """The calendars that are read."""
        return Calendars(self.client, self.settings)

    @functools.cached_property
    def agenda(self) -> Agenda:
        """What changed in the calendars."""
        return Agenda(self.client, self.settings, self.spool)

    @functools.cached_property
    def event_ids(self) -> EventIds:
        """Which events the calendars held, from run to run."""
        return EventIds(self.client, self._logger)

    @functools.cached_property
    def documents(self) -> Documents:
        """The documents to read."""
        return Documents(self)

    @functools.cached_property
    def spreadsheets(self) -> Spreadsheets:
        """The spreadsheets to read."""
        return Spreadsheets(self)

    @property
    def started(self) -> dt.datetime:
        """Start of the run, by Feishu's clock where ours is ahead."""
        local = dt.datetime.fromtimestamp(self._started_ms / 1000, tz=dt.timezone.utc)
        return self.client.feishu_time(local)
