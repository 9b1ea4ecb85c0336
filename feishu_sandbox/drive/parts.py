"""Uploads in parts: begin, send 4 MB at a time, end.

Docs: R/drive-v1/media/{upload_prepare,upload_part,upload_finish}.
"""

from __future__ import annotations

import math
import zlib
from typing import TYPE_CHECKING

from feishu_sandbox.drive import media
from feishu_sandbox.drive.model import PartialUpload, UploadPart
from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import MEDIA
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

#: All parts but the last one are of this size.
_BLOCK = 4 * 1024 * 1024
_VALID_SECONDS = 24 * 60 * 60
_SCOPES = (
    "bitable:app",
    "docs:doc",
    "docs:document.media:upload",
    "drive:drive",
    "sheets:spreadsheet",
)


def _prepare(call: Incoming) -> Json:
    """Begin an upload; every call begins another one."""
    name, size = media.checked_name(call.body), call.body.get("size")
    if isinstance(size, bool) or not isinstance(size, int) or size <= 0:
        raise ApiError(1061002)
    parent = media.checked_parent(call, call.body)
    upload = PartialUpload(
        call.world.new_id("upload"),
        name,
        str(call.body["parent_type"]),
        parent,
        size,
        call.principal,
        call.world.clock.now(),
    )
    call.world.state.drive.uploads[upload.upload_id] = upload
    return {
        "upload_id": upload.upload_id,
        "block_size": _BLOCK,
        "block_num": math.ceil(size / _BLOCK),
    }


def _open(call: Incoming) -> PartialUpload:
    """Return the caller's upload.

    Raises:
        ApiError: 1061021 for one that is unknown, over, or older than a day; 1062007 for another
            identity's.
    """
    upload = call.world.state.drive.uploads.get(str(call.body.get("upload_id") or ""))
    if upload is None or call.world.clock.now() - upload.begun > _VALID_SECONDS:
        raise ApiError(1061021)
    if upload.principal != call.principal:
        raise ApiError(1062007)
    return upload


def _part(call: Incoming) -> Json:
    """Take one part; sent again, it takes the place of the first."""
    form, upload = call.body, _open(call)
    content, seq, size = form.get("file"), str(form.get("seq", "")), str(form.get("size", ""))
    if not isinstance(content, bytes) or not seq.isdecimal() or not size.isdecimal():
        raise ApiError(1061002)
    number, last = int(seq), math.ceil(upload.size / _BLOCK) - 1
    if number > last:
        raise ApiError(1062011)
    due = _BLOCK if number < last else upload.size - last * _BLOCK
    if int(size) != len(content) or len(content) != due:
        raise ApiError(1062009)
    checksum = form.get("checksum")
    if checksum and str(checksum) != str(zlib.adler32(content)):
        raise ApiError(1062008)
    # "One after the other": a part does not come before those in front of it.
    if any(str(earlier) not in upload.parts for earlier in range(number)):
        raise ApiError(1062010)
    upload.parts[str(number)] = UploadPart(content)
    return {}


def _finish(call: Incoming) -> Json:
    """Make the file out of its parts; the upload is over."""
    upload = _open(call)
    given, due = call.body.get("block_num"), math.ceil(upload.size / _BLOCK)
    if isinstance(given, bool) or not isinstance(given, int):
        raise ApiError(1061002)
    if given > due:
        raise ApiError(1062011)
    if given < due or len(upload.parts) < due:
        raise ApiError(1062010)
    content = b"".join(upload.parts[str(number)].content for number in range(due))
    kept = media.keep(call, upload.name, content, upload.parent_type, upload.parent_node)
    del call.world.state.drive.uploads[upload.upload_id]
    return {"file_token": kept.file_token}


OPERATIONS = (
    Operation(
        "drive.media.upload_prepare",
        "POST",
        "/drive/v1/medias/upload_prepare",
        _prepare,
        MEDIA,
        _SCOPES,
        query=(),
        writes=True,
        body="json",
        bad_json=1061002,
    ),
    Operation(
        "drive.media.upload_part",
        "POST",
        "/drive/v1/medias/upload_part",
        _part,
        MEDIA,
        _SCOPES,
        query=(),
        writes=True,
        body="multipart",
        bad_json=1061002,
    ),
    Operation(
        "drive.media.upload_finish",
        "POST",
        "/drive/v1/medias/upload_finish",
        _finish,
        MEDIA,
        _SCOPES,
        query=(),
        writes=True,
        body="json",
        bad_json=1061002,
    ),
)
