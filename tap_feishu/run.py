"""What the streams of one run share: settings, client, bases, directory, failures."""

from __future__ import annotations

import datetime as dt
import functools
import typing as t

from feishu_connect import FeishuClient
from tap_feishu.bases import OpenBase, OpenTable, open_bases
from tap_feishu.directory import Directory
from tap_feishu.failures import Failures

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
        self._started_ms = started_ms

    @functools.cached_property
    def client(self) -> FeishuClient:
        """The run's one way to the API."""
        return FeishuClient(self.settings.connection)

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
        """Departments and people in sight."""
        return Directory(self.client, self.settings.connection.user_id_type)

    @property
    def started(self) -> dt.datetime:
        """Start of the run, by Feishu's clock where ours is ahead."""
        local = dt.datetime.fromtimestamp(self._started_ms / 1000, tz=dt.timezone.utc)
        return self.client.feishu_time(local)
