"""Bring the files of attachment cells into the base that they are written to."""

from __future__ import annotations

import json
import mimetypes
import typing as t
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import parse_qs, urlsplit

from feishu_connect import CellError, endpoints
from feishu_connect.bitable.fields.coercion import from_json_text, members

if t.TYPE_CHECKING:
    from feishu_connect import FeishuClient

#: Bytes of one file (docs /uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/upload_all).
MAX_FILE_BYTES = 20 * 1024 * 1024
#: Characters of its name (the same page).
MAX_FILE_NAME = 250

_UNKNOWN_TYPE = "application/octet-stream"
#: What an object has that came out of a cell; a bare file_token is one of the destination's.
_READ_KEYS = ("name", "url", "tmp_url")


class Attachments:
    """Copies files between bases: a file_token is good in the base in which it was uploaded."""

    def __init__(self, client: FeishuClient) -> None:
        """Copy nothing yet."""
        self._client = client
        #: (destination base, token there where it came from) -> token in the destination.
        self._copies: dict[tuple[str, str], str] = {}

    def bring(self, value: t.Any, app_token: str) -> t.Any:
        """Exchange the file objects of a record for tokens of the destination.

        Args:
            value: List of file objects, as a tap gives them or as JSON text.
            app_token: The destination's base.

        Raises:
            CellError: A file is empty or too large.
            FeishuError: It could not be downloaded or uploaded.
        """
        files = members(from_json_text(value))
        if not any(_was_read(each) for each in files):
            return value
        return [self._one(each, app_token) if _was_read(each) else each for each in files]

    def _one(self, file: Mapping[str, t.Any], app_token: str) -> dict[str, str]:
        source = str(file["file_token"])
        key = (app_token, source)
        if key not in self._copies:
            self._copies[key] = self._copy(file, source, app_token)
        return {"file_token": self._copies[key]}

    def _copy(self, file: Mapping[str, t.Any], source: str, app_token: str) -> str:
        name = file_name(str(file.get("name") or source))
        size = file.get("size")
        _check_size(name, int(size) if size is not None else None)
        # With advanced permissions a download needs the `extra` that the cell's url carries.
        query = parse_qs(urlsplit(str(file.get("url") or "")).query)
        content = self._client.download(
            endpoints.DRIVE_MEDIA_DOWNLOAD,
            path={"file_token": source},
            params={"extra": query["extra"][0]} if "extra" in query else {},
        )
        _check_size(name, len(content))
        return self._upload(name, str(file.get("type") or ""), content, app_token)

    def _upload(self, name: str, kind: str, content: bytes, app_token: str) -> str:
        kind = kind or mimetypes.guess_type(name)[0] or _UNKNOWN_TYPE
        data = self._client.call(
            endpoints.DRIVE_MEDIA_UPLOAD,
            form={
                "file_name": name,
                "parent_type": "bitable_image" if kind.startswith("image/") else "bitable_file",
                "parent_node": app_token,
                "size": str(len(content)),
                "checksum": str(zlib.adler32(content)),
                "extra": json.dumps({"drive_route_token": app_token}),
            },
            # The name that counts is `file_name`; this one stays ASCII for the multipart header.
            file=("file", content, kind),
            exclusive="drive.media.upload",
        )
        return str(data["file_token"])


def file_name(text: str) -> str:
    """Cut a file's name to what Feishu takes, and keep its ending."""
    text = text.strip() or "file"
    if len(text) <= MAX_FILE_NAME:
        return text
    ending = PurePosixPath(text).suffix[:MAX_FILE_NAME]
    return text[: MAX_FILE_NAME - len(ending)].rstrip() + ending


def _was_read(file: t.Any) -> bool:
    return (
        isinstance(file, Mapping)
        and bool(file.get("file_token"))
        and any(file.get(key) for key in _READ_KEYS)
    )


def _check_size(name: str, size: int | None) -> None:
    if size == 0:
        msg = f"the file `{name}` is empty; Feishu takes no empty files"
        raise CellError(msg)
    if size is not None and size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // (1024 * 1024)
        msg = f"the file `{name}` has {size:,} bytes; Feishu takes {limit} MB at once"
        raise CellError(msg)
