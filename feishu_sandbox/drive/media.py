"""Files of Bitable attachments: upload, download, temporary addresses.

Docs: R/drive-v1/media/{upload_all,download,batch_get_tmp_download_url}.
"""

from __future__ import annotations

import json
import mimetypes
import re
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote

from feishu_sandbox.docx import uploads
from feishu_sandbox.envelope import ApiError, Reply
from feishu_sandbox.limits import MEDIA, PER_SECOND_5
from feishu_sandbox.model import Media
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.model import Base, Json
    from feishu_sandbox.operation import Incoming

_MAX_FILE = 20 * 1024 * 1024
_MAX_NAME = 250
_MAX_TOKENS = 5
_PARENT_TYPES = ("bitable_image", "bitable_file")
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_READ_SCOPES = (
    "docs:document.media:download",
    "bitable:app",
    "bitable:app:readonly",
    "docs:doc",
    "docs:doc:readonly",
    "drive:drive",
    "drive:drive:readonly",
    "sheets:spreadsheet",
    "sheets:spreadsheet:readonly",
)


def _upload_all(call: Incoming) -> Json:
    """Store one file for a base or a document; uploading it again makes another file."""
    form = call.body
    name, content = checked_name(form), _checked_content(form)
    parent = checked_parent(call, form)
    media = keep(call, name, content, str(form["parent_type"]), parent)
    return {"file_token": media.file_token}


def keep(call: Incoming, name: str, content: bytes, parent_type: str, parent: str) -> Media:
    """Store a file that was found right."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    media = Media(call.world.new_id("file"), name, kind, content, parent_type, parent)
    call.world.state.media[media.file_token] = media
    return media


def checked_parent(call: Incoming, form: Json) -> str:
    """Return the `parent_node` of an upload that the caller may make.

    Raises:
        ApiError: 1061002 for a parent_type or `extra` that is none, 1061044 for a parent that is
            none, 1061004 without edit right.
    """
    parent = form.get("parent_node")
    if not isinstance(parent, str) or not parent:
        raise ApiError(1061002)
    if form.get("parent_type") in uploads.PARENT_TYPES:
        uploads.check_parent(call, form)
    else:
        _check_base(call, form, parent)
    return parent


def _check_base(call: Incoming, form: Json, parent: str) -> None:
    if form.get("parent_type") not in _PARENT_TYPES:
        raise ApiError(1061002)
    base = call.world.state.bases.get(parent)
    if base is None:
        raise ApiError(1061044)
    if base.access.get(call.principal) not in ("edit", "manage"):
        raise ApiError(1061004)
    _check_extra(form.get("extra"), parent)


def checked_name(form: Json) -> str:
    """Return the name of an uploaded file.

    Raises:
        ApiError: 1061002 for none or one that ends in blanks, 1061008 for an empty or long one.
    """
    name = form.get("file_name")
    if not isinstance(name, str) or name != name.rstrip():
        raise ApiError(1061002)
    if not 1 <= len(name) <= _MAX_NAME:
        raise ApiError(1061008)
    return name


def _checked_content(form: Json) -> bytes:
    content, size, checksum = form.get("file"), form.get("size"), form.get("checksum")
    if not isinstance(content, bytes) or not str(size).isdecimal() or int(str(size)) == 0:
        raise ApiError(1061002)
    if max(int(str(size)), len(content)) > _MAX_FILE:
        raise ApiError(1061043)
    if int(str(size)) != len(content):
        raise ApiError(1062009)
    if checksum and str(checksum) != str(zlib.adler32(content)):
        raise ApiError(1062008)
    return content


def _check_extra(extra: object, parent: str) -> None:
    if not extra:
        return
    try:
        route = json.loads(str(extra))["drive_route_token"]
    except (ValueError, KeyError, TypeError):
        raise ApiError(1061002) from None
    if route != parent:
        raise ApiError(1061044)


def _download(call: Incoming) -> Reply:
    """Send a file, or the range of it that the `Range` header asks for."""
    media = call.world.state.media.get(call.path["file_token"])
    if media is None or media.parent_node not in call.world.state.bases:
        raise ApiError(1061003)
    base = call.world.state.bases[media.parent_node]
    _check_read(call, base, media, status_without_extra=400)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(media.name)}"}
    match = _RANGE.fullmatch(call.headers.get("range", ""))
    if match is None:
        return Reply(raw=media.content, media_type=media.mime, headers=headers)
    start, last = int(match[1]), len(media.content) - 1
    if start > last:
        nothing = {"Content-Range": f"bytes */{len(media.content)}"}
        return Reply(raw=b"", media_type="text/plain", headers=nothing, status=416)
    end = min(int(match[2] or last), last)
    headers["Content-Range"] = f"bytes {start}-{end}/{len(media.content)}"
    part = media.content[start : end + 1]
    return Reply(raw=part, media_type=media.mime, headers=headers, status=206)


def _check_read(call: Incoming, base: Base, media: Media, status_without_extra: int) -> None:
    right = base.access.get(call.principal)
    if right is None or (base.is_advanced and right != "manage"):
        raise ApiError(1061004)
    if base.is_advanced and not _extra_names(call.query.get("extra"), base, media):
        raise ApiError(1061004, status=status_without_extra)


def _extra_names(extra: str | None, base: Base, media: Media) -> bool:
    """Tell whether `extra` points to a table, or to the very cell, that holds the file."""
    try:
        permission = json.loads(extra or "")["bitablePerm"]
        table = base.tables.get(permission["tableId"])
    except (ValueError, KeyError, TypeError):
        return False
    if table is None:
        return False
    wanted = permission.get("attachments")
    for record in table.records.values():
        for field_id, cell in record.cells.items():
            if isinstance(cell, list) and media.file_token in cell:
                named = (wanted or {}).get(field_id, {}).get(record.record_id, [])
                return not wanted or media.file_token in named
    return False


def _tmp_urls(call: Incoming) -> Json:
    tokens = call.query.getlist("file_tokens")
    if not 1 <= len(tokens) <= _MAX_TOKENS:
        raise ApiError(1061002)
    urls = []
    for token in tokens:
        media = call.world.state.media.get(token)
        if media is None or media.parent_node not in call.world.state.bases:
            raise ApiError(1061002)
        base = call.world.state.bases[media.parent_node]
        _check_read(call, base, media, status_without_extra=403)
        url = f"{call.host}/sandbox/files/{token}"
        urls.append({"file_token": token, "tmp_download_url": url})
    return {"tmp_download_urls": urls}


OPERATIONS = (
    Operation(
        "drive.media.upload_all",
        "POST",
        "/drive/v1/medias/upload_all",
        _upload_all,
        MEDIA,
        (
            "bitable:app",
            "docs:doc",
            "docs:document.media:upload",
            "drive:drive",
            "sheets:spreadsheet",
        ),
        query=(),
        writes=True,
        body="multipart",
        bad_json=1061002,
    ),
    Operation(
        "drive.media.batch_get_tmp_download_url",
        "GET",
        "/drive/v1/medias/batch_get_tmp_download_url",
        _tmp_urls,
        PER_SECOND_5,
        _READ_SCOPES,
        query=("file_tokens", "extra"),
    ),
    Operation(
        "drive.media.download",
        "GET",
        "/drive/v1/medias/{file_token}/download",
        _download,
        MEDIA,
        _READ_SCOPES,
        query=("extra",),
    ),
)
