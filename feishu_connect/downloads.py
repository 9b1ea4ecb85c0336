"""Files that are too large for the memory: kept while they arrive, and gone on with after a break.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/download` (`Range`, 200 and 206).
"""

from __future__ import annotations

import re
import typing as t

from feishu_connect.errors import AccessError, NotFoundError, RejectedError
from feishu_connect.transport import ConnectionLostError

if t.TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from feishu_connect.endpoints.row import Endpoint
    from feishu_connect.errors import FeishuError
    from feishu_connect.transport import Reply

_WHOLE, _PART = 200, 206
#: The partial file is as long as the whole one, or longer.
_NO_SUCH_RANGE = 416
_START = re.compile(r"bytes (\d+)-")
#: What the API means where it says it by the HTTP status alone.
_REFUSALS: t.Final[dict[int, tuple[type[FeishuError], str, str]]] = {
    400: (
        AccessError,
        "Feishu takes the request for the file as incomplete",
        "Give the app the manage permission where the base has advanced permissions on",
    ),
    403: (
        AccessError,
        "The app may not download the file",
        "Add the app to the document, with manage permission where advanced permissions are on",
    ),
    404: (NotFoundError, "The file does not exist any more", ""),
}


class PartialFile:
    """A file on its way to the disk; what has arrived stays there when the transfer breaks off."""

    def __init__(self, path: Path) -> None:
        """Write nothing yet."""
        self.path = path
        #: Whether the last reply was the file, or a part of it.
        self.taken = False

    @property
    def size(self) -> int:
        """Bytes that have arrived."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def headers(self) -> dict[str, str]:
        """Ask for what is missing, in the bytes of the file itself."""
        wanted = {"Range": f"bytes={self.size}-"} if self.size else {}
        return {"Accept-Encoding": "identity", **wanted}

    def open(self, status: int, headers: Mapping[str, str]) -> t.BinaryIO | None:
        """Give where the body goes; a server that sends the whole file begins anew.

        Raises:
            ConnectionLostError: It is another part than the one that is missing.
        """
        self.taken = status in {_WHOLE, _PART} and _is_file(headers)
        if not self.taken:
            return None
        if status == _WHOLE:
            return self.path.open("wb")
        start = _START.match(headers.get("Content-Range", ""))
        if start is None or int(start[1]) != self.size:
            msg = "Feishu sent another part of the file than the one that was asked for"
            raise self._anew(msg)
        return self.path.open("ab")

    def check(self, reply: Reply, endpoint: Endpoint) -> None:
        """Tell what a reply that is no file means, where it says so by its status alone.

        Raises:
            ConnectionLostError: What is on the disk is of no use; the next call begins anew.
            FeishuError: The file is not to be had.
        """
        if reply.status == _NO_SUCH_RANGE and self.size:
            msg = "Feishu has no more of the file than is here"
            raise self._anew(msg)
        code = (reply.payload or {}).get("code")
        if reply.status in _REFUSALS and not isinstance(code, int):
            kind, message, cure = _REFUSALS[reply.status]
            raise kind(message, cure=cure, log_id=reply.log_id, endpoint=endpoint.name)
        if code == 0:
            message = "Feishu answered without the file"
            raise RejectedError(message, log_id=reply.log_id, endpoint=endpoint.name)

    def discard(self) -> None:
        """Delete what has arrived."""
        self.path.unlink(missing_ok=True)

    def _anew(self, reason: str) -> ConnectionLostError:
        self.discard()
        return ConnectionLostError(reason, sent=True)


def _is_file(headers: Mapping[str, str]) -> bool:
    """Tell a file from an error that comes with HTTP 200: files may be JSON, but have a name."""
    kind = headers.get("Content-Type", "").split(";")[0].strip().lower()
    return kind != "application/json" or "Content-Disposition" in headers
