"""Pictures of a document: fetched before anything is written, uploaded for one block each.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/upload_all`,
`/ukTMukTMukTM/uUDN04SN0QjL1QDN/document-docx/docx-v1/faq`.
"""

from __future__ import annotations

import typing as t

from target_feishu.errors import RecordError
from target_feishu.uploads import WHOLE_BYTES, Place, upload

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from feishu_connect import FeishuClient
    from target_feishu.files import Files, LocalFile

#: How pictures begin, where the name does not tell. No other file may leave the machine this way.
_MARKS: t.Final = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"<svg"),
    *(b"II*", b"MM\x00*"),
)
_CURE: t.Final = "Give the URL or the path of a picture of up to 20 MB"


class Images:
    """Fetches and uploads."""

    def __init__(self, client: FeishuClient, files: Files) -> None:
        """Fetch nothing yet."""
        self._client = client
        self._files = files

    def fetch(self, sources: Mapping[str, str]) -> dict[str, LocalFile]:
        """Bring the pictures to this machine.

        Args:
            sources: Temporary id of a block -> URL or path.

        Raises:
            RecordError: One of them is not there, is no picture, or is too large.
        """
        return {block_id: self._one(source) for block_id, source in sources.items()}

    def upload(self, document_id: str, block_id: str, file: LocalFile) -> str:
        """Upload a picture for a block and give its token; a second upload leaves an orphan."""
        return upload(self._client, file, Place("docx_image", block_id, document_id))

    def _one(self, source: str) -> LocalFile:
        if source.startswith("data:"):
            msg = "a picture stands in the content itself (`data:`)"
            raise RecordError(msg, cure=_CURE, field="content")
        try:
            file = self._files.open(source, most=WHOLE_BYTES)
        except RecordError as error:
            raise RecordError(error.message, cure=error.cure or _CURE, field="content") from None
        if not file.kind.startswith("image/") and not _looks_like_picture(file):
            msg = f"the file `{file.name}` is no picture"
            raise RecordError(msg, cure=_CURE, field="content")
        return file


def _looks_like_picture(file: LocalFile) -> bool:
    with file.path.open("rb") as opened:
        return opened.read(8).startswith(_MARKS)
