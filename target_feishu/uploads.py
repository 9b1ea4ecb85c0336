"""Put a file into a document: whole up to 20 MB, in parts above.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/{upload_all,upload_prepare,upload_part,
upload_finish}`: five calls a second and one at a time; names of 250 characters.
"""

from __future__ import annotations

import json
import typing as t
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from feishu_connect import AmbiguousWriteError, FeishuError, RejectedError, endpoints

if t.TYPE_CHECKING:
    from feishu_connect import FeishuClient
    from target_feishu.files import LocalFile

#: Bytes that go in one call.
WHOLE_BYTES: t.Final = 20 * 1024 * 1024
#: Bytes of a file. The plan of the tenant may allow less, which Feishu tells (1061043).
MAX_FILE_BYTES: t.Final = 2 * 1024 * 1024 * 1024
#: Characters of a file's name.
MAX_FILE_NAME: t.Final = 250

#: All uploads go one after the other: Feishu refuses two at a time (1061045).
_TURN = "drive.media.upload"
#: Begun anew so often, where a part got lost or the end was not confirmed.
_ATTEMPTS = 3
#: Transaction expired, other size, part missing, too many parts, checksum.
_ANEW = frozenset((1061021, 1062008, 1062009, 1062010, 1062011))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file goes: kind of place, token of the document, e.g. `bitable_file`, app_token."""

    parent_type: str
    parent_node: str
    #: The document by which Feishu finds the place; empty where it is the place itself.
    route_token: str = ""

    @property
    def form(self) -> dict[str, str]:
        """The place in a request."""
        place = {"parent_type": self.parent_type, "parent_node": self.parent_node}
        route = json.dumps({"drive_route_token": self.route_token})
        return {**place, **({"extra": route} if self.route_token else {})}


def upload(client: FeishuClient, file: LocalFile, place: Place) -> str:
    """Put a file into a document; give its file_token.

    A second upload after a lost reply leaves a file that nobody sees.

    Raises:
        FeishuError: It did not get there.
    """
    if file.size <= WHOLE_BYTES:
        return _whole(client, file, place)
    for _ in range(_ATTEMPTS - 1):
        try:
            return _in_parts(client, file, place)
        except FeishuError as error:
            if not _may_pass(error):
                raise
    return _in_parts(client, file, place)


def file_name(text: str) -> str:
    """Cut a file's name to what Feishu takes, and keep its ending."""
    text = text.strip() or "file"
    if len(text) <= MAX_FILE_NAME:
        return text
    ending = PurePosixPath(text).suffix[:MAX_FILE_NAME]
    return text[: MAX_FILE_NAME - len(ending)].rstrip() + ending


def _may_pass(error: FeishuError) -> bool:
    refused = isinstance(error, RejectedError) and error.code in _ANEW
    return refused or isinstance(error, AmbiguousWriteError)


def _whole(client: FeishuClient, file: LocalFile, place: Place) -> str:
    content = file.path.read_bytes()
    data = client.call(
        endpoints.DRIVE_MEDIA_UPLOAD,
        form={
            "file_name": file_name(file.name),
            **place.form,
            "size": str(len(content)),
            "checksum": str(zlib.adler32(content)),
        },
        # The name that counts is `file_name`; this one stays ASCII for the multipart header.
        file=("file", content, file.kind),
        exclusive=_TURN,
    )
    return str(data["file_token"])


def _in_parts(client: FeishuClient, file: LocalFile, place: Place) -> str:
    begun = client.call(
        endpoints.DRIVE_MEDIA_UPLOAD_PREPARE,
        body={"file_name": file_name(file.name), **place.form, "size": file.size},
        exclusive=_TURN,
    )
    upload_id, block = str(begun["upload_id"]), int(begun["block_size"])
    sent = 0
    with file.path.open("rb") as source:
        while part := source.read(block):
            _part(client, upload_id, sent, part)
            sent += 1
    data = client.call(
        endpoints.DRIVE_MEDIA_UPLOAD_FINISH,
        body={"upload_id": upload_id, "block_num": sent},
        exclusive=_TURN,
    )
    return str(data["file_token"])


def _part(client: FeishuClient, upload_id: str, number: int, part: bytes) -> None:
    client.call(
        endpoints.DRIVE_MEDIA_UPLOAD_PART,
        form={
            "upload_id": upload_id,
            "seq": str(number),
            "size": str(len(part)),
            "checksum": str(zlib.adler32(part)),
        },
        file=("file", part, "application/octet-stream"),
        exclusive=_TURN,
    )
