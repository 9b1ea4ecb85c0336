"""The folder of downloaded attachments: each file once, complete or not there."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
import sqlite3
import typing as t
from dataclasses import dataclass

import filelock

from feishu_connect import endpoints
from feishu_connect.downloads import PartialFile
from feishu_connect.errors import IncompleteError
from tap_feishu.bitable.attachments.ledger import Entry, Ledger
from tap_feishu.bitable.attachments.names import safe_name

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from feishu_connect import FeishuClient

#: Downloads that Feishu gives an app on one day.
DAILY_LIMIT: t.Final = 10_000
#: Tokens as Feishu makes them; anything else is no part of a path.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file comes from: `file` is the item of the cell, `extra` the proof of permission."""

    app_token: str
    table_id: str
    file: Mapping[str, t.Any]
    extra: str = ""

    @property
    def token(self) -> str:
        """The file's token: another content has another one."""
        return str(self.file.get("file_token") or "")


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that is on the disk; `path` is below the folder, with slashes."""

    path: str
    sha256: str


class AttachmentFolder:
    """Fetches files that are not there yet.

    Layout: `<app_token>/<table_id>/<file_token>_<name>`. A file is written under its name with
    `.part`, and renamed when it is complete; a partial one is gone on with by the next run.
    """

    def __init__(self, client: FeishuClient, folder: Path) -> None:
        """Touch nothing yet."""
        self._client = client
        self._folder = folder
        self._app_id = client.settings.app_id

    def fetch(self, source: Source) -> SavedFile:
        """Give a file, downloaded where it is not there.

        Raises:
            FeishuError: It is not to be had, not now, or the disk does not take it.
        """
        with _told_plainly(self._folder), self._alone():
            entry = self._known(source) or self._download(source)
        return SavedFile(entry.path, entry.sha256)

    def _known(self, source: Source) -> Entry | None:
        entry = self._ledger.find(source.token)
        if entry is None:
            return None
        path = self._folder / entry.path
        return entry if path.is_file() and path.stat().st_size == entry.size else None

    def _download(self, source: Source) -> Entry:
        relative = _path_of(source)
        path = self._folder / relative
        size = source.file.get("size")
        # A run that was killed between the rename and the ledger left a complete file.
        if not (path.is_file() and path.stat().st_size == size):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._receive(source, PartialFile(path.with_name(f"{path.name}.part")), size)
            path.with_name(f"{path.name}.part").replace(path)
        entry = Entry(relative, path.stat().st_size, _sha256(path))
        self._ledger.enter(source.token, entry)
        return entry

    def _receive(self, source: Source, partial: PartialFile, size: t.Any) -> None:
        if isinstance(size, int) and partial.size >= size:
            if partial.size == size and size:
                return
            partial.discard()
        self._check_limit()
        endpoint = endpoints.DRIVE_MEDIA_DOWNLOAD
        before = self._client.calls[endpoint.name]
        try:
            self._client.save(
                endpoint,
                partial,
                path={"file_token": source.token},
                params={"extra": source.extra} if source.extra else {},
            )
        finally:
            calls = self._client.calls[endpoint.name] - before
            self._ledger.count(self._app_id, self._client.clock.now(), calls)

    def _check_limit(self) -> None:
        if self._ledger.calls_of(self._app_id, self._client.clock.now()) >= DAILY_LIMIT:
            msg = f"The {DAILY_LIMIT} downloads that Feishu gives an app on one day are used up"
            raise IncompleteError(
                msg,
                cure="Run again tomorrow with the same state: files that are here are not fetched "
                "again",
            )

    @functools.cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self._folder)

    def _alone(self) -> contextlib.AbstractContextManager[t.Any]:
        """Let one process write at a time; two would write into one partial file."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return filelock.FileLock(self._folder / ".tap-feishu.lock")


def _path_of(source: Source) -> str:
    """Place a file: no part of the path is taken as it comes, not even ids."""
    token = source.token
    if not _TOKEN.fullmatch(token):
        token = hashlib.sha256(token.encode(errors="replace")).hexdigest()[:32]
    name = f"{token}_{safe_name(str(source.file.get('name') or ''))}"
    return "/".join((safe_name(source.app_token), safe_name(source.table_id), name))


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@contextlib.contextmanager
def _told_plainly(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        msg = f"Attachments cannot be kept in {folder}: {error}"
        cure = "Check `attachments_dir`, the rights on it and the free space; then run again"
        raise IncompleteError(msg, cure=cure) from error
