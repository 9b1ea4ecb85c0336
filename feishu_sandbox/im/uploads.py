"""Pictures and files for messages.

Docs: R/im-v1/image/create, R/im-v1/file/create.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.im.messages import need_bot
from feishu_sandbox.im.model import Upload
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_MB = 1024 * 1024
_MAX_IMAGE = 10 * _MB
_MAX_FILE = 30 * _MB
_IMAGE_TYPES = ("message", "avatar")
_FILE_TYPES = ("opus", "mp4", "pdf", "doc", "xls", "ppt", "stream")
#: How the formats begin that are taken.
_FORMATS = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"\x00\x00\x01\x00",
    b"II*\x00",
    b"MM\x00*",
)
_PNG, _GIF = _FORMATS[1], _FORMATS[2:4]
_MAX_SIDE, _MAX_GIF_SIDE, _MAX_AVATAR_SIDE = 12_000, 2_000, 4_096
_NO_BOT = 234007


def _create_image(call: Incoming) -> Json:
    need_bot(call, _NO_BOT)
    kind = call.body.get("image_type")
    if kind not in _IMAGE_TYPES:
        raise ApiError(234001)
    content = _content(call, "image", _MAX_IMAGE)
    if not content.startswith(_FORMATS) and not _is_boxed(content):
        raise ApiError(234011)
    if max(_sides(content)) > _limit(content, str(kind)):
        raise ApiError(234039)
    key = f"img_v3_{call.world.new_id('upload')}"
    return {"image_key": _kept(call, Upload(key, call.app.app_id, "image", content))}


def _create_file(call: Incoming) -> Json:
    need_bot(call, _NO_BOT)
    kind, name = call.body.get("file_type"), call.body.get("file_name")
    duration = call.body.get("duration") or "0"
    if kind not in _FILE_TYPES or not name or not str(duration).isdecimal():
        raise ApiError(234001)
    content = _content(call, "file", _MAX_FILE)
    key = f"file_v3_{call.world.new_id('upload')}"
    upload = Upload(key, call.app.app_id, str(kind), content, str(name), int(duration))
    return {"file_key": _kept(call, upload)}


def _kept(call: Incoming, upload: Upload) -> str:
    call.world.state.im.uploads[upload.key] = upload
    return upload.key


def _content(call: Incoming, part: str, most: int) -> bytes:
    content = call.body.get(part)
    if not isinstance(content, bytes):
        raise ApiError(234001)
    if not content:
        raise ApiError(234010)
    if len(content) > most:
        raise ApiError(234006)
    return content


def _is_boxed(content: bytes) -> bool:
    """Tell WEBP and HEIC, whose names stand inside."""
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return webp or content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1")


def _sides(content: bytes) -> tuple[int, int]:
    """Read width and height of a PNG or GIF; of others nothing."""
    try:
        if content.startswith(_PNG):
            width, height = struct.unpack(">II", content[16:24])
            return width, height
        if content.startswith(_GIF):
            width, height = struct.unpack("<HH", content[6:10])
            return width, height
    except struct.error:
        pass
    return 0, 0


def _limit(content: bytes, kind: str) -> int:
    if content.startswith(_GIF):
        return _MAX_GIF_SIDE
    return _MAX_AVATAR_SIDE if kind == "avatar" else _MAX_SIDE


_SCOPES = ("im:resource", "im:resource:upload")

OPERATIONS = (
    Operation(
        "im.image.create",
        "POST",
        "/im/v1/images",
        _create_image,
        STANDARD,
        _SCOPES,
        identities=("tenant",),
        writes=True,
        body="multipart",
        bad_json=234001,
        query=(),
    ),
    Operation(
        "im.file.create",
        "POST",
        "/im/v1/files",
        _create_file,
        STANDARD,
        _SCOPES,
        identities=("tenant",),
        writes=True,
        body="multipart",
        bad_json=234001,
        query=(),
    ),
)
