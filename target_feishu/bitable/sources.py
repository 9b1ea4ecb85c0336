"""Where the file of an attachment cell is: on the disk, on the web, or in another base."""

from __future__ import annotations

import contextlib
import re
import typing as t
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from feishu_connect import endpoints
from feishu_connect.bitable.fields.coercion import is_blank
from feishu_connect.downloads import PartialFile
from target_feishu.errors import RecordError
from target_feishu.uploads import MAX_FILE_BYTES

if t.TYPE_CHECKING:
    from feishu_connect import FeishuClient
    from target_feishu.files import Files, LocalFile

#: What Feishu names files by, and people too: a file of that name that is there goes first.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{10,}")
#: What an object has that came out of a cell; a bare file_token is one of the destination's.
_READ_KEYS = ("name", "url", "tmp_url", "path", "sha256")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Source:
    """One file: ways to it, and what is known of it."""

    #: Path or URL; empty where only Feishu has the file.
    location: str = ""
    #: In the base that it was read from.
    token: str = ""
    #: Advanced permissions: what the download needs besides the token.
    extra: str = ""
    name: str = ""
    kind: str = ""
    #: Of the content, where somebody has told it.
    sha256: str = ""
    size: int | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What the ledger may know it by, without reading it. A token's content never changes."""
        content = (f"sha256:{self.sha256}",) if self.sha256 else ()
        return (*content, *self.token_keys)

    @property
    def token_keys(self) -> tuple[str, ...]:
        """What the ledger is to know it by, beside its content."""
        return (f"token:{self.token}",) if self.token else ()

    def fetch(self, client: FeishuClient, files: Files) -> LocalFile:
        """Put the file on the disk, unless it is there.

        Raises:
            FeishuError: It is not to be had, empty or too large.
        """
        if self.location:
            # What the tap has saved may be gone, or on another machine; Feishu still has it.
            with contextlib.suppress(*((RecordError,) if self.token else ())):
                return files.open(self.location, most=MAX_FILE_BYTES, name=self.name)
        if self.size == 0:
            msg = f"the file `{self.name}` is empty; Feishu takes no empty files"
            raise RecordError(msg, cure="Leave the file out")
        path = files.room(self._room)
        client.save(
            endpoints.DRIVE_MEDIA_DOWNLOAD,
            PartialFile(path),
            path={"file_token": self.token},
            params={"extra": self.extra} if self.extra else {},
        )
        return files.described(path, self.name or self.token, most=MAX_FILE_BYTES, kind=self.kind)

    def release(self, files: Files) -> None:
        """Take from the disk what was downloaded."""
        files.drop(self.location, self._room)

    @property
    def _room(self) -> str:
        return f"feishu:{self.token}"


def source_of(file: t.Any, files: Files) -> Source | None:
    """Tell where a file is; None for tokens of the destination, and for what is no file."""
    if isinstance(file, str):
        text = file.strip()
        is_place = text and (not _TOKEN.fullmatch(text) or files.has(text))
        return Source(location=text) if is_place else None
    if not isinstance(file, Mapping):
        return None
    token = str(file.get("file_token") or "")
    if token and not any(file.get(key) for key in _READ_KEYS):
        return None
    location = _text(file, "path") or ("" if token else _text(file, "url") or _text(file, "link"))
    if not (token or location):
        return None
    digest, size = _text(file, "sha256").lower(), file.get("size")
    return Source(
        location,
        token,
        _extra(_text(file, "url")) if token else "",
        _text(file, "name"),
        _text(file, "type"),
        digest if _SHA256.fullmatch(digest) else "",
        int(size) if isinstance(size, (int, float)) and not isinstance(size, bool) else None,
    )


def _extra(url: str) -> str:
    return parse_qs(urlsplit(url).query).get("extra", [""])[0]


def _text(file: Mapping[str, t.Any], key: str) -> str:
    value = file.get(key)
    return "" if is_blank(value) or not isinstance(value, str) else value.strip()
